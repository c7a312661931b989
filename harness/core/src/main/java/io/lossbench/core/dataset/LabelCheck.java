package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import java.util.ArrayList;
import java.util.List;

/** Whether the labels of a dataset leave something to learn and something to judge. */
final class LabelCheck {
  private LabelCheck() {}

  /** Whether a split has a positive label, and a negative one. */
  private record Kinds(boolean positive, boolean negative) {
    static Kinds of(LabelMatrix labels) {
      boolean positive = false;
      boolean negative = false;
      for (int c = 0; c < labels.classes() && !(positive && negative); c++) {
        LabelMatrix.Column column = labels.column(c);
        positive |= column.positives() > 0;
        negative |= column.positives() < column.rows().length;
      }
      return new Kinds(positive, negative);
    }
  }

  /**
   * Returns the dataset.
   *
   * @throws HarnessException if no loss could learn from it, or no metric judge on it
   */
  static Dataset usable(Dataset dataset) {
    List<String> reasons = new ArrayList<>();
    if (dataset.classes().isEmpty()) {
      reasons.add("none of its images has a label, so that there is no class");
    } else {
      Kinds train = Kinds.of(dataset.train().labels());
      Kinds test = Kinds.of(dataset.test().labels());
      if (!train.positive()) {
        reasons.add(
            "none of the "
                + dataset.train().size()
                + " training images has a positive label: there is nothing to learn");
      }
      if (!test.positive()) {
        reasons.add(
            "none of the "
                + dataset.test().size()
                + " test images has a positive label: every metric is undefined");
      } else if (!test.negative()) {
        reasons.add(
            "every known label of the "
                + dataset.test().size()
                + " test images is positive: any scores would be perfect");
      }
    }
    if (!reasons.isEmpty()) {
      throw new HarnessException(
          "dataset '"
              + dataset.name()
              + "' cannot be trained and judged:\n  "
              + String.join("\n  ", reasons)
              + "\nLook at its annotations: are the labels of that split filled in, and are the"
              + " classes and splits of the descriptor those of the files?");
    }
    return dataset;
  }
}
