package io.lossbench.torch.train;

import io.lossbench.core.provenance.ProcessorTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Times of one process of a trial; the first steps are warm-up and left out of rates. Not
 * thread-safe.
 */
final class Stopwatch {
  /** The first steps allocate memory and choose kernels. */
  static final int WARMUP_STEPS = 5;

  private final int stepsPerTime;
  private final int threads;
  private final Optional<ProcessorTime> began = ProcessorTime.now();
  private Optional<ProcessorTime> ended = Optional.empty();
  private double[] stepMillis = new double[256];
  private int timed;
  private double untimedSeconds;
  private int steps;
  private long images;
  private double trainSeconds;
  private double waitSeconds;
  private long evaluatedImages;
  private double evaluationSeconds;
  private boolean closing;

  /**
   * @param stepsPerTime steps that are timed together: a graphics card works while the processor is
   *     ahead, and to wait for it after each step would cost time
   * @param threads of the engine
   */
  Stopwatch(int stepsPerTime, int threads) {
    this.stepsPerTime = stepsPerTime;
    this.threads = threads;
  }

  /** Whether the device must be waited for in the step that is about to be noted. */
  boolean isDue() {
    return steps + 1 == WARMUP_STEPS || steps + 1 - timed >= stepsPerTime;
  }

  /**
   * Notes a step: the time from asking for its batch to its end, of which {@code waited} was
   * waiting for data.
   */
  void step(int rows, double seconds, double waited) {
    boolean due = isDue();
    steps++;
    untimedSeconds += seconds;
    if (due) {
      if (steps > stepMillis.length) {
        stepMillis = Arrays.copyOf(stepMillis, 2 * steps);
      }
      Arrays.fill(stepMillis, timed, steps, 1e3 * untimedSeconds / (steps - timed));
      timed = steps;
      untimedSeconds = 0;
    }
    if (steps > WARMUP_STEPS) {
      images += rows;
      trainSeconds += seconds;
      waitSeconds += waited;
    }
  }

  void evaluation(int rows, double seconds) {
    if (!closing || evaluatedImages == 0) {
      evaluatedImages += rows;
      evaluationSeconds += seconds;
    }
  }

  /**
   * Notes that the next trial's worker may start beside this one from now on: evaluations count
   * only if there was none before.
   */
  void closing() {
    closing = true;
    ended = ProcessorTime.now();
  }

  /** The share of the processors that others took until then; null if not known. */
  @Nullable Double takenByOthers() {
    OptionalDouble taken =
        began.isPresent() && ended.isPresent()
            ? ended.get().takenByOthers(began.get(), threads)
            : OptionalDouble.empty();
    return taken.isPresent() ? taken.getAsDouble() : null;
  }

  /** Training images per second after the warm-up; NaN before its end. */
  double imagesPerSecond() {
    return trainSeconds == 0 ? Double.NaN : images / trainSeconds;
  }

  double evaluatedPerSecond() {
    return evaluationSeconds == 0 ? Double.NaN : evaluatedImages / evaluationSeconds;
  }

  double waitShare() {
    return trainSeconds == 0 ? Double.NaN : waitSeconds / trainSeconds;
  }

  /** A quantile of the step times after the warm-up, in milliseconds; NaN before its end. */
  double stepMillis(double quantile) {
    if (timed <= WARMUP_STEPS) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOfRange(stepMillis, WARMUP_STEPS, timed);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))];
  }
}
