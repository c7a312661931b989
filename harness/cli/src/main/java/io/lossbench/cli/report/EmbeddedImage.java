package io.lossbench.cli.report;

import io.lossbench.core.image.Image;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An image as a {@code data:} URI of its own encoding, whatever file it came from: scaled down to
 * what a page shows, as JPEG, or as PNG where it is tiny.
 */
final class EmbeddedImage {
  /** Longest side of what a page shows, in pixels; twice what a column has on a screen. */
  private static final int LONGEST = 480;

  /** Up to it single pixels are seen, which JPEG would blur. */
  private static final int TINY = 96;

  private static final float QUALITY = 0.85f;

  private EmbeddedImage() {}

  /** The URI, in letters of ASCII. */
  static String uri(Image image) {
    BufferedImage shown = scaled(pixels(image));
    String format = isTiny(image) ? "png" : "jpeg";
    return "data:image/"
        + format
        + ";base64,"
        + Base64.getEncoder().encodeToString(encoded(shown, format));
  }

  /** Whether single pixels of an image are to be seen. */
  static boolean isTiny(Image image) {
    return Math.max(image.width(), image.height()) <= TINY;
  }

  private static BufferedImage pixels(Image image) {
    BufferedImage pixels =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int at = 3 * (y * image.width() + x);
        pixels.setRGB(x, y, (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255));
      }
    }
    return pixels;
  }

  private static BufferedImage scaled(BufferedImage image) {
    double factor = (double) LONGEST / Math.max(image.getWidth(), image.getHeight());
    if (factor >= 1) {
      return image;
    }
    int width = Math.max(1, (int) Math.round(factor * image.getWidth()));
    int height = Math.max(1, (int) Math.round(factor * image.getHeight()));
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    // Averages over areas: a single step of interpolation would skip pixels.
    graphics.drawImage(
        image.getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
    graphics.dispose();
    return scaled;
  }

  private static byte[] encoded(BufferedImage image, String format) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam choices = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        choices.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        choices.setCompressionQuality(QUALITY);
      }
      writer.write(null, new IIOImage(image, null, null), choices);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written to a disk", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
