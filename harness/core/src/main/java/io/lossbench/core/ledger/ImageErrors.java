package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.WeightsKind;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What other test images would do to the differences of a comparison. It is made of scores and kept
 * beside the records, because a ledger is often passed on without scores.
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

  /** As they lie in a file. */
  private record Sealed(List<ImageErrors> comparisons) {}

  static String text(List<ImageErrors> comparisons) {
    return SealedJson.text(new Sealed(comparisons));
  }

  /**
   * Those in a file; none without the file.
   *
   * @throws HarnessException if it is not what was written
   */
  static List<ImageErrors> read(Path file) {
    return SealedJson.derived(file, Sealed.class)
        .map(Sealed::comparisons)
        .map(List::copyOf)
        .orElse(List.of());
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
