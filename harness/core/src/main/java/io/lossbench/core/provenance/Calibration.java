package io.lossbench.core.provenance;

/**
 * How long a fixed piece of work took on the device of a trial, right before and right after it:
 * what its speed is measured against.
 *
 * @param kernel the piece of work; times of different ones have nothing to do with each other
 * @param beforeMillis median time of one, before training
 * @param afterMillis the same after the last evaluation
 */
public record Calibration(String kernel, double beforeMillis, double afterMillis) {
  public Calibration {
    if (!(beforeMillis > 0 && afterMillis > 0)) {
      throw new IllegalArgumentException(
          "a calibration takes time, not " + beforeMillis + " and " + afterMillis + " ms");
    }
  }

  /** The shorter of both times: what runs beside it makes a kernel slower, never faster. */
  public double millis() {
    return Math.min(beforeMillis, afterMillis);
  }
}
