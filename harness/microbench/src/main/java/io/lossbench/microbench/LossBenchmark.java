package io.lossbench.microbench;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LossProbe;
import io.lossbench.torch.kernel.AsymmetricFamily;
import io.lossbench.torch.kernel.LossKernel;
import io.lossbench.torch.loss.AutogradLoss;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
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
   * As a trial on the processor computes it, in one pass in the JVM; {@code -in-engine}, as one on
   * a graphics card does and a loss without a kernel anywhere, with the engine's operators; {@code
   * -by-autograd}, the definition operator by operator, differentiated by autograd.
   */
  @Param({
    "bce",
    "focal",
    "asl",
    "asl-full",
    "asl-adaptive",
    "bce-class-balanced",
    "focal-class-balanced",
    "bce-smoothed-in-engine",
    "csl-in-engine",
    "db-in-engine",
    "poly1-focal-in-engine",
    "hill-in-engine",
    "splc-in-engine",
    "apl-in-engine",
    "ral-in-engine",
    "p-asl-in-engine",
    "zlpr-in-engine",
    "two-way-in-engine",
    "bce-in-engine",
    "focal-in-engine",
    "asl-in-engine",
    "bce-by-autograd",
    "asl-by-autograd"
  })
  public String loss = "asl";

  @Param({"128x80", "128x600", "64x9605"})
  public String size = "128x80";

  private static final Map<String, Map<String, Object>> CLASS_BALANCED =
      Map.of("weighting", Map.of("type", "class-balanced", "beta", 0.9999));

  @Param("2")
  public int threads = 2;

  private @Nullable DoubleSupplier computation;
  private AutoCloseable resources = () -> {};

  @Setup(Level.Trial)
  public void load() {
    int rows = Integer.parseInt(size.substring(0, size.indexOf('x')));
    int classes = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    SplitMix64 generator = new SplitMix64(1);
    float[] x = new float[rows * classes];
    float[] y = new float[rows * classes];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * generator.nextGaussian() - 2);
      y[i] = generator.nextInt(100) < 3 ? 1 : 0;
    }
    if (loss.contains("-in-engine") || loss.contains("-by-autograd")) {
      inEngine(x, y, rows);
    } else {
      inJvm(x, y, classes);
    }
  }

  private void inEngine(float[] x, float[] y, int rows) {
    Engine.start(threads);
    Loss created = create(loss.replace("-in-engine", ""), x.length / rows);
    LossProbe probe = new LossProbe(created.scriptForKnownTargets(), x, y, rows);
    computation = probe::valueAndGradient;
    resources = probe;
  }

  private void inJvm(float[] x, float[] y, int classes) {
    Loss created = create(loss, classes);
    AsymmetricFamily family = created.family(created.initialState()).orElseThrow();
    FloatBuffer logits = direct(x.length).put(0, x);
    FloatBuffer gradient = direct(x.length);
    LossKernel kernel = new LossKernel(threads, Long.MAX_VALUE);
    computation = () -> kernel.run(family, 1, logits, y, 0, gradient).loss();
    resources = kernel;
  }

  /** Memory like a tensor's. */
  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** The loss as it is after training labels with a long tail were counted. */
  private static Loss create(String name, int classes) {
    List<Long> positives = LongStream.rangeClosed(1, classes).mapToObj(c -> 1 + 5000 / c).toList();
    List<Long> negatives = positives.stream().map(n -> 10_000 - n).toList();
    List<String> names = positives.stream().map(n -> "of " + n).toList();
    return create(name).trainedOn(() -> new ClassCounts(10_000, names, positives, negatives));
  }

  private static Loss create(String name) {
    return switch (name) {
      case "bce-by-autograd" -> new BceByAutograd();
      case "asl-by-autograd" -> new AslByAutograd();
      case "focal" -> builtIn("focal", Map.of("gamma", 2.0, "focusing-gradient", "full"));
      case "bce-class-balanced" -> builtIn("bce", CLASS_BALANCED);
      case "bce-smoothed" -> builtIn("bce", Map.of("label-smoothing", 0.1));
      case "focal-class-balanced" ->
          builtIn(
              "focal",
              Map.of(
                  "gamma",
                  2.0,
                  "focusing-gradient",
                  "full",
                  "weighting",
                  CLASS_BALANCED.get("weighting")));
      case "asl" -> builtIn("asl", asl("detached"));
      case "asl-full" -> builtIn("asl", asl("full"));
      case "asl-adaptive" ->
          builtIn(
              "asl-adaptive",
              Map.of(
                  "gap-target", 0.1,
                  "rate", 0.01,
                  "average", 0.9,
                  "start-gamma-neg", 4.0,
                  "max-gamma-neg", 20.0,
                  "gamma-pos", 0.0,
                  "margin", 0.05,
                  "eps", 1e-8,
                  "focusing-gradient", "detached"));
      default ->
          Losses.onClasspath()
              .create(
                  Objects.requireNonNull(Definitions.builtIn().group("losses").get(name))
                      .defaults()
                      .orElseThrow());
    };
  }

  private static Map<String, Object> asl(String gradient) {
    return Map.of(
        "gamma-neg", 4.0,
        "gamma-pos", 0.0,
        "margin", 0.05,
        "eps", 1e-8,
        "focusing-gradient", gradient);
  }

  private static Loss builtIn(String type, Map<String, ?> settings) {
    return Losses.onClasspath()
        .create(Settings.of(settings).with("type", type).with("reduction", "sum"));
  }

  /** BCE with logits as torch writes it, differentiated by autograd. */
  private static final class BceByAutograd extends AutogradLoss {
    @Override
    protected String valueBody() {
      return "value = torch.binary_cross_entropy_with_logits(x, y, None, None, 2)\n";
    }
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
  public double valueAndGradient() {
    return Objects.requireNonNull(computation).getAsDouble();
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    resources.close();
  }
}
