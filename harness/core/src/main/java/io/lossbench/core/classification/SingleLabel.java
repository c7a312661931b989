package io.lossbench.core.classification;

import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Exactly one class is right for an image; scores are a softmax. It is judged by the metrics of
 * multi-label classification too, and takes its losses.
 */
public record SingleLabel() implements Classification {
  /** Its {@link #name}. */
  public static final String NAME = "single-label";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String doc() {
    return "Exactly one class is right for an image.";
  }

  @Override
  public boolean takesLossesOf(String task) {
    return task.equals(NAME) || task.equals(MultiLabel.NAME);
  }

  @Override
  public Metric primary() {
    return SingleLabelMetrics.PRIMARY;
  }

  @Override
  public ChosenMetrics chosen(Choices choices) {
    return ChosenMetrics.of(choices, NAME, MultiLabel.NAME);
  }

  @Override
  public double primaryOf(Predictions predictions, Truth truth) {
    Map<String, Double> metrics =
        SingleLabelMetrics.evaluate(ScoreMatrix.of(predictions), LabelMatrix.of(truth));
    return Objects.requireNonNull(metrics.get(primary().name()));
  }

  @Override
  public Calibration calibration(Scores scores, LabelMatrix labels) {
    return ProbabilityBins.ofHighest(scores, labels);
  }

  @Override
  public ToDoubleFunction<int[]> resampled(Scores scores, LabelMatrix labels) {
    boolean[] right = SingleLabelMetrics.right(scores, labels);
    return draws -> SingleLabelMetrics.percentRight(right, draws);
  }

  /** The share of the most frequent class. */
  @Override
  public double chance(Truth truth) {
    LabelMatrix labels = LabelMatrix.of(truth);
    double largest = 0;
    for (int c = 0; c < labels.classes(); c++) {
      LabelMatrix.Column column = labels.column(c);
      int positives = column.positives();
      largest =
          positives == 0 ? largest : Math.max(largest, (double) positives / column.rows().length);
    }
    return 100 * largest;
  }
}
