package io.lossbench.core.detection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/** COCO's JSON as it is written: an entry of a list on each line. Not thread-safe. */
final class CocoText {
  private static final int PIECE = 1 << 16;

  private final WritableByteChannel out;
  private final StringBuilder text = new StringBuilder();
  private boolean first;

  CocoText(WritableByteChannel out) {
    this.out = out;
  }

  /** An id as JSON has it. */
  static String id(CocoId id) {
    return id.number() == null ? quoted(id.text()) : id.text();
  }

  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  static String box(Box box) {
    return "[" + box.x() + ", " + box.y() + ", " + box.width() + ", " + box.height() + "]";
  }

  void text(String more) throws IOException {
    text.append(more);
    if (text.length() > PIECE) {
      flush();
    }
  }

  void beginList() throws IOException {
    text("[");
    first = true;
  }

  void entry(String entry) throws IOException {
    text((first ? "\n" : ",\n") + entry);
    first = false;
  }

  void endList() throws IOException {
    text(first ? "]" : "\n]");
  }

  void flush() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
    text.setLength(0);
  }
}
