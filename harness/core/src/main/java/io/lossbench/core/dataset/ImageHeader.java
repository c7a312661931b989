package io.lossbench.core.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * What can be told of an image file without decoding it. A decoder fills the rest of a truncated
 * JPEG with grey and says nothing, so its end is looked for here.
 */
final class ImageHeader {
  /** More pixels than this are taken for a decompression bomb. */
  private static final long MAX_PIXELS = 200_000_000L;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] PNG_END = "IEND".getBytes(StandardCharsets.US_ASCII);

  private ImageHeader() {}

  /** What is wrong with the content of the file {@code name}; empty if nothing is. */
  static Optional<String> fault(String name, byte[] content) throws IOException {
    if (content.length == 0) {
      return Optional.of("empty");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean namedJpeg = lower.endsWith(".jpg") || lower.endsWith(".jpeg");
    boolean jpeg = content.length > 2 && (content[0] & 0xFF) == 0xFF && (content[1] & 0xFF) == 0xD8;
    boolean png = content.length > 4 && Arrays.equals(Arrays.copyOf(content, 4), PNG);
    if (namedJpeg && png) {
      return Optional.of("a PNG image under the name of a JPEG");
    }
    if (lower.endsWith(".png") && jpeg) {
      return Optional.of("a JPEG image under the name of a PNG");
    }
    Optional<String> size = size(content);
    if (size.isPresent()) {
      return size;
    }
    if (jpeg) {
      return jpegFault(content);
    }
    return png && !endsWithPngEnd(content) ? Optional.of("truncated") : Optional.empty();
  }

  private static Optional<String> size(byte[] content) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.of("not an image that can be read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        return pixels > MAX_PIXELS
            ? Optional.of("has " + pixels + " pixels, more than " + MAX_PIXELS)
            : Optional.empty();
      } finally {
        reader.dispose();
      }
    }
  }

  /**
   * Walks the segments up to the first scan. Within scans a byte FF is followed by 00 or a restart
   * marker, so that FF D9 after the first scan's start is the end of the image and nothing else.
   */
  private static Optional<String> jpegFault(byte[] content) {
    int at = 2;
    while (at + 4 <= content.length) {
      if ((content[at] & 0xFF) != 0xFF) {
        return Optional.of("damaged: no segment at byte " + at);
      }
      int marker = content[at + 1] & 0xFF;
      if (marker == 0xFF) {
        at++;
        continue;
      }
      int length = ((content[at + 2] & 0xFF) << 8) | (content[at + 3] & 0xFF);
      boolean frame =
          marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
      if (frame && at + 9 < content.length && content[at + 9] == 4) {
        return Optional.of("a CMYK JPEG; convert it to RGB");
      }
      at += 2 + length;
      if (marker == 0xDA) {
        for (int i = at; i + 1 < content.length; i++) {
          if ((content[i] & 0xFF) == 0xFF && (content[i + 1] & 0xFF) == 0xD9) {
            return Optional.empty();
          }
        }
        return Optional.of("truncated");
      }
    }
    return Optional.of("truncated");
  }

  private static boolean endsWithPngEnd(byte[] content) {
    // The last chunk: length, IEND, checksum; some writers add bytes after it.
    for (int i = content.length - PNG_END.length; i >= Math.max(0, content.length - 4096); i--) {
      if (Arrays.equals(Arrays.copyOfRange(content, i, i + PNG_END.length), PNG_END)) {
        return true;
      }
    }
    return false;
  }
}
