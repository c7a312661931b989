package io.lossbench.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.TestSuites;
import io.lossbench.core.task.Tasks;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The suite has BCE and ASL in batches of 64. */
class PreflightTest {
  private static final String SELECTS = "evaluate.selection=best-on-validation";

  private static void check(DataFacts facts, String... overrides) {
    Suite suite = TestSuites.small(overrides);
    Preflight.require(suite, Definitions.builtIn(), dataset -> facts);
  }

  private static DataFacts multiLabel(int train, int validation) {
    return DataFacts.of(Tasks.named("multi-label"), train, validation);
  }

  @Test
  void aBatchHasToFitWhatIsLeftForTraining() {
    check(multiLabel(64, 0));
    assertThatThrownBy(() -> check(multiLabel(63, 0)))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: train.batch-size 64 is larger than the 63 training images of dataset"
                + " 'generated-scenes'; lower it");
    assertThatThrownBy(() -> check(multiLabel(70, 0), "evaluate.validation-fraction=0.1"))
        .hasMessageContaining("is larger than the 63 training images");
    // Nothing is held out where there is a validation split.
    check(multiLabel(70, 5), "evaluate.validation-fraction=0.1");
  }

  /** A buffer has 2^31 - 1 bytes at most: 3566 images of 448 x 448 x 3. */
  @Test
  void aBatchHasToFitIntoABuffer() {
    String size = "backbones={tiny: {type: resnet20, image-size: 448}}";
    check(multiLabel(10_000, 0), size, "train.batch-size=3566");
    assertThatThrownBy(() -> check(multiLabel(10_000, 0), size, "train.batch-size=3567"))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: a batch of 3567 images of 448 pixels takes 2.0 GiB, and 2 GiB is the most that"
                + " it can; set train.batch-size to 3566 or less");
    String padded =
        "backbones={tiny: {type: resnet20, image-size: 448, resize: {type: keep-aspect,"
            + " longest-side: 600}, detector: {type: fcos, strides: [4]}}}";
    // Of 608 x 608 x 4 bytes there are 1452.
    assertThatThrownBy(() -> check(multiLabel(10_000, 0), padded, "train.batch-size=1453"))
        .hasMessageContaining("a batch of 1453 images on 608 x 608 pixels takes 2.0 GiB")
        .hasMessageContaining("set train.batch-size to 1452 or less");
  }

  @Test
  void anEpochIsSelectedOnImagesThatAreThere() {
    check(multiLabel(100, 1), SELECTS);
    check(multiLabel(100, 0), SELECTS, "evaluate.validation-fraction=0.1");
    for (String fraction : new String[] {"0", "0.004"}) {
      assertThatThrownBy(
              () -> check(multiLabel(100, 0), SELECTS, "evaluate.validation-fraction=" + fraction))
          .isInstanceOf(SuiteException.class)
          .hasMessageContaining(
              "evaluate.selection is best-on-validation, but dataset 'generated-scenes' has no"
                  + " validation images; set evaluate.validation-fraction");
    }
  }

  @Test
  void aLossIsTrainedOnTasksThatItIsMadeFor() {
    check(multiLabel(100, 0));
    check(DataFacts.of(Tasks.named("single-label"), 100, 0), "losses={ce: {type: cross-entropy}}");
    assertThatThrownBy(
            () -> check(multiLabel(100, 0), "losses={bce: {type: bce}, ce: {type: cross-entropy}}"))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: the loss 'ce' (cross-entropy) is made for the task single-label, and the task"
                + " of dataset 'generated-scenes' is multi-label; take another loss or another"
                + " dataset");
  }

  private static final String DETECTOR =
      "backbones={tiny: {type: resnet20, image-size: 32, detector: {type: fcos, strides: [4]}}}";

  @Test
  void objectsAreLookedForByADetectorAndLabelsAreNot() {
    DataFacts objects = DataFacts.of(new ObjectDetection(), 100, 0);
    check(objects, DETECTOR);
    assertThatThrownBy(() -> check(objects, "backbones={tiny: {type: resnet20, image-size: 32}}"))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: backbone 'tiny' has no detector, and the task of dataset 'generated-scenes' is"
                + " detection; give it one: backbones.tiny.detector");
    assertThatThrownBy(() -> check(objects, DETECTOR, "losses={ce: {type: cross-entropy}}"))
        .hasMessageContaining("is made for the task single-label");
  }

  @Test
  void metricsOfOtherTasksAreNotAddedInVain() {
    String added = "evaluate.metrics=[{type: hamming-loss}]";
    check(multiLabel(100, 0), added);
    DataFacts objects = DataFacts.promised(Optional.of(new ObjectDetection()), OptionalInt.of(100));
    assertThatThrownBy(() -> check(objects, DETECTOR, added))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: evaluate.metrics adds nothing in the task of dataset 'generated-scenes',"
                + " detection; take it out, for this dataset only:"
                + " datasets.generated-scenes.evaluate.metrics");
  }

  @Test
  void anAugmentationLeavesTheTruthKnown() {
    String both = "train.augment=[{horizontal-flip: 0.5}, {rand-augment: 0.5}]";
    check(multiLabel(100, 0), both);
    DataFacts objects = DataFacts.of(new ObjectDetection(), 100, 0);
    check(objects, DETECTOR, "train.augment=[{horizontal-flip: 0.5}]");
    assertThatThrownBy(() -> check(objects, DETECTOR, both))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: train.augment has rand-augment, and after that nobody knows what is right for"
                + " the task of dataset 'generated-scenes', detection; take it out, for this dataset"
                + " only: datasets.generated-scenes.train.augment");
  }

  @Test
  void labelsAreMissingWhereAnImageHasAnyNumberOfThem() {
    String half = "train.missing-labels={as-negatives: 0.5}";
    check(multiLabel(100, 0), half);
    DataFacts oneClass = DataFacts.of(Tasks.named("single-label"), 100, 0);
    assertThatThrownBy(() -> check(oneClass, half, "losses={ce: {type: cross-entropy}}"))
        .isInstanceOf(SuiteException.class)
        .hasMessage(
            "small: train.missing-labels is set, but labels cannot be missing in the task of"
                + " dataset 'generated-scenes', single-label; take it out");
  }

  @Test
  void allIsToldAtOnceAndNothingOfWhatIsNotKnown() {
    assertThatThrownBy(() -> check(multiLabel(10, 0), SELECTS))
        .isInstanceOfSatisfying(SuiteException.class, e -> assertThat(e.diagnostics()).hasSize(2));
    check(DataFacts.promised(Optional.empty(), OptionalInt.empty()), SELECTS);
    check(
        DataFacts.promised(Optional.empty(), OptionalInt.of(100)),
        SELECTS,
        "losses={ce: {type: cross-entropy}}");
  }
}
