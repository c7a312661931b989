package io.lossbench.core.run;

import io.lossbench.core.suite.JsonFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A worker's progress as it is written, one line of JSON each, in a file of its own: whatever a JVM
 * or a native library prints goes elsewhere. Reads only what was added since. Not thread-safe.
 */
public final class ProgressFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final Path log;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;

  /** Reads the progress of the worker of that folder; its log keeps the lines that are none. */
  public ProgressFile(WorkFolder work) {
    this.file = work.progress();
    this.log = work.log();
  }

  /** A writer that adds what it is told to the file. A trial never fails of it. */
  public static Consumer<Progress> writer(WorkFolder work) {
    return progress -> {
      byte[] text = (JSON.writeValueAsString(progress) + "\n").getBytes(StandardCharsets.UTF_8);
      try (OutputStream out =
          Files.newOutputStream(
              work.progress(),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND,
              LinkOption.NOFOLLOW_LINKS)) {
        out.write(text);
      } catch (IOException e) {
        // A full disk hides how far the trial is, no more.
      }
    };
  }

  /** What was added since the last call. */
  public List<Progress> added() {
    List<Progress> added = new ArrayList<>();
    try {
      if (Files.size(file) == position) {
        return added;
      }
      try (SeekableByteChannel in = Files.newByteChannel(file).position(position)) {
        for (int count = in.read(buffer.clear()); count > 0; count = in.read(buffer.clear())) {
          position += count;
          split(buffer.flip(), added);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was told yet.
    } catch (IOException e) {
      note("cannot read the progress: " + e.getMessage());
    }
    return added;
  }

  private void split(ByteBuffer bytes, List<Progress> added) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next != '\n') {
        line.write(next);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      try {
        added.add(JSON.readValue(text, Progress.class));
      } catch (JacksonException e) {
        note("not understood as progress: " + text + " (" + JsonFault.of(e) + ")");
      }
    }
  }

  private void note(String sentence) {
    try {
      Files.writeString(log, sentence + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      // The log is a help, never a condition.
    }
  }
}
