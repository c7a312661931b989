package io.lossbench.core.check;

import java.util.Locale;

/** How results are held against a reference. */
public enum Mode {
  /** Weights, scores and metrics must be the same bits. */
  BITS,
  /** A loss may not be worse by more than the margin; chance is reckoned with. */
  STATISTICAL,
  /** A loss may not take longer to reach a target; chance is reckoned with. */
  CURVE;

  /** The mode in an option and in a sentence. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
