package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.loss.AutogradLoss;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.LossEvaluation;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole trainings of a few steps: what ends without a result says why, and averages are ones. */
class TrainerTest {
  static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);

  /** Of the generated scenes. */
  private static final int CLASSES = 20;

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private Trainer.Result train(Loss loss, String... overrides)
      throws IOException, InterruptedException {
    Suite suite =
        new SuiteReader(
                Losses.onClasspath().extend(Definitions.builtIn()), Path.of("../../datasets"))
            .read(
                "tiny.yaml",
                """
                suite: tiny
                seed: 3
                repetitions: 1
                datasets: {generated-scenes: {set: {train: 48, test: 24}}}
                backbones: {small: {type: resnet20, image-size: 16}}
                losses: {bce: {type: bce}}
                train:
                  epochs: 2
                  batch-size: 8
                  schedule: {type: constant, lr: 1.0e-3}
                """,
                List.of(overrides));
    Dataset dataset =
        new DatasetLoader(Formats.onClasspath(), List.of(), Optional.of(folder))
            .open(suite.datasets().get(0).descriptor(), InvalidImages.FAIL);
    Trial trial =
        Plan.of(suite, name -> dataset.fingerprint(), name -> Optional.empty()).trials().get(0);
    TrialParts named = TrialParts.of(trial, dataset);
    TrialParts parts = new TrialParts(named.head(), loss, named.optimizer());
    TrialFiles files = new TrialFiles(Optional.empty(), folder, folder, folder);
    try (Trainer trainer =
        new Trainer(trial, parts, dataset, files, new Compute(Device.CPU, TERMS), tell -> {})) {
      return trainer.run();
    }
  }

  private static double map(Trainer.Result result, WeightsKind weights) {
    Outcome.Evaluation evaluation = result.outcome().evaluation(weights).orElseThrow();
    return evaluation.metrics().getOrDefault("mAP", Double.NaN);
  }

  /** Running statistics move either way, and weights do not. */
  @Test
  void clippingLimitsWhatATrialLearns() throws Exception {
    String sgd = "train.optimizer={type: sgd, weight-decay: 0}";
    ScoreMatrix start =
        scores(
            train(StepFixtures.bce("sum"), sgd, "train.schedule={type: constant, lr: 1.0e-30}"),
            WeightsKind.RAW);
    for (String limit : List.of("norm", "value")) {
      String clip = "train.clip-gradient-" + limit + "=1.0e-30";
      assertThat(scores(train(StepFixtures.bce("sum"), sgd, clip), WeightsKind.RAW))
          .usingRecursiveComparison()
          .isEqualTo(start);
    }
    assertThat(distance(scores(train(StepFixtures.bce("sum"), sgd), WeightsKind.RAW), start))
        .isPositive();
  }

  /** Some epochs of 6 steps: 12 steps at 0.9997 are 99.6 % start without a warm-up. */
  @Test
  void theAverageOfAShortTrainingIsNearItsWeightsAndNotItsStart() throws Exception {
    ScoreMatrix warm = scores(train(StepFixtures.bce("sum")), WeightsKind.EMA);
    ScoreMatrix raw = scores(train(StepFixtures.bce("sum")), WeightsKind.RAW);
    ScoreMatrix cold =
        scores(train(StepFixtures.bce("sum"), "train.ema-warmup=false"), WeightsKind.EMA);
    ScoreMatrix start =
        scores(
            train(StepFixtures.bce("sum"), "train.schedule={type: constant, lr: 1.0e-30}"),
            WeightsKind.RAW);
    assertThat(scores(train(StepFixtures.bce("sum"), "train.ema-warmup=false"), WeightsKind.RAW))
        .usingRecursiveComparison()
        .isEqualTo(raw);
    assertThat(distance(warm, raw)).isLessThan(distance(start, raw) / 2);
    // Running statistics move in the start too, so that it is near it and not equal.
    assertThat(distance(cold, raw)).isGreaterThan(distance(warm, raw));
  }

  private static ScoreMatrix scores(Trainer.Result result, WeightsKind weights) {
    return ScoreMatrix.of(
        result.selections().stream()
            .filter(selection -> selection.weights().equals(weights))
            .findFirst()
            .orElseThrow()
            .reported());
  }

  private static double distance(ScoreMatrix a, ScoreMatrix b) {
    double sum = 0;
    for (int r = 0; r < a.rows(); r++) {
      for (int c = 0; c < a.classes(); c++) {
        sum += Math.abs(a.get(r, c) - b.get(r, c));
      }
    }
    return sum / a.rows() / a.classes();
  }

  /** Two epochs: a backbone that would be trained from the third on never is. */
  @Test
  void aBackboneIsTrainedFromTheEpochThatASuiteNames() throws Exception {
    String freeze = "train.freeze=backbone";
    ScoreMatrix never = scores(train(StepFixtures.bce("sum"), freeze), WeightsKind.RAW);
    assertThat(
            scores(train(StepFixtures.bce("sum"), freeze, "train.unfreeze-at=3"), WeightsKind.RAW))
        .usingRecursiveComparison()
        .isEqualTo(never);
    ScoreMatrix second =
        scores(train(StepFixtures.bce("sum"), freeze, "train.unfreeze-at=2"), WeightsKind.RAW);
    ScoreMatrix always = scores(train(StepFixtures.bce("sum")), WeightsKind.RAW);
    assertThat(distance(second, never)).isPositive();
    assertThat(distance(second, always)).isPositive();
    assertThat(
            distance(
                scores(train(StepFixtures.bce("sum"), "train.layer-decay=0.5"), WeightsKind.RAW),
                always))
        .isPositive();
  }

  /** Dropout draws the same in both, and is part of what is learned. */
  @Test
  void aHeadWithDropoutTrainsToTheSameBits() throws Exception {
    String head = "backbones.small.head={type: ml-decoder, embedding: 16, feed-forward: 16%s}";
    ScoreMatrix first =
        scores(train(StepFixtures.bce("sum"), head.replace("%s", "")), WeightsKind.RAW);
    assertThat(scores(train(StepFixtures.bce("sum"), head.replace("%s", "")), WeightsKind.RAW))
        .usingRecursiveComparison()
        .isEqualTo(first);
    ScoreMatrix without =
        scores(train(StepFixtures.bce("sum"), head.replace("%s", ", dropout: 0")), WeightsKind.RAW);
    assertThat(distance(without, first)).isPositive();
  }

  @Test
  void aLossThatIsNotFiniteNamesTheLearningRate() {
    assertThatThrownBy(
            () -> train(StepFixtures.bce("sum"), "train.schedule={type: constant, lr: 1.0e+30}"))
        .isInstanceOf(HarnessException.class)
        .hasMessageMatching(
            "the loss is (NaN|Infinity) in epoch 1: lower the learning rate \\(train.schedule; the"
                + " highest so far is 1.0E30\\)");
  }

  /** The loss of the last step is finite, and the step itself ruins the weights. */
  @Test
  void weightsThatAreNotFiniteAfterAFiniteLossNameTheLearningRate() {
    assertThatThrownBy(
            () ->
                train(
                    StepFixtures.bce("sum"),
                    "train.epochs=1",
                    "train.batch-size=48",
                    "train.optimizer={type: sgd}",
                    "train.schedule={type: constant, lr: 1.0e+38}"))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("not finite after epoch 1")
        .hasMessageContaining(
            "lower the learning rate (train.schedule; the highest so far is 1.0E38)");
  }

  @Test
  void aNetworkThatIsConstantIsNoResult() {
    // Weight decay alone, and much of it: all weights are 0 after a step.
    assertThatThrownBy(
            () ->
                train(
                    new ZeroLoss(),
                    "train.ema=0",
                    "train.optimizer={type: sgd, weight-decay: 1, momentum: 0, nesterov: false}",
                    "train.schedule={type: constant, lr: 1}"))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "the network is constant: all 24 test images have the same scores after epoch 2,"
                + " whatever they show. A learning rate that is too high does that: lower it"
                + " (train.schedule; the highest so far is 1.0)");
  }

  /** A loss without a gradient. */
  private static final class ZeroLoss extends AutogradLoss {
    @Override
    protected String valueBody() {
      return "value = torch.sum(torch.mul(x, 0.))\n";
    }
  }

  @Test
  void theWeightsThatAreComparedAreTheOnesThatAreKept() throws Exception {
    Trainer.Result cold = train(StepFixtures.bce("sum"), "train.ema-warmup=false");
    assertThat(map(cold, WeightsKind.RAW)).isNotEqualTo(map(cold, WeightsKind.EMA));
    assertThat(keptHash())
        .isEqualTo(hash(cold, WeightsKind.RAW))
        .isNotEqualTo(hash(cold, WeightsKind.EMA));
    Trainer.Result warm = train(StepFixtures.bce("sum"));
    assertThat(keptHash())
        .isEqualTo(hash(warm, WeightsKind.EMA))
        .isNotEqualTo(hash(warm, WeightsKind.RAW));
  }

  private static String hash(Trainer.Result result, WeightsKind weights) {
    return result.outcome().evaluation(weights).orElseThrow().weightsSha256();
  }

  private String keptHash() {
    Network network =
        Backbones.onClasspath()
            .create(Settings.of(Map.of("type", "resnet20")))
            .network(CLASSES, Precision.FLOAT32);
    return Digest.ofFloats(SafeTensors.read(folder.resolve("weights.safetensors"), network));
  }

  /** A loss that writes down what it was told of the trial. */
  private static final class Listening implements Loss {
    final List<ClassCounts> counts = new ArrayList<>();
    final List<Integer> epochs = new ArrayList<>();

    @Override
    public String body() {
      return "value = torch.sum(torch.mul(x, x))\ngradient = torch.mul(x, 2.)\n";
    }

    @Override
    public float[] initialState() {
      return new float[] {-1};
    }

    @Override
    public Loss trainedOn(Supplier<ClassCounts> labels) {
      counts.add(labels.get());
      return this;
    }

    @Override
    public float[] stateAtEpoch(float[] state, int epoch) {
      assertThat(state).containsExactly(epoch - 1);
      epochs.add(epoch);
      return new float[] {epoch};
    }
  }

  @Test
  void aLossIsToldTheTrainingLabelsAndEachEpoch() throws Exception {
    Listening loss = new Listening();
    train(
        loss,
        "train.epochs=3",
        "evaluate.selection=best-on-validation",
        "evaluate.validation-fraction=0.25");
    assertThat(loss.epochs).containsExactly(0, 1, 2);
    ClassCounts counts = loss.counts.get(0);
    assertThat(counts.classes()).hasSize(CLASSES).doesNotHaveDuplicates();
    assertThat(loss.counts).hasSize(1);
    assertThat(counts.images()).isEqualTo(36);
    for (int c = 0; c < CLASSES; c++) {
      assertThat(counts.positives().get(c) + counts.negatives().get(c)).isEqualTo(36);
    }
    assertThat(counts.positives()).anySatisfy(count -> assertThat(count).isPositive());
    assertThat(counts.prior(0)).isEqualTo(counts.positives().get(0) / 36.0);
  }

  @Test
  void missingLabelsCountForWhatTheyAreTakenForAndFewerAreAmongMore() throws Exception {
    ClassCounts all = counted();
    ClassCounts quarter = counted("train.missing-labels={as-negatives: 0.25}");
    ClassCounts half = counted("train.missing-labels={as-negatives: 0.5}");
    ClassCounts unknown = counted("train.missing-labels={as-unknown: 0.5}");
    for (int c = 0; c < CLASSES; c++) {
      assertThat(quarter.positives().get(c))
          .isBetween(half.positives().get(c), all.positives().get(c));
      assertThat(half.positives().get(c) + half.negatives().get(c)).isEqualTo(48);
      // The same pairs are missing, whatever becomes of them.
      assertThat(unknown.positives()).isEqualTo(half.positives());
    }
    assertThat(positives(quarter)).isStrictlyBetween(positives(half), positives(all));
    assertThat(unknown.negatives().stream().mapToLong(n -> n).sum())
        .isStrictlyBetween(48L * CLASSES / 3, 48L * CLASSES * 6 / 10);
  }

  private static long positives(ClassCounts counts) {
    return counts.positives().stream().mapToLong(n -> n).sum();
  }

  private ClassCounts counted(String... overrides) throws Exception {
    Listening loss = new Listening();
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("train.epochs=1");
    train(loss, all.toArray(String[]::new));
    return loss.counts.get(0);
  }

  @Test
  void splcTakesProbableNegativesForPositivesFromItsEpochOn() throws Exception {
    Map<String, Object> settings = Map.of("type", "splc", "threshold", 0.01);
    List<Double> early = losses(settings, 1);
    List<Double> late = losses(settings, 2);
    assertThat(late.get(0)).isEqualTo(early.get(0));
    assertThat(late.get(1)).isNotEqualTo(early.get(1));
  }

  static List<Map<String, Object>> lossesOfClassCounts() {
    return List.of(
        Map.of("type", "bce", "weighting", Map.of("type", "class-balanced")),
        Map.of("type", "focal", "weighting", Map.of("type", "negatives-per-positive")),
        Map.of("type", "csl"),
        Map.of("type", "db"));
  }

  @ParameterizedTest
  @MethodSource("lossesOfClassCounts")
  void lossesOfClassCountsAreTrained(Map<String, Object> settings) throws Exception {
    Loss loss = Losses.onClasspath().create(LossEvaluation.settings(settings));
    List<Outcome.Epoch> epochs =
        train(loss, "datasets.generated-scenes.set.train=160", "train.epochs=2", "train.ema=0")
            .outcome()
            .epochs();
    assertThat(epochs.get(1).trainLoss()).isPositive().isLessThan(epochs.get(0).trainLoss());
  }

  @Test
  void aClassWithoutPositivesEndsATrialWhoseLossDividesByThem() {
    Map<String, Object> balanced =
        Map.of("type", "bce", "weighting", Map.of("type", "class-balanced"));
    for (Map<String, Object> settings : List.of(balanced, Map.<String, Object>of("type", "db"))) {
      Loss loss = Losses.onClasspath().create(LossEvaluation.settings(settings));
      assertThatThrownBy(() -> train(loss, "datasets.generated-scenes.set.train=8"))
          .isInstanceOf(HarnessException.class)
          .hasMessageMatching(
              ".* needs a positive label of every class, and \\d+ of 20 classes have none among"
                  + " the 8 training images: [a-z-]+.*");
    }
  }

  private List<Double> losses(Map<String, Object> settings, int fromEpoch) throws Exception {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("from-epoch", fromEpoch);
    Loss loss = Losses.onClasspath().create(LossEvaluation.settings(all));
    return train(loss, "train.epochs=2").outcome().epochs().stream()
        .map(Outcome.Epoch::trainLoss)
        .toList();
  }
}
