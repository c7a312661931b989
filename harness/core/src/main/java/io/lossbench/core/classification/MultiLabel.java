package io.lossbench.core.classification;

import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.MissingLabels;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import java.util.function.ToDoubleFunction;

/** Any number of classes is right for an image; scores are sigmoids. */
public record MultiLabel() implements Classification {
  /** Its {@link #name}. */
  public static final String NAME = "multi-label";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String doc() {
    return "Any number of classes is right for an image.";
  }

  @Override
  public boolean takesLossesOf(String task) {
    return task.equals(NAME);
  }

  @Override
  public boolean canMissLabels() {
    return true;
  }

  @Override
  public Truth without(MissingLabels missing, Truth truth) {
    return LabelMatrix.of(truth).without(missing);
  }

  @Override
  public Metric primary() {
    return MultiLabelMetrics.PRIMARY;
  }

  @Override
  public ChosenMetrics chosen(Choices choices) {
    return ChosenMetrics.of(choices, NAME);
  }

  @Override
  public double primaryOf(Predictions predictions, Truth truth) {
    return MultiLabelMetrics.meanAveragePrecision(
        ScoreMatrix.of(predictions), LabelMatrix.of(truth));
  }

  @Override
  public Calibration calibration(Scores scores, LabelMatrix labels) {
    return ProbabilityBins.ofPairs(scores, labels);
  }

  @Override
  public ToDoubleFunction<int[]> resampled(Scores scores, LabelMatrix labels) {
    return ResampledPrecision.of(scores, labels)::meanAveragePrecision;
  }

  /** The mean over the classes of the share of positives, which is the AP of a random order. */
  @Override
  public double chance(Truth truth) {
    LabelMatrix labels = LabelMatrix.of(truth);
    double shares = 0;
    int judged = 0;
    for (int c = 0; c < labels.classes(); c++) {
      LabelMatrix.Column column = labels.column(c);
      int positives = column.positives();
      if (positives > 0) {
        shares += (double) positives / column.rows().length;
        judged++;
      }
    }
    return 100 * (shares / judged);
  }
}
