package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors trained on generated scenes by the trainer as it is. */
class DetectionTrialTest {
  private static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private Outcome train(String... overrides) throws Exception {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "detection.yaml",
                """
                suite: detection
                seed: 3
                repetitions: 1
                datasets:
                  generated-scenes: {set: {task: detection, classes: 2, train: 128, test: 48}}
                backbones:
                  small:
                    type: resnet20
                    image-size: 32
                    detector:
                      type: fcos
                      strides: [4]
                      extra-levels: 1
                      channels: 16
                      convolutions: 1
                      groups: 4
                      distances: exp
                      scales: per-level
                      point-offset: 0.5
                      range: 3
                      threshold: 0.05
                losses: {focal: {type: focal, alpha: 0.25}}
                train:
                  epochs: 6
                  batch-size: 8
                  augment: [{horizontal-flip: 0.5}, {random-crop: {probability: 0.5}}]
                  optimizer: {type: adamw, weight-decay: 1.0e-4}
                  schedule: {type: one-cycle, max-lr: 5.0e-3, pct-start: 0.15}
                  ema: 0
                """,
                List.of(overrides));
    Dataset dataset =
        new DatasetLoader(Formats.onClasspath(), List.of(), Optional.of(folder))
            .open(suite.datasets().get(0).descriptor(), InvalidImages.FAIL);
    Trial trial =
        Plan.of(suite, name -> dataset.fingerprint(), name -> Optional.empty()).trials().get(0);
    TrialFiles files = new TrialFiles(Optional.empty(), folder, folder, folder);
    TrialParts parts = TrialParts.of(trial, dataset);
    try (Trainer trainer =
        new Trainer(trial, parts, dataset, files, new Compute(Device.CPU, TERMS), tell -> {})) {
      return trainer.run().outcome();
    }
  }

  private static double ofLast(Outcome outcome, String tracked) {
    List<Outcome.Epoch> epochs = outcome.epochs();
    return epochs.get(epochs.size() - 1).tracked().get(tracked);
  }

  @Test
  void aDetectorLearnsAndGoesOnToTheSameBits() throws Exception {
    Outcome outcome = train();
    Outcome.Evaluation raw = outcome.evaluation(WeightsKind.RAW).orElseThrow();
    assertThat(outcome.data().task()).isEqualTo("detection");
    assertThat(outcome.epochs().get(0).raw()).isLessThan(5);
    assertThat(raw.metrics().get("AP50")).isGreaterThan(30);
    Outcome.Epoch first = outcome.epochs().get(0);
    for (String part : List.of("class_loss", "box_loss")) {
      assertThat(ofLast(outcome, part)).isLessThan(0.7 * first.tracked().get(part));
    }
    double parts =
        ofLast(outcome, "class_loss")
            + ofLast(outcome, "box_loss")
            + ofLast(outcome, "centerness_loss");
    assertThat(outcome.epochs().get(5).trainLoss()).isCloseTo(parts, within(1e-5));

    // The checkpoint of the fifth epoch is still there: the sixth is trained again, to the same.
    Outcome resumed = train();
    assertThat(resumed.performance().processes()).isEqualTo(2);
    assertThat(resumed.evaluation(WeightsKind.RAW).orElseThrow().scoresSha256())
        .isEqualTo(raw.scoresSha256());
    assertThat(resumed.epochs().get(5).tracked()).isEqualTo(outcome.epochs().get(5).tracked());
  }

  /** Sums, means, losses with a memory, losses that rank or couple: rows are points here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: asl, gamma-neg: 3, gamma-pos: 1, alpha: 0.25, margin: 0}",
        "{type: asl-adaptive}",
        "{type: bce, reduction: mean}",
        "{type: two-way}"
      })
  void anyLossOfPairsIsTheOneOfItsClasses(String loss) throws Exception {
    Outcome outcome =
        train(
            "losses={any: " + loss + "}",
            "train.epochs=1",
            "train.micro-batch=4",
            "datasets.generated-scenes.set.train=16",
            "datasets.generated-scenes.set.test=8");
    assertThat(outcome.epochs().get(0).trainLoss()).isPositive();
    assertThat(ofLast(outcome, "class_loss")).isPositive();
    // 16 images in micro-batches: the number of points is that of an image all the same.
    assertThat(ofLast(outcome, "positive_points")).isBetween(1.0, 80.0);
    if (loss.contains("adaptive")) {
      assertThat(outcome.epochs().get(0).tracked()).containsKey("gamma_neg");
    }
  }

  @Test
  void bfloat16AndAnotherSizeInEvaluationAreTrainedAndJudged() throws Exception {
    Outcome outcome =
        train(
            "train.precision=bf16",
            "train.epochs=1",
            "evaluate.image-size=48",
            "backbones.small.detector.batch-norm=frozen",
            "datasets.generated-scenes.set.train=16",
            "datasets.generated-scenes.set.test=8");
    assertThat(outcome.epochs().get(0).trainLoss()).isPositive();
    assertThat(outcome.epochs().get(0).raw()).isBetween(0.0, 100.0);
  }

  @Test
  void aBackboneThatDoesNotCarryTheDetectorIsNamed() {
    assertThatThrownBy(() -> train("backbones.small.detector.strides=[8, 16]"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("no feature map of stride 8 for the detector");
  }
}
