package io.lossbench.core.classification;

import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

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
  public List<Metric> metrics(Choices choices) {
    return Stream.concat(
            SingleLabelMetrics.METRICS.stream(),
            MultiLabelMetrics.metrics(EvaluationProtocol.of(choices)).stream())
        .toList();
  }

  @Override
  public Judgement judge(Predictions predictions, Truth truth, Choices choices) {
    ScoreMatrix scores = ScoreMatrix.of(predictions);
    LabelMatrix labels = LabelMatrix.of(truth);
    Judgement others = MultiLabelMetrics.evaluate(scores, labels, EvaluationProtocol.of(choices));
    Map<String, Double> metrics = new LinkedHashMap<>(SingleLabelMetrics.evaluate(scores, labels));
    metrics.putAll(others.metrics());
    return new Judgement(metrics, others.perClass());
  }

  @Override
  public double primaryOf(Predictions predictions, Truth truth) {
    Map<String, Double> metrics =
        SingleLabelMetrics.evaluate(ScoreMatrix.of(predictions), LabelMatrix.of(truth));
    return Objects.requireNonNull(metrics.get(primary().name()));
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
