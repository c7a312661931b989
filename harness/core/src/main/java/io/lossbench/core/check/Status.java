package io.lossbench.core.check;

import java.util.Locale;

/** What became of a number of the reference. */
public enum Status {
  /** It is the same, to the last bit. */
  EQUAL,
  /** It differs, by no more than chance and the margin allow. */
  WITHIN,
  BETTER,
  WORSE,
  /** The results lack it, or its trial failed. */
  MISSING,
  /** The reference lacks it. */
  NEW;

  /** The status in a table. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
