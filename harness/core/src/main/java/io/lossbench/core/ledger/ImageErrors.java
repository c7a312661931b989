package io.lossbench.core.ledger;

import io.lossbench.core.task.WeightsKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What other test images would do to the differences of a comparison.
 *
 * @param weights {@code raw} or {@code ema}
 * @param scores SHA-256 of what it was made of; see {@link #belongsTo}
 * @param resamples number of draws of the test images
 * @param critical standard errors that 95 % of the draws stay within, in all differences at once
 * @param errors standard errors of the differences to the baseline from test images alone, by loss
 */
public record ImageErrors(
    String dataset,
    String backbone,
    String baseline,
    WeightsKind weights,
    String scores,
    int resamples,
    double critical,
    Map<String, Double> errors) {

  public ImageErrors {
    errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
  }

  /** Whether it is that of a comparison made of the same scores. */
  public boolean belongsTo(
      String otherDataset, String otherBackbone, String otherBaseline, String otherScores) {
    return dataset.equals(otherDataset)
        && backbone.equals(otherBackbone)
        && baseline.equals(otherBaseline)
        && scores.equals(otherScores);
  }
}
