package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneratedScenesTest {
  private static Dataset open(Map<String, Object> changes) {
    Settings format =
        Settings.of(
            Map.of(
                "type",
                "generated-scenes",
                "size",
                32,
                "classes",
                20,
                "train",
                2000,
                "test",
                1000,
                "missing-labels",
                0.0,
                "seed",
                1));
    Settings descriptor =
        Settings.of(Map.of("dataset", "generated-scenes"))
            .with("format", format.overriddenBy(Settings.of(changes)));
    return new DatasetLoader(Formats.onClasspath(), List.of(), Optional.empty())
        .open(descriptor, InvalidImages.FAIL);
  }

  @Test
  void isTheSameOnEveryMachine() {
    assertThat(open(Map.of()).fingerprint())
        .isEqualTo("e93cadf0cd34d57bf74020b3461692b962e8e1661f5f44cc4d2ac7eda6273f2a");
  }

  @Test
  void hasAboutThreePositivesAnImageAndALongTail() {
    LabelMatrix labels = LabelMatrix.of(open(Map.of()).train().truth());
    assertThat(labels.positivesPerRow()).isBetween(2.7, 3.1);
    int[] counts = IntStream.range(0, 20).map(labels::positives).sorted().toArray();
    assertThat(counts[19]).isGreaterThan(6 * counts[0]);
    assertThat(counts[0]).isGreaterThan(50);
  }

  @Test
  void losesTheDeclaredShareOfTrainingLabelsAndNoTestLabel() {
    Dataset complete = open(Map.of());
    Dataset missing = open(Map.of("missing-labels", 0.3));
    double kept =
        LabelMatrix.of(missing.train().truth()).positivesPerRow()
            / LabelMatrix.of(complete.train().truth()).positivesPerRow();
    assertThat(kept).isBetween(.67, .73);
    assertThat(missing.test().truth()).isEqualTo(LabelMatrix.of(complete.test().truth()));
    assertThat(missing.fingerprint()).isNotEqualTo(complete.fingerprint());
  }

  @Test
  void everySettingChangesTheFingerprint() {
    List<String> fingerprints =
        List.of(
            open(Map.of()).fingerprint(),
            open(Map.of("seed", 2)).fingerprint(),
            open(Map.of("size", 40)).fingerprint(),
            open(Map.of("classes", 19)).fingerprint(),
            open(Map.of("train", 2001)).fingerprint(),
            open(Map.of("test", 1001)).fingerprint());
    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  @Test
  void aSceneIsDrawnTheSameAgain() {
    Pixels.Generated pixels = (Pixels.Generated) open(Map.of()).test().pixels();
    assertThat(pixels.draw(7))
        .isEqualTo(pixels.draw(7))
        .isNotEqualTo(pixels.draw(8))
        .hasSize(32 * 32 * 3);
    assertThat(((Pixels.Generated) pixels.select(new int[] {9, 7})).draw(1))
        .isEqualTo(pixels.draw(7));
  }

  @Test
  void heldOutImagesLeaveTraining() {
    Dataset dataset = open(Map.of("train", 100));
    Dataset held = dataset.holdOut(.2, new io.lossbench.core.random.SplitMix64(1));
    assertThat(held.train().size()).isEqualTo(80);
    assertThat(held.validation().orElseThrow().ids())
        .hasSize(20)
        .doesNotContainAnyElementsOf(held.train().ids());
    assertThat(held.train().ids()).isSubsetOf(dataset.train().ids());
  }
}
