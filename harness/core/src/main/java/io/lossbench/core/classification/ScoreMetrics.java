package io.lossbench.core.classification;

import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * Metrics that are computed from scores and labels, one or several together. Immutable and
 * thread-safe. Labels that are unknown count for nothing.
 */
public interface ScoreMetrics {
  /** Which ones, in the order of their columns. */
  List<Metric> metrics();

  /**
   * Their values.
   *
   * @param scores probabilities, as a trial makes them
   * @param labels of the same shape
   */
  Judgement judge(Scores scores, LabelMatrix labels);

  /** One metric and its formula, whose value is NaN where it is undefined. */
  static ScoreMetrics of(Metric metric, ToDoubleBiFunction<Scores, LabelMatrix> value) {
    return new ScoreMetrics() {
      @Override
      public List<Metric> metrics() {
        return List.of(metric);
      }

      @Override
      public Judgement judge(Scores scores, LabelMatrix labels) {
        return new Judgement(Map.of(metric.name(), value.applyAsDouble(scores, labels)), List.of());
      }
    };
  }
}
