package io.lossbench.fuzz;

import io.lossbench.core.HarnessException;
import io.lossbench.core.image.Image;
import io.lossbench.core.image.ImageException;
import io.lossbench.core.image.ImageFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Image files of every kind that is decoded. */
final class FuzzedImages {
  private FuzzedImages() {}

  /** A reader for each kind of file. */
  static List<FuzzedReader> all() throws IOException {
    ImageIO.setUseCache(false);
    int rgb = BufferedImage.TYPE_3BYTE_BGR;
    int grey = BufferedImage.TYPE_BYTE_GRAY;
    int palette = BufferedImage.TYPE_BYTE_INDEXED;
    return List.of(
        images("jpg", rgb, grey),
        images(
            "png",
            rgb,
            grey,
            palette,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_BYTE_BINARY),
        images("bmp", rgb, grey, palette),
        images("gif", palette, grey));
  }

  private static FuzzedReader images(String format, int... types) throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    Random random = new Random(1);
    for (int type : types) {
      BufferedImage image = new BufferedImage(9, 7, type);
      for (int i = 0; i < 63; i++) {
        image.setRGB(i % 9, i / 9, random.nextInt());
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, bytes)) {
        throw new IOException("no writer for " + format + " of type " + type);
      }
      corpus.add(bytes.toByteArray());
    }
    return new Images("decoding " + format, corpus);
  }

  private record Images(String name, List<byte[]> corpus) implements FuzzedReader {
    @Override
    public List<String> words() {
      return List.of(
          "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "JFIF", "Adobe", "Exif", "GIF89a", "BM");
    }

    @Override
    public void read(byte[] input) {
      Image image;
      try {
        image = ImageFile.open(input).decode();
      } catch (ImageException e) {
        throw new HarnessException("refused", e);
      }
      if (image.rgb().length != 3 * image.width() * image.height() || image.rgb().length == 0) {
        throw new AssertionError("pixels are lost");
      }
    }
  }
}
