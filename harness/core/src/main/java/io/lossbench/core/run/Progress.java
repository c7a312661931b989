package io.lossbench.core.run;

/**
 * How far a running trial is.
 *
 * @param phase what it does, such as {@code preparing}, {@code training}, {@code evaluating}
 * @param loss mean loss per image in this epoch so far; NaN before the first step
 * @param metric name of the primary metric
 * @param value the primary metric in percent after the last evaluation; NaN before it
 * @param secondsLeft NaN while unknown
 */
public record Progress(
    String phase,
    int epoch,
    int epochs,
    int step,
    int steps,
    double imagesPerSecond,
    double loss,
    String metric,
    double value,
    double secondsLeft) {
  /** Whether the trial has trained, and no more than its last evaluation is left. */
  public boolean isClosing() {
    return epoch == epochs && !phase.equals("training");
  }
}
