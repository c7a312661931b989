package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import java.util.ArrayList;
import java.util.List;

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
   * The dataset with a note for each reason not to train on it: it can be read and looked at.
   *
   * @throws HarnessException if it has no class
   */
  static Dataset told(Dataset dataset) {
    if (dataset.classes().isEmpty()) {
      throw refusal(dataset, List.of("none of its images has a label, so that there is no class"));
    }
    Dataset told = dataset;
    for (String reason : reasons(dataset)) {
      told = told.withNote(reason);
    }
    return told;
  }

  /**
   * Refuses a dataset on which training would be in vain.
   *
   * @throws HarnessException if there is nothing to learn, or no metric could tell losses apart
   */
  public static void requireJudgeable(Dataset dataset) {
    List<String> reasons = reasons(dataset);
    if (!reasons.isEmpty()) {
      throw refusal(dataset, reasons);
    }
  }

  private static List<String> reasons(Dataset dataset) {
    List<String> reasons = new ArrayList<>();
    if (!Kinds.of(dataset.train().labels()).positive()) {
      reasons.add(
          "none of the "
              + dataset.train().size()
              + " training images has a positive label: there is nothing to learn");
    }
    Kinds test = Kinds.of(dataset.test().labels());
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
    dataset
        .validation()
        .filter(split -> !Kinds.of(split.labels()).positive())
        .ifPresent(
            split ->
                reasons.add(
                    "none of the "
                        + split.size()
                        + " validation images has a positive label: no epoch can be chosen on"
                        + " them"));
    return reasons;
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
