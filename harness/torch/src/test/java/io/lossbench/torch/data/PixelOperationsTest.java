package io.lossbench.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** RandAugment's operations against Pillow's, bit for bit, on an image that a formula gives. */
class PixelOperationsTest {
  private static final int SIZE = 23;

  private static byte[] image() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * SIZE + x) + c] =
              (byte) ((x * 11 + y * 7 + c * 53 + x * y * (5 + c) % 97) % 256 * (3 + c) / 5);
        }
      }
    }
    return rgb;
  }

  /** {@code src/test/python/pillow_expectations.py} wrote the expectations with Pillow 13.0.0. */
  @ParameterizedTest
  @CsvFileSource(resources = "/pillow/operations.csv", numLinesToSkip = 1)
  void computesWhatPillowComputes(String operation, double parameter, String sha256)
      throws Exception {
    byte[] rgb = image();
    switch (operation) {
      case "invert" -> PointOperations.invert(rgb);
      case "autocontrast" -> PointOperations.autoContrast(rgb);
      case "equalize" -> PointOperations.equalize(rgb);
      case "posterize" -> PointOperations.posterize(rgb, (int) parameter);
      case "solarize" -> PointOperations.solarize(rgb, parameter);
      case "color" -> PointOperations.color(rgb, parameter);
      case "contrast" -> PointOperations.contrast(rgb, parameter);
      case "sharpness" -> PointOperations.sharpness(rgb, SIZE, parameter);
      case "brightness" -> PointOperations.brightness(rgb, parameter);
      case "shear-x" -> AffineTransform.shearX(rgb, SIZE, parameter);
      case "shear-y" -> AffineTransform.shearY(rgb, SIZE, parameter);
      case "translate-x" -> AffineTransform.translateX(rgb, SIZE, parameter);
      case "translate-y" -> AffineTransform.translateY(rgb, SIZE, parameter);
      default -> AffineTransform.rotate(rgb, SIZE, parameter);
    }
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb)))
        .isEqualTo(sha256);
  }

  @Test
  void randAugmentChangesAboutThreeQuartersOfTheImagesAndTheSameOnesAgain() {
    int changed = 0;
    TreeSet<String> results = new TreeSet<>();
    for (int i = 0; i < 400; i++) {
      byte[] rgb = image();
      new RandAugment(0.5).apply(new Image(SIZE, SIZE, rgb), SplitMix64.stream(3, i));
      byte[] again = image();
      new RandAugment(0.5).apply(new Image(SIZE, SIZE, again), SplitMix64.stream(3, i));
      assertThat(again).isEqualTo(rgb);
      changed += java.util.Arrays.equals(rgb, image()) ? 0 : 1;
      results.add(HexFormat.of().formatHex(rgb));
    }
    // Two operations at one half each; some of them do nothing at small magnitudes.
    assertThat(changed).isBetween(240, 310);
    assertThat(results).hasSizeGreaterThan(150);
  }
}
