package io.lossbench.torch.data;

import io.lossbench.core.HarnessException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Image files to RGB; transparency is dropped. Thread-safe. */
final class ImageDecoder {
  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @throws HarnessException if it cannot be decoded
   */
  static Image decode(Path file) {
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new HarnessException("cannot decode " + file + ": not an image of a known format");
      }
      return rgb(image);
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw runtime exceptions of many kinds for damaged files.
      throw e instanceof HarnessException known
          ? known
          : new HarnessException("cannot decode " + file, e);
    }
  }

  private static Image rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == rgb.length) {
      byte[] bgr = buffer.getData();
      for (int i = 0; i < rgb.length; i += 3) {
        rgb[i] = bgr[i + 2];
        rgb[i + 1] = bgr[i + 1];
        rgb[i + 2] = bgr[i];
      }
    } else {
      int[] row = new int[width];
      for (int y = 0; y < height; y++) {
        image.getRGB(0, y, width, 1, row, 0, width);
        for (int x = 0; x < width; x++) {
          int at = 3 * (y * width + x);
          rgb[at] = (byte) (row[x] >> 16);
          rgb[at + 1] = (byte) (row[x] >> 8);
          rgb[at + 2] = (byte) row[x];
        }
      }
    }
    return new Image(width, height, rgb);
  }
}
