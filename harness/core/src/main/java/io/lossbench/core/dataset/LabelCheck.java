package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.util.List;

/** Whether the labels of a dataset leave something to learn and something to judge. */
public final class LabelCheck {
  private LabelCheck() {}

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
    return dataset
        .task()
        .objections(
            dataset.train().truth(),
            dataset.validation().map(Split::truth),
            dataset.test().truth());
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
