package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DenseVectors;
import io.lossbench.core.dataset.FeatureVectors;
import io.lossbench.core.dataset.SparseVectors;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.Epoch;
import io.lossbench.torch.data.VectorStore;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.target.LabelTargets;
import io.lossbench.torch.weights.InitialWeights;
import io.lossbench.torch.weights.SafeTensors;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors go through the same training as images. */
class VectorTrainingTest {
  private static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);
  private static final int WIDTH = 5;
  private static final int CLASSES = 3;
  private static final int ROWS = 24;
  private static final int BATCH = 8;
  private static final int EPOCHS = 3;
  private static final double RATE = 0.05;

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static float[][] vectors(long seed, int rows) {
    SplitMix64 generator = new SplitMix64(seed);
    float[][] vectors = new float[rows][WIDTH];
    for (float[] vector : vectors) {
      for (int i = 0; i < WIDTH; i++) {
        vector[i] = generator.nextInt(3) == 0 ? 0 : (float) generator.nextGaussian();
      }
    }
    return vectors;
  }

  /** A class is there where a number is high. */
  private static Split split(String name, float[][] vectors, FeatureVectors inputs) {
    List<String> ids = new ArrayList<>();
    byte[] labels = new byte[vectors.length * CLASSES];
    for (int row = 0; row < vectors.length; row++) {
      ids.add(name + row);
      for (int c = 0; c < CLASSES; c++) {
        labels[row * CLASSES + c] = (byte) (vectors[row][c] > 0.3 ? 1 : 0);
      }
    }
    return new Split(ids, LabelMatrix.of(vectors.length, CLASSES, labels), inputs);
  }

  private static FeatureVectors sparse(float[][] vectors) {
    int[][] places = new int[vectors.length][];
    float[][] values = new float[vectors.length][];
    for (int row = 0; row < vectors.length; row++) {
      float[] vector = vectors[row];
      places[row] =
          java.util.stream.IntStream.range(0, WIDTH).filter(i -> vector[i] != 0).toArray();
      values[row] = new float[places[row].length];
      for (int i = 0; i < values[row].length; i++) {
        values[row][i] = vector[places[row][i]];
      }
    }
    return new SparseVectors(WIDTH, places, values);
  }

  private static Dataset dataset(boolean dense) {
    float[][] train = vectors(1, ROWS);
    float[][] test = vectors(2, ROWS);
    return new Dataset(
        "v",
        new MultiLabel(),
        List.of("a", "b", "c"),
        split("train", train, dense ? new DenseVectors(WIDTH, train) : sparse(train)),
        Optional.empty(),
        split("test", test, dense ? new DenseVectors(WIDTH, test) : sparse(test)),
        "fingerprint",
        true,
        List.of(),
        List.of());
  }

  private static Trial trial(String backbone) {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "v.yaml",
                """
                suite: v
                repetitions: 1
                datasets: [voc2007-features]
                backbones: {probe: BACKBONE}
                losses: {bce: {type: bce}}
                train:
                  epochs: 3
                  batch-size: 8
                  ema: 0
                  optimizer: {type: sgd, momentum: 0, nesterov: false, weight-decay: 0}
                  schedule: {type: constant, lr: 0.05}
                """
                    .replace("BACKBONE", backbone),
                List.of());
    return Plan.of(suite, name -> "fingerprint", name -> Optional.empty()).trials().get(0);
  }

  private float[] trained(Trial trial, Dataset dataset) throws Exception {
    TrialParts parts = TrialParts.of(trial, dataset);
    TrialFiles files = new TrialFiles(Optional.empty(), folder, folder, folder);
    try (Trainer trainer =
        new Trainer(trial, parts, dataset, files, new Compute(Device.CPU, TERMS), tell -> {})) {
      assertThat(trainer.run().outcome().data().trainImages()).isEqualTo(ROWS);
    }
    return SafeTensors.read(folder.resolve("weights.safetensors"), parts.head().network());
  }

  /**
   * The same training in plain float64: linear layers with ReLU between them, BCE summed over the
   * batch, and plain gradient descent.
   */
  private static double[] reference(Trial trial, Network network, int... hidden) {
    Seeds seeds = Seeds.from(trial.spec().settings("seeds"));
    float[] start = InitialWeights.of(network, new SplitMix64(seeds.weights()));
    double[] state = new double[start.length];
    Arrays.setAll(state, i -> start[i]);
    int[] widths = new int[hidden.length + 2];
    widths[0] = WIDTH;
    System.arraycopy(hidden, 0, widths, 1, hidden.length);
    widths[widths.length - 1] = CLASSES;
    Dataset dataset = dataset(true);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      int[] order = new int[ROWS];
      Arrays.setAll(order, i -> i);
      SplitMix64.stream(seeds.shuffle(), epoch).shuffle(order);
      for (int from = 0; from < ROWS; from += BATCH) {
        double[] gradient = new double[state.length];
        for (int i = from; i < from + BATCH; i++) {
          addGradient(dataset.train(), order[i], widths, state, gradient);
        }
        for (int i = 0; i < state.length; i++) {
          state[i] -= RATE * gradient[i];
        }
      }
    }
    return state;
  }

  private static void addGradient(
      Split split, int row, int[] widths, double[] state, double[] gradient) {
    float[] vector = new float[WIDTH];
    split.vectors().copy(row, vector, 0);
    double[][] values = new double[widths.length][];
    values[0] = new double[WIDTH];
    Arrays.setAll(values[0], i -> vector[i]);
    int[] starts = new int[widths.length];
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      int out = widths[layer];
      int at = starts[layer - 1];
      starts[layer] = at + in * out + out;
      values[layer] = new double[out];
      for (int o = 0; o < out; o++) {
        double sum = state[at + in * out + o];
        for (int i = 0; i < in; i++) {
          sum += state[at + o * in + i] * values[layer - 1][i];
        }
        values[layer][o] = layer < widths.length - 1 ? Math.max(0, sum) : sum;
      }
    }
    byte[] labels = new byte[CLASSES];
    LabelMatrix.of(split.truth()).copyRow(row, labels);
    double[] error = new double[CLASSES];
    Arrays.setAll(error, c -> 1 / (1 + Math.exp(-values[widths.length - 1][c])) - labels[c]);
    for (int layer = widths.length - 1; layer > 0; layer--) {
      int in = widths[layer - 1];
      int out = widths[layer];
      int at = starts[layer - 1];
      double[] before = new double[in];
      for (int o = 0; o < out; o++) {
        gradient[at + in * out + o] += error[o];
        for (int i = 0; i < in; i++) {
          gradient[at + o * in + i] += error[o] * values[layer - 1][i];
          before[i] += values[layer - 1][i] > 0 ? error[o] * state[at + o * in + i] : 0;
        }
      }
      error = before;
    }
  }

  @Test
  void aLinearProbeIsLogisticRegression() throws Exception {
    assertTrainedAsTheReference("{type: mlp}");
  }

  @Test
  void hiddenLayersAreLinearLayersWithReLU() throws Exception {
    assertTrainedAsTheReference("{type: mlp, hidden: [7, 4]}", 7, 4);
  }

  private void assertTrainedAsTheReference(String backbone, int... hidden) throws Exception {
    Trial trial = trial(backbone);
    Dataset dataset = dataset(true);
    float[] found = trained(trial, dataset);
    double[] expected = reference(trial, TrialParts.of(trial, dataset).head().network(), hidden);
    float[] start =
        InitialWeights.of(
            TrialParts.of(trial, dataset).head().network(),
            new SplitMix64(Seeds.from(trial.spec().settings("seeds")).weights()));
    assertThat(found).isNotEqualTo(start);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).as("value %d", i).isCloseTo(expected[i], within(2e-6));
    }
  }

  /** Rows that are kept with their places give the same bits; so does the second training. */
  @Test
  void sparseVectorsAreTheSameVectors() throws Exception {
    Trial trial = trial("{type: mlp, hidden: [6], batch-norm: true}");
    float[] dense = trained(trial, dataset(true));
    assertThat(trained(trial, dataset(false))).isEqualTo(dense);
    assertThat(trained(trial, dataset(true))).isEqualTo(dense);
  }

  @Test
  void backbonesOfImagesTakeNoVectors() {
    Trial probe = trial("{type: mlp}");
    Trial images =
        new Trial(
            "id",
            "v",
            "b",
            "bce",
            1,
            probe.spec().with("backbone", java.util.Map.of("type", "resnet20")));
    assertThatThrownBy(() -> TrialParts.of(images, dataset(true)))
        .hasMessageContaining(
            "takes images, and the dataset consists of vectors; take {type: mlp}");
  }

  /** What a batch holds depends on the rows only, never on the threads that prepare it. */
  @Test
  void batchesHoldTheVectorsOfTheirRows() throws Exception {
    Split split = dataset(true).train();
    int[] order = new int[ROWS];
    Arrays.setAll(order, i -> i);
    SplitMix64.stream(5, 2).shuffle(order);
    for (int threads = 1; threads <= 3; threads++) {
      int row = 0;
      try (BatchLoader batches =
          BatchLoader.training(
              new VectorStore(split),
              new LabelTargets(split.truth()),
              7,
              List.of(),
              new Epoch(2, 5, 6),
              threads)) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          FloatBuffer numbers =
              batch.inputs().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
          for (int i = 0; i < batch.rows(); i++) {
            float[] expected = new float[WIDTH];
            split.vectors().copy(order[row++], expected, 0);
            float[] found = new float[WIDTH];
            numbers.get(found);
            assertThat(found).isEqualTo(expected);
          }
          assertThat(numbers.hasRemaining()).isFalse();
          batches.release(batch);
        }
      }
      assertThat(row).isEqualTo(21);
    }
  }
}
