package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the labels of a dataset leave something to learn and something to judge. */
public final class LabelCheck {
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
   * Returns the dataset, with a note if no metric could tell losses apart on it.
   *
   * @throws HarnessException if there is nothing to learn, or every metric is undefined
   */
  static Dataset usable(Dataset dataset) {
    List<String> reasons = new ArrayList<>();
    if (dataset.classes().isEmpty()) {
      reasons.add("none of its images has a label, so that there is no class");
    } else {
      if (!Kinds.of(dataset.train().labels()).positive()) {
        reasons.add(
            "none of the "
                + dataset.train().size()
                + " training images has a positive label: there is nothing to learn");
      }
      if (!Kinds.of(dataset.test().labels()).positive()) {
        reasons.add(
            "none of the "
                + dataset.test().size()
                + " test images has a positive label: every metric is undefined");
      }
    }
    if (!reasons.isEmpty()) {
      throw refusal(dataset, reasons);
    }
    return allPositive(dataset).map(dataset::withNote).orElse(dataset);
  }

  /**
   * Refuses a dataset on which any scores are perfect: it can be read, and training for it would be
   * in vain.
   *
   * @throws HarnessException if every known label of the test images is positive
   */
  public static void requireJudgeable(Dataset dataset) {
    allPositive(dataset)
        .ifPresent(
            reason -> {
              throw refusal(dataset, List.of(reason));
            });
  }

  private static Optional<String> allPositive(Dataset dataset) {
    return Kinds.of(dataset.test().labels()).negative()
        ? Optional.empty()
        : Optional.of(
            "every known label of the "
                + dataset.test().size()
                + " test images is positive: any scores would be perfect");
  }

  private static HarnessException refusal(Dataset dataset, List<String> reasons) {
    return new HarnessException(
        "dataset '"
            + dataset.name()
            + "' cannot be trained and judged:\n  "
            + String.join("\n  ", reasons)
            + "\nLook at its annotations: are the labels of that split filled in, and are the"
            + " classes and splits of the descriptor those of the files?");
  }
}
