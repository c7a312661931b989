package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Truth;
import io.lossbench.core.task.TruthSummary;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.head.PredictionCollector;
import io.lossbench.torch.loss.AutogradLoss;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.Tracking;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Targets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task that is no classification, trained by the trainer as it is: how many objects an image
 * shows. Its targets are wider than the outputs, and move with the images.
 */
class OtherTaskTest {
  private static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private record Counts(List<Integer> values) implements Truth {
    static Counts of(Truth truth) {
      return new Counts(
          IntStream.range(0, truth.rows()).mapToObj(row -> ones(truth.rowKey(row))).toList());
    }

    private static int ones(byte[] labels) {
      int ones = 0;
      for (byte label : labels) {
        ones += label;
      }
      return ones;
    }

    @Override
    public int rows() {
      return values.size();
    }

    @Override
    public Truth select(int[] rows) {
      return new Counts(Arrays.stream(rows).mapToObj(values::get).toList());
    }

    @Override
    public byte[] rowKey(int row) {
      return new byte[] {values.get(row).byteValue()};
    }
  }

  private record Guesses(List<Float> values) implements Predictions {
    private float[] array() {
      float[] array = new float[values.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = values.get(i);
      }
      return array;
    }

    @Override
    public int rows() {
      return values.size();
    }

    @Override
    public boolean areConstant() {
      return values.stream().distinct().count() < 2;
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      DurableFile.floats(out, array());
    }

    @Override
    public String sha256() {
      return Digest.ofFloats(array());
    }
  }

  private record Counting() implements Task {
    static final Metric AGREEMENT = Metric.shown("agreement", "100 / (1 + mean squared error)");

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String doc() {
      return "How many objects there are.";
    }

    @Override
    public boolean takesLossesOf(String task) {
      return true;
    }

    @Override
    public Metric primary() {
      return AGREEMENT;
    }

    @Override
    public Metric perClass() {
      return AGREEMENT;
    }

    @Override
    public List<Metric> metrics(Choices choices) {
      return List.of(AGREEMENT);
    }

    @Override
    public List<Metric> tracked() {
      return List.of(Metric.kept("mirrored", "share of mirrored images").within(0, 1));
    }

    @Override
    public Judgement judge(Predictions predictions, Truth truth, Choices choices) {
      return new Judgement(Map.of(AGREEMENT.name(), primaryOf(predictions, truth)), List.of());
    }

    @Override
    public double primaryOf(Predictions predictions, Truth truth) {
      List<Float> guesses = ((Guesses) predictions).values();
      List<Integer> counts = ((Counts) truth).values();
      double squares = 0;
      for (int i = 0; i < counts.size(); i++) {
        squares += Math.pow(guesses.get(i) - counts.get(i), 2);
      }
      return 100 / (1 + squares / counts.size());
    }

    @Override
    public double chance(Truth truth) {
      return 0;
    }

    @Override
    public TruthSummary summary(Truth truth) {
      return new TruthSummary("counts", Map.of(), List.of(truth.rows()));
    }

    @Override
    public List<String> objections(Truth train, Optional<? extends Truth> validation, Truth test) {
      return List.of();
    }

    @Override
    public Path writePredictions(
        Path to, WeightsKind weights, Predictions predictions, Truth truth) {
      throw new UnsupportedOperationException("a worker does this");
    }

    @Override
    public Path writeTruth(Path to, Truth truth) {
      throw new UnsupportedOperationException("a worker does this");
    }

    @Override
    public Optional<ToDoubleFunction<int[]>> resampled(Path folder, WeightsKind weights) {
      return Optional.empty();
    }
  }

  /** The mean over the feature map of stride 4, and one number from it. */
  private record CountingHead(Network network) implements Head {
    static CountingHead on(Trial trial) {
      NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
      NetworkBuilder.Value map =
          Backbones.onClasspath().create(trial.spec().settings("backbone")).features(layers).at(4);
      return new CountingHead(
          layers.build(layers.linear("count", layers.globalAveragePool(map), 1)));
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public Targets targets(Truth truth) {
      Counts counts = (Counts) truth;
      return new Targets() {
        @Override
        public int width(Place place) {
          return 2;
        }

        @Override
        public boolean hasUnknown() {
          return false;
        }

        @Override
        public void write(int row, Movement movement, Place place, float[] into, int at) {
          into[at] = counts.values().get(row);
          into[at + 1] = movement.equals(Movement.MIRROR) ? 1 : 0;
        }
      };
    }

    /** The squared error, which keeps nothing of the suite's loss but its name. */
    @Override
    public Loss loss(Loss named) {
      return new AutogradLoss() {
        @Override
        protected String valueBody() {
          return """
              d = torch.sub(x, torch.narrow(y, 1, 0, 1))
              value = torch.sum(torch.mul(d, d))
              """;
        }
      };
    }

    @Override
    public Tracking tracking() {
      return new Tracking(
          "mirrored = torch.select(y, 1, 1)",
          List.of("torch.sum(mirrored)", "torch.sum(torch.ones_like(mirrored))"));
    }

    @Override
    public Map<String, Double> tracked(double[] sums) {
      return Map.of("mirrored", sums[0] / sums[1]);
    }

    @Override
    public PredictionCollector collector(Truth truth, Path work) {
      List<Float> guesses = new ArrayList<>();
      return new PredictionCollector() {
        @Override
        public void add(float[] outputs, List<Place> places) {
          for (float output : outputs) {
            guesses.add(output);
          }
        }

        @Override
        public Predictions predictions() {
          return new Guesses(List.copyOf(guesses));
        }
      };
    }

    @Override
    public Predictions read(ReadableByteChannel in, int images, Path work) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(4 * images).order(ByteOrder.LITTLE_ENDIAN);
      in.read(bytes);
      bytes.flip();
      return new Guesses(
          IntStream.range(0, images).mapToObj(i -> bytes.asFloatBuffer().get(i)).toList());
    }
  }

  private static Split counted(Split split) {
    return new Split(split.ids(), Counts.of(split.truth()), split.pixels());
  }

  @Test
  void isTrainedJudgedTrackedAndResumed() throws Exception {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "counting.yaml",
                """
                suite: counting
                seed: 3
                repetitions: 1
                datasets: {generated-scenes: {set: {train: 96, test: 24}}}
                backbones: {small: {type: resnet20, image-size: 16}}
                losses: {bce: {type: bce}}
                train:
                  epochs: 4
                  batch-size: 8
                  augment: [{horizontal-flip: 1}]
                  optimizer: {type: adam, weight-decay: 0}
                  schedule: {type: constant, lr: 1.0e-2}
                """,
                List.of());
    Dataset labelled =
        new DatasetLoader(Formats.onClasspath(), List.of(), Optional.of(folder))
            .open(suite.datasets().get(0).descriptor(), InvalidImages.FAIL);
    Dataset dataset =
        new Dataset(
            "counts",
            new Counting(),
            List.of("object"),
            counted(labelled.train()),
            Optional.empty(),
            counted(labelled.test()),
            labelled.fingerprint(),
            true,
            List.of(),
            List.of());
    Trial trial =
        Plan.of(suite, name -> labelled.fingerprint(), name -> Optional.empty()).trials().get(0);
    Trainer.Result result = train(trial, dataset);

    Outcome outcome = result.outcome();
    assertThat(outcome.data().task()).isEqualTo("counting");
    assertThat(outcome.epochs()).hasSize(4);
    assertThat(outcome.epochs())
        .allSatisfy(epoch -> assertThat(epoch.tracked()).containsEntry("mirrored", 1.0));
    assertThat(outcome.epochs().get(3).trainLoss()).isLessThan(outcome.epochs().get(0).trainLoss());
    assertThat(outcome.evaluation(WeightsKind.RAW).orElseThrow().metrics())
        .containsOnlyKeys("agreement");

    // The checkpoint of the third epoch is still there: the fourth is trained again, to the same.
    Trainer.Result resumed = train(trial, dataset);
    assertThat(resumed.outcome().performance().processes()).isEqualTo(2);
    assertThat(resumed.outcome().evaluation(WeightsKind.RAW).orElseThrow().scoresSha256())
        .isEqualTo(outcome.evaluation(WeightsKind.RAW).orElseThrow().scoresSha256());
  }

  private Trainer.Result train(Trial trial, Dataset dataset) throws Exception {
    Head head = CountingHead.on(trial);
    TrialParts parts =
        new TrialParts(
            head,
            head.loss(Losses.onClasspath().create(trial.spec().settings("loss"))),
            Optimizers.onClasspath().create(trial.spec().settings("train").settings("optimizer")));
    TrialFiles files = new TrialFiles(Optional.empty(), folder, folder, folder);
    try (Trainer trainer =
        new Trainer(trial, parts, dataset, files, new Compute(Device.CPU, TERMS), tell -> {})) {
      return trainer.run();
    }
  }
}
