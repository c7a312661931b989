package io.lossbench.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TestSuites;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule in numpy (src/test/python/moving_average.py), and what it decides. */
class MovingAverageTest {
  static Stream<String> averages() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            MovingAverageTest.class.getResourceAsStream("/moving-average/averages.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().skip(1).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("averages")
  void decaysAverageAndShareOfTheStartAreNumpys(String row) {
    List<String> cells = List.of(row.split(","));
    MovingAverage average =
        new MovingAverage(Double.parseDouble(cells.get(0)), Boolean.parseBoolean(cells.get(1)));
    int steps = Integer.parseInt(cells.get(2));
    double value = 5;
    for (int t = 1; t <= steps; t++) {
      value = average.decay(t) * value + (1 - average.decay(t)) * Math.sin(t);
    }
    assertThat(average.decay(steps)).isEqualTo(Double.parseDouble(cells.get(3)), within(1e-15));
    assertThat(value).isEqualTo(Double.parseDouble(cells.get(4)), within(1e-12));
    assertThat(average.startShare(steps))
        .isEqualTo(Double.parseDouble(cells.get(5)), within(1e-11));
  }

  @Test
  void withoutWarmUpEveryStepHasThePublishedDecayToTheLetter() {
    MovingAverage average = new MovingAverage(0.9997, false);
    for (long step : new long[] {1, 2, 100, 26_240}) {
      assertThat(average.decay(step)).isEqualTo(0.9997);
    }
  }

  private static TrainSettings train(String... overrides) {
    return new TrainSettings(TestSuites.small(overrides).resolved().settings("train"));
  }

  @Test
  void aShortTrainingIsComparedByItsAverageBecauseItWarmsUp() {
    // 2,000 images, batches of 64, 6 epochs: 186 steps.
    assertThat(ComparedWeights.of(train(), 2000))
        .isEqualTo(new ComparedWeights(WeightsKind.EMA, Optional.empty()));
  }

  @Test
  void anAverageThatIsStillItsStartIsNotComparedAndSaysSo() {
    ComparedWeights compared = ComparedWeights.of(train("train.ema-warmup=false"), 2000);
    assertThat(compared.kind()).isEqualTo(WeightsKind.RAW);
    assertThat(compared.caution().orElseThrow())
        .isEqualTo(
            "the moving average (train.ema: 0.9997) is no average yet after 186 steps: 95 % of it"
                + " are the weights that training starts from. Raw weights are compared. Set"
                + " train.ema-warmup: true, or a smaller train.ema.");
    // One step with a warm-up leaves two elevenths.
    compared = ComparedWeights.of(train("train.epochs=1"), 64);
    assertThat(compared.kind()).isEqualTo(WeightsKind.RAW);
    assertThat(compared.caution().orElseThrow())
        .contains("after 1 steps: 18 %")
        .endsWith("Raw weights are compared.");
  }

  @Test
  void theLimitIsOneTwentiethOfTheStart() {
    // 0.99^298 = 0.0500, 0.99^299 = 0.0495.
    String[] settings = {"train.ema-warmup=false", "train.ema=0.99", "train.batch-size=1"};
    TrainSettings train = new TrainSettings(train(settings).settings().with("epochs", 1L));
    assertThat(ComparedWeights.of(train, 298).kind()).isEqualTo(WeightsKind.RAW);
    assertThat(ComparedWeights.of(train, 299).kind()).isEqualTo(WeightsKind.EMA);
  }

  @Test
  void epochsThatAreNotTrainedDoNotCount() {
    TrainSettings train = train("train.ema-warmup=false", "train.epochs=10000");
    assertThat(ComparedWeights.of(train, 2000).kind()).isEqualTo(WeightsKind.EMA);
    TrainSettings stopped = new TrainSettings(train.settings().with("stop-after", 3L));
    assertThat(ComparedWeights.of(stopped, 2000).kind()).isEqualTo(WeightsKind.RAW);
  }

  @Test
  void withoutAnAverageRawWeightsAreComparedAndThereIsNothingToSay() {
    assertThat(ComparedWeights.of(train("train.ema=0"), 2000))
        .isEqualTo(new ComparedWeights(WeightsKind.RAW, Optional.empty()));
  }

  @Test
  void aRecordOfBeforeTheWarmUpHadNone() {
    TrainSettings train =
        new TrainSettings(Settings.of(Map.of("ema", 0.9997, "epochs", 9L, "batch-size", 32L)));
    assertThat(ComparedWeights.of(train, 1000).kind()).isEqualTo(WeightsKind.RAW);
  }

  @Test
  void aSuiteTellsItForEachCellWhereTheImagesAreKnown() {
    Suite suite =
        TestSuites.small(
            "train.ema-warmup=false", "backbones.long={type: resnet20, train: {epochs: 10000}}");
    assertThat(
            ComparedWeights.cautions(
                suite, dataset -> DataFacts.promised(Optional.empty(), OptionalInt.of(2000))))
        .singleElement()
        .asString()
        .startsWith("generated-scenes, small: the moving average (train.ema: 0.9997)");
    assertThat(
            ComparedWeights.cautions(
                suite, dataset -> DataFacts.promised(Optional.empty(), OptionalInt.empty())))
        .isEmpty();
  }
}
