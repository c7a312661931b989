package io.lossbench.torch.train;

import io.lossbench.core.ledger.Outcome;
import java.util.EnumMap;
import java.util.Map;

/**
 * The time of training steps by part, measured as they ran: on the processor a call has ended when
 * it returns. Not thread-safe.
 */
final class StepTimes {
  /** The parts of a step in their order. */
  enum Part {
    UPLOAD,
    FORWARD,
    LOSS,
    BACKWARD,
    OPTIMIZER
  }

  private final Map<Part, Double> millis = new EnumMap<>(Part.class);
  private long last;
  private int steps;

  /** Notes that a step begins. */
  void begin() {
    steps++;
    if (steps == Stopwatch.WARMUP_STEPS + 1) {
      millis.clear();
    }
    last = System.nanoTime();
  }

  /** Notes that this part ran since the last call. */
  void was(Part part) {
    long now = System.nanoTime();
    millis.merge(part, (now - last) / 1e6, Double::sum);
    last = now;
  }

  /** Milliseconds of a mean step after the warm-up, or of all if there were no others. */
  Outcome.StepParts mean() {
    int counted = steps > Stopwatch.WARMUP_STEPS ? steps - Stopwatch.WARMUP_STEPS : steps;
    return new Outcome.StepParts(
        of(Part.UPLOAD, counted),
        of(Part.FORWARD, counted),
        of(Part.LOSS, counted),
        of(Part.BACKWARD, counted),
        of(Part.OPTIMIZER, counted));
  }

  private double of(Part part, int counted) {
    return millis.getOrDefault(part, 0.0) / counted;
  }
}
