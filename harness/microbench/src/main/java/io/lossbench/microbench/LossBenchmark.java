package io.lossbench.microbench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.loss.AutogradLoss;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Value and gradient of a loss for one batch of logits with 3 % positives, in microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LossBenchmark {
  /**
   * {@code asl-by-autograd} is the paper's definition operator by operator, differentiated by
   * autograd.
   */
  @Param({"bce", "focal", "asl", "asl-by-autograd"})
  public String loss = "asl";

  @Param({"128x80", "128x600", "64x9600"})
  public String size = "128x80";

  @Param("2")
  public int threads = 2;

  private LoadedArchive archive;
  private NDManager manager;
  private NDArray logits;
  private NDArray targets;

  @Setup(Level.Trial)
  public void load() {
    Engine.start(threads);
    archive =
        LoadedArchive.load(
            TrainingScript.lossOnly(create().bodyForKnownTargets(), create().initialState()),
            Path.of(System.getProperty("java.io.tmpdir")),
            Device.cpu());
    manager = archive.newManager();
    int rows = Integer.parseInt(size.substring(0, size.indexOf('x')));
    int classes = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    SplitMix64 generator = new SplitMix64(1);
    float[] x = new float[rows * classes];
    float[] y = new float[rows * classes];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * generator.nextGaussian() - 2);
      y[i] = generator.nextInt(100) < 3 ? 1 : 0;
    }
    logits = manager.create(x, new Shape(rows, classes));
    targets = manager.create(y, new Shape(rows, classes));
  }

  private Loss create() {
    return switch (loss) {
      case "bce" ->
          Losses.onClasspath().create(Settings.of(Map.of("type", "bce", "reduction", "sum")));
      case "focal" ->
          Losses.onClasspath()
              .create(
                  Settings.of(
                      Map.of(
                          "type",
                          "focal",
                          "gamma",
                          2.0,
                          "focusing-gradient",
                          "full",
                          "reduction",
                          "sum")));
      case "asl" ->
          Losses.onClasspath()
              .create(
                  Settings.of(
                      Map.of(
                          "type",
                          "asl",
                          "gamma-neg",
                          4.0,
                          "gamma-pos",
                          0.0,
                          "margin",
                          0.05,
                          "eps",
                          1e-8,
                          "focusing-gradient",
                          "detached",
                          "reduction",
                          "sum")));
      default -> new AslByAutograd();
    };
  }

  /** The ASL code's definition: gamma 4 and 0, margin 0.05, focusing weight detached. */
  private static final class AslByAutograd extends AutogradLoss {
    @Override
    protected String valueBody() {
      return """
          p = torch.sigmoid(x)
          q = torch.clamp_max(torch.add(torch.rsub(p, 1.), 0.05), 1.)
          negative = torch.rsub(y, 1.)
          entropy = torch.add(torch.mul(y, torch.log(torch.clamp_min(p, 1e-08))), torch.mul(negative, torch.log(torch.clamp_min(q, 1e-08))))
          torch.set_grad_enabled(False)
          pt = torch.add(torch.mul(p, y), torch.mul(q, negative))
          w = torch.pow(torch.rsub(pt, 1.), torch.mul(negative, 4.))
          torch.set_grad_enabled(True)
          value = torch.neg(torch.sum(torch.mul(entropy, w)))
          """;
    }
  }

  @Benchmark
  public float valueAndGradient() {
    try (NDList result = archive.call("loss", logits, targets)) {
      return result.get(0).getFloat();
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    manager.close();
    archive.close();
  }
}
