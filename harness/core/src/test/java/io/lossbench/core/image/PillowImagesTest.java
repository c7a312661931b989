package io.lossbench.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Images of many kinds decode to Pillow's pixels; {@code image_expectations.py} made both. */
class PillowImagesTest {
  static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PillowImagesTest.class.getResourceAsStream("/images/" + name))) {
      return in.readAllBytes();
    }
  }

  private static String pixel(Image image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    return HexFormat.of().formatHex(image.rgb(), at, at + 3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/images/images.csv", numLinesToSkip = 1)
  void pixelsAreThoseOfPillow(
      String name,
      int width,
      int height,
      String sha256,
      String topLeft,
      String topRight,
      String bottomLeft,
      String bottomRight,
      String middle)
      throws Exception {
    ImageFile file = ImageFile.open(resource(name));
    file.requireWhole();
    Image image = file.decode();
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    assertThat(
            List.of(
                pixel(image, 0, 0),
                pixel(image, width - 1, 0),
                pixel(image, 0, height - 1),
                pixel(image, width - 1, height - 1),
                pixel(image, width / 2, height / 2)))
        .as("corners and middle")
        .containsExactly(topLeft, topRight, bottomLeft, bottomRight, middle);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.rgb())))
        .isEqualTo(sha256);
  }
}
