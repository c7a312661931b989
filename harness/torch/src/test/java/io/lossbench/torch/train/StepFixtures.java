package io.lossbench.torch.train;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.InputShape;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.target.Place;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Small networks, batches and optimizers that the tests of a training step share. */
final class StepFixtures {
  static final int ROWS = 3;
  static final int SIZE = 6;
  static final int CLASSES = 2;
  static final Settings SGD =
      Settings.of(Map.of("type", "sgd", "weight-decay", 0.0, "momentum", 0.0, "nesterov", false));

  private StepFixtures() {}

  static Batch batch(long seed) {
    SplitMix64 generator = new SplitMix64(seed);
    ByteBuffer images = ByteBuffer.allocateDirect(ROWS * SIZE * SIZE * 3);
    while (images.hasRemaining()) {
      images.put((byte) generator.nextInt(256));
    }
    float[] targets = new float[ROWS * CLASSES];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = generator.nextInt(2);
    }
    return new Batch(
        Collections.nCopies(ROWS, Place.filling(SIZE, SIZE)),
        new InputShape.Image(SIZE),
        CLASSES,
        images.flip(),
        targets);
  }

  /** A network written for the engine and again in plain float64. */
  record Architecture(
      String name,
      Function<NetworkBuilder, Value> engine,
      Function<ReferenceLayers, Function<double[][][][], double[][]>> plain) {
    @Override
    public String toString() {
      return name;
    }
  }

  static double[][] statistics(int channels) {
    return new double[2][channels];
  }

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Architecture(
            "convolution with stride and padding",
            l ->
                l.linear(
                    "fc",
                    l.globalAveragePool(l.relu(l.convolution("c", l.input(), 4, 3, 2, 1))),
                    CLASSES),
            r -> x -> r.head(ReferenceLayers.relu(r.convolution(x, 4, 3, 2, 1)), CLASSES)),
        new Architecture(
            "batch normalisation in training mode",
            l ->
                l.linear(
                    "fc",
                    l.globalAveragePool(
                        l.relu(l.batchNorm("b", l.convolution("c", l.input(), 4, 3, 1, 1)))),
                    CLASSES),
            r ->
                x ->
                    r.head(
                        ReferenceLayers.relu(
                            r.batchNorm(r.convolution(x, 4, 3, 1, 1), statistics(4))),
                        CLASSES)),
        new Architecture(
            "max pool",
            l ->
                l.linear(
                    "fc",
                    l.globalAveragePool(
                        l.maxPool(l.convolution("c", l.input(), 3, 1, 1, 0), 3, 2, 1)),
                    CLASSES),
            r ->
                x ->
                    r.head(
                        ReferenceLayers.maxPool(r.convolution(x, 3, 1, 1, 0), 3, 2, 1), CLASSES)),
        new Architecture(
            "residual with a projection",
            l -> {
              // Channels in multiples of 8: oneDNN's 1x1 kernel for AVX2 (libtorch 2.7.1) reads
              // behind
              // the weights' gradient for others, and gives wrong ones or crashes.
              Value stem = l.convolution("a", l.input(), 8, 3, 1, 1);
              Value shortcut = l.convolution("b", stem, 8, 1, 2, 0);
              Value inner = l.batchNorm("n", l.convolution("c", stem, 8, 3, 2, 1));
              return l.linear("fc", l.globalAveragePool(l.relu(l.add(inner, shortcut))), CLASSES);
            },
            r ->
                x -> {
                  double[][][][] stem = r.convolution(x, 8, 3, 1, 1);
                  double[][][][] shortcut = r.convolution(stem, 8, 1, 2, 0);
                  double[][][][] inner =
                      r.batchNorm(r.convolution(stem, 8, 3, 2, 1), statistics(8));
                  return r.head(
                      ReferenceLayers.relu(ReferenceLayers.add(inner, shortcut)), CLASSES);
                }),
        new Architecture(
            "parameter-free shortcut",
            l -> {
              Value stem = l.relu(l.convolution("a", l.input(), 3, 3, 1, 1));
              Value shortcut = l.subsampleAndPad(stem, 5);
              Value inner = l.convolution("c", stem, 5, 3, 2, 1);
              return l.linear("fc", l.globalAveragePool(l.relu(l.add(inner, shortcut))), CLASSES);
            },
            r ->
                x -> {
                  double[][][][] stem = ReferenceLayers.relu(r.convolution(x, 3, 3, 1, 1));
                  double[][][][] inner = r.convolution(stem, 5, 3, 2, 1);
                  return r.head(
                      ReferenceLayers.relu(
                          ReferenceLayers.add(inner, ReferenceLayers.subsampleAndPad(stem, 5))),
                      CLASSES);
                }));
  }

  static Network network(Architecture architecture, Dtype compute) {
    NetworkBuilder layers = new NetworkBuilder(compute);
    return layers.build(architecture.engine().apply(layers));
  }

  static float[] state(Network network, long seed) {
    SplitMix64 generator = new SplitMix64(seed);
    float[] state = new float[network.stateSize()];
    for (int i = 0; i < state.length; i++) {
      state[i] = (float) (0.5 * generator.nextGaussian());
    }
    Arrays.fill(state, network.parameterCount(), state.length, 1f);
    return state;
  }

  static Loss bce(String reduction) {
    return Losses.onClasspath().create(Settings.of(Map.of("type", "bce", "reduction", reduction)));
  }

  static TrialModel model(
      Path folder, Network network, float[] state, Settings optimizer, Recipe.Average average) {
    return model(folder, network, state, optimizer, average, bce("sum"), ROWS);
  }

  static TrialModel model(
      Path folder,
      Network network,
      float[] state,
      Settings optimizer,
      Recipe.Average average,
      Loss loss,
      int microBatch) {
    String update = Optimizers.onClasspath().create(optimizer).body();
    Recipe recipe = Recipes.of(loss, update, average, new Batching(ROWS, microBatch));
    return new TrialModel(
        new TrainingScript(network, recipe),
        new DroppedBranches(network.dropRates(), 1),
        state,
        folder,
        Device.CPU,
        ProcessorLoss.of(loss, microBatch, CLASSES, Device.CPU, 2, 1));
  }

  static Stream<Settings> optimizers() {
    return Stream.of(
        Settings.of(
            Map.of("type", "adam", "weight-decay", 0.1, "beta1", 0.9, "beta2", 0.99, "eps", 1e-6)),
        Settings.of(
            Map.of("type", "adamw", "weight-decay", 0.1, "beta1", 0.9, "beta2", 0.99, "eps", 1e-6)),
        Settings.of(Map.of("type", "sgd", "weight-decay", 0.1, "momentum", 0.9, "nesterov", true)),
        Settings.of(
            Map.of("type", "sgd", "weight-decay", 0.1, "momentum", 0.9, "nesterov", false)));
  }
}
