package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;

/** What a descriptor's protocol makes of doubtful labels: difficult, crowd, not verified. */
final class LabelRule {
  private LabelRule() {}

  /** The label for {@code positive}, {@code negative} or {@code ignore}. */
  static byte of(String rule) {
    return switch (rule) {
      case "positive" -> LabelMatrix.POSITIVE;
      case "negative" -> LabelMatrix.NEGATIVE;
      case "ignore" -> LabelMatrix.UNKNOWN;
      default -> throw new IllegalArgumentException("no rule '" + rule + "' for labels");
    };
  }
}
