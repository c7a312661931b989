package io.lossbench.core.image;

import java.nio.charset.StandardCharsets;

/**
 * An encoded image whose header was read. What it is, its content says, not its name. To be used by
 * one thread.
 */
public abstract class ImageFile {
  /** More pixels than this are taken for a decompression bomb. */
  private static final long MAX_PIXELS = 200_000_000L;

  private final int width;
  private final int height;

  /**
   * @throws ImageException if the size is not one of an image
   */
  ImageFile(long width, long height) throws ImageException {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw ImageException.damaged("its size is " + width + " x " + height + " pixels");
    }
    if (height > MAX_PIXELS / width) {
      throw new ImageException(
          "has "
              + width
              + " x "
              + height
              + " pixels, more than "
              + MAX_PIXELS
              + "; scale it down, or leave it out");
    }
    this.width = (int) width;
    this.height = (int) height;
  }

  /**
   * Reads the header of an image.
   *
   * @throws ImageException if the content is not an image that can be read, with what it is
   */
  public static ImageFile open(byte[] content) throws ImageException {
    if (content.length == 0) {
      throw new ImageException("empty");
    }
    if (starts(content, 0, "\u00FF\u00D8\u00FF")) {
      return new JpegFile(content);
    }
    if (starts(content, 0, "\u0089PNG\r\n\u001A\n")) {
      return new PngFile(content);
    }
    if (starts(content, 0, "GIF87a") || starts(content, 0, "GIF89a")) {
      return GifFile.read(content);
    }
    if (starts(content, 0, "BM")) {
      return BmpFile.read(content);
    }
    if (starts(content, 0, "II*\0") || starts(content, 0, "MM\0*")) {
      return TiffFile.read(content);
    }
    if (content[0] == 'P' && content.length > 2 && content[1] >= '1' && content[1] <= '6') {
      return PnmFile.read(content);
    }
    throw foreign(content);
  }

  private static ImageException foreign(byte[] content) {
    String kind = "";
    if (starts(content, 0, "RIFF") && starts(content, 8, "WEBP")) {
      kind = "a WebP image";
    } else if (starts(content, 4, "ftypavif") || starts(content, 4, "ftypavis")) {
      kind = "an AVIF image";
    } else if (starts(content, 4, "ftyphei")
        || starts(content, 4, "ftyphev")
        || starts(content, 4, "ftypmif1")) {
      kind = "a HEIC image";
    } else if (starts(content, 4, "jP  ") || starts(content, 0, "\u00FFO\u00FFQ")) {
      kind = "a JPEG 2000 image";
    } else if (starts(content, 0, "\u00FF\n") || starts(content, 4, "JXL ")) {
      kind = "a JPEG XL image";
    } else if (starts(content, 0, "8BPS")) {
      kind = "a Photoshop image";
    } else if (starts(content, 0, "II+\0") || starts(content, 0, "MM\0+")) {
      kind = "a BigTIFF image";
    }
    return new ImageException(
        kind.isEmpty()
            ? "not an image that can be read"
            : kind
                + ", which is not read; convert it to PNG, which keeps its pixels, for instance with"
                + " python3 -c 'import sys; from PIL import Image;"
                + " Image.open(sys.argv[1]).convert(\"RGB\").save(sys.argv[2])' OLD NEW.png");
  }

  private static boolean starts(byte[] content, int at, String signature) {
    byte[] expected = signature.getBytes(StandardCharsets.ISO_8859_1);
    return content.length >= at + expected.length
        && java.util.Arrays.equals(content, at, at + expected.length, expected, 0, expected.length);
  }

  public final int width() {
    return width;
  }

  public final int height() {
    return height;
  }

  /**
   * Looks for the end of the image, as far as it can be told without decoding.
   *
   * @throws ImageException if the file was cut short
   */
  public abstract void requireWhole() throws ImageException;

  /**
   * The image.
   *
   * @throws ImageException if it cannot be decoded, or not within the memory there is
   */
  public final Image decode() throws ImageException {
    int share = DecodeMemory.take(this);
    try {
      return new Image(width, height, rgb());
    } finally {
      DecodeMemory.giveBack(share);
    }
  }

  final long pixels() {
    return (long) width * height;
  }

  /** Upper bound of the bytes on the heap that decoding takes, the image itself among them. */
  abstract long memory();

  abstract byte[] rgb() throws ImageException;
}
