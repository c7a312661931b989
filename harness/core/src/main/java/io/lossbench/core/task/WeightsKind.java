package io.lossbench.core.task;

/** The weights of a network that are judged: those that were trained, or their moving average. */
public enum WeightsKind {
  RAW("raw"),
  EMA("ema");

  private final String word;

  WeightsKind(String word) {
    this.word = word;
  }

  /**
   * The kind that a word stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  public static WeightsKind of(String word) {
    for (WeightsKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("'" + word + "' is neither raw nor ema");
  }

  /** The word in records, tables and names of files. */
  @Override
  public String toString() {
    return word;
  }
}
