package io.lossbench.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The first image of a TIFF, upright by its orientation, as Pillow has it. The JDK reads the
 * samples; what they mean is said here.
 */
final class TiffFile extends ImageFile {
  private final byte[] content;
  private final TiffTags tags;

  private TiffFile(byte[] content, TiffTags tags, int width, int height) throws ImageException {
    super(width, height);
    this.content = content;
    this.tags = tags;
  }

  private interface Reading<T> {
    T read(ImageReader reader) throws IOException;
  }

  static TiffFile read(byte[] content) throws ImageException {
    TiffTags tags = new TiffTags(content);
    if (!tags.unsigned() || !tags.hasKnownColours()) {
      throw new ImageException(
          "a TIFF of "
              + (tags.unsigned() ? "colours" : "signed or floating-point samples")
              + " that are not read; convert it to PNG");
    }
    boolean turned = tags.orientation() > 4;
    return reading(
        content,
        reader -> {
          int width = reader.getWidth(0);
          int height = reader.getHeight(0);
          return new TiffFile(content, tags, turned ? height : width, turned ? width : height);
        });
  }

  private static <T> T reading(byte[] content, Reading<T> reading) throws ImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("tiff");
    if (!readers.hasNext()) {
      throw new ImageException("a TIFF, which this Java cannot read; convert it to PNG");
    }
    ImageReader reader = readers.next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      return reading.read(reader);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw runtime exceptions of many kinds for damaged files.
      throw new ImageException(
          "a TIFF that cannot be read (" + reason(e) + "); convert it to PNG, or leave it out");
    } finally {
      reader.dispose();
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void requireWhole() throws ImageException {
    decode();
  }

  @Override
  long memory() {
    return 11 * pixels() + content.length;
  }

  @Override
  byte[] rgb() throws ImageException {
    BufferedImage image = reading(content, reader -> reader.read(0));
    Raster raster = image.getRaster();
    if (raster.getSampleModel().getSampleSize(0) > 16
        || (tags.photometric() == TiffTags.SEPARATED && raster.getNumBands() < 4)) {
      throw new ImageException("a TIFF of samples that are not read; convert it to PNG");
    }
    int[] samples = new int[raster.getNumBands() * raster.getWidth()];
    byte[] colour = new byte[3];
    byte[] rgb = new byte[3 * width() * height()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, samples);
      for (int x = 0; x < raster.getWidth(); x++) {
        colour(image, samples, x * raster.getNumBands(), colour);
        System.arraycopy(colour, 0, rgb, 3 * upright(x, y, raster), 3);
      }
    }
    return rgb;
  }

  private void colour(BufferedImage image, int[] samples, int at, byte[] colour) {
    int[] map = tags.colourMap();
    int bits = image.getSampleModel().getSampleSize(0);
    boolean coloured = image.getRaster().getNumBands() >= 3;
    for (int c = 0; c < 3; c++) {
      int sample = samples[at + (coloured ? c : 0)];
      if (tags.photometric() == TiffTags.PALETTE) {
        int entry = c * map.length / 3 + sample;
        colour[c] = (byte) (entry < map.length ? map[entry] >> 8 : 0);
      } else if (image.getColorModel() instanceof IndexColorModel shades) {
        colour[c] = (byte) shades.getRGB(sample);
      } else if (tags.photometric() == TiffTags.SEPARATED) {
        colour[c] =
            (byte) JpegColour.inked(eight(sample, bits), 255 - eight(samples[at + 3], bits));
      } else {
        colour[c] = (byte) eight(sample, bits);
      }
    }
  }

  private static int eight(int sample, int bits) {
    return bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
  }

  /** Where a stored pixel stands in the upright image. */
  private int upright(int x, int y, Raster stored) {
    int right = stored.getWidth() - 1 - x;
    int bottom = stored.getHeight() - 1 - y;
    return switch (tags.orientation()) {
      case 2 -> y * width() + right;
      case 3 -> bottom * width() + right;
      case 4 -> bottom * width() + x;
      case 5 -> x * width() + y;
      case 6 -> x * width() + bottom;
      case 7 -> right * width() + bottom;
      case 8 -> right * width() + y;
      default -> y * width() + x;
    };
  }
}
