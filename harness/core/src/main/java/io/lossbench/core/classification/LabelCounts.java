package io.lossbench.core.classification;

import java.util.stream.IntStream;

/**
 * How many pairs of image and class have which label.
 *
 * @param classesWithoutPositive classes that no image is known to have: no AP exists for them
 */
public record LabelCounts(long positive, long negative, long unknown, int classesWithoutPositive) {

  public static LabelCounts of(LabelMatrix labels) {
    long[][] byClass =
        IntStream.range(0, labels.classes())
            .parallel()
            .mapToObj(
                c -> {
                  LabelMatrix.Column column = labels.column(c);
                  return new long[] {column.positives(), column.rows().length};
                })
            .toArray(long[][]::new);
    long positive = 0;
    long known = 0;
    int without = 0;
    for (long[] counts : byClass) {
      positive += counts[0];
      known += counts[1];
      without += counts[0] == 0 ? 1 : 0;
    }
    return new LabelCounts(
        positive, known - positive, (long) labels.rows() * labels.classes() - known, without);
  }
}
