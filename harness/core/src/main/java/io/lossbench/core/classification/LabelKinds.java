package io.lossbench.core.classification;

import io.lossbench.core.task.Truth;

/** Whether a split has a positive label, and a negative one. */
record LabelKinds(boolean positive, boolean negative) {
  static LabelKinds of(Truth truth) {
    LabelMatrix labels = LabelMatrix.of(truth);
    boolean positive = false;
    boolean negative = false;
    for (int c = 0; c < labels.classes() && !(positive && negative); c++) {
      LabelMatrix.Column column = labels.column(c);
      int count = column.positives();
      positive |= count > 0;
      negative |= count < column.rows().length;
    }
    return new LabelKinds(positive, negative);
  }
}
