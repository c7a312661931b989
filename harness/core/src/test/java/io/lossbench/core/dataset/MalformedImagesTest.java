package io.lossbench.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import org.junit.jupiter.api.Test;

class MalformedImagesTest {
  private static byte[] encoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, i * 7919);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  private static String fault(String name, byte[] content) throws IOException {
    return ImageHeader.fault(name, content).orElse("none");
  }

  @Test
  void wholeImagesAreLetThrough() throws IOException {
    assertThat(fault("a.jpg", encoded("jpg"))).isEqualTo("none");
    assertThat(fault("a.png", encoded("png"))).isEqualTo("none");
    byte[] jpeg = encoded("jpg");
    assertThat(fault("a.jpg", Arrays.copyOf(jpeg, jpeg.length + 5)))
        .as("bytes after the end of the image are common")
        .isEqualTo("none");
  }

  @Test
  void truncatedImagesAreFoundAlthoughTheyDecode() throws IOException {
    byte[] jpeg = encoded("jpg");
    byte[] half = Arrays.copyOf(jpeg, jpeg.length * 2 / 3);
    assertThat(ImageIO.read(new ByteArrayInputStream(half)))
        .as("the decoder's silence")
        .isNotNull();
    assertThat(fault("a.jpg", half)).isEqualTo("truncated");
    byte[] png = encoded("png");
    assertThat(fault("a.png", Arrays.copyOf(png, png.length - 20))).isEqualTo("truncated");
  }

  @Test
  void imagesUnderAFalseNameAreNamed() throws IOException {
    assertThat(fault("a.jpg", encoded("png"))).isEqualTo("a PNG image under the name of a JPEG");
    assertThat(fault("a.png", encoded("jpg"))).isEqualTo("a JPEG image under the name of a PNG");
  }

  @Test
  void emptyAndForeignFilesAreNamed() throws IOException {
    assertThat(fault("a.jpg", new byte[0])).isEqualTo("empty");
    assertThat(fault("a.jpg", "GIF? no".getBytes())).isEqualTo("not an image that can be read");
  }

  @Test
  void cmykIsRefusedAndSaysWhatToDo() throws IOException {
    // A frame header that declares four components, as every CMYK JPEG has.
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_4BYTE_ABGR);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      IIOMetadata none =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
      writer.write(null, new IIOImage(image.getRaster(), null, none), null);
    }
    assertThat(fault("a.jpg", out.toByteArray())).isEqualTo("a CMYK JPEG; convert it to RGB");
  }
}
