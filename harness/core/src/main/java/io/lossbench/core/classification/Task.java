package io.lossbench.core.classification;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a dataset asks of a network, and the metrics that it is judged by. */
public enum Task {
  /** Any number of classes is right for an image; scores are sigmoids. */
  MULTI_LABEL {
    @Override
    public Metric primary() {
      return MultiLabelMetrics.PRIMARY;
    }

    @Override
    public List<Metric> metrics(EvaluationProtocol protocol) {
      return MultiLabelMetrics.metrics(protocol);
    }

    @Override
    public MultiLabelMetrics.Result evaluate(
        ScoreMatrix scores, LabelMatrix labels, EvaluationProtocol protocol) {
      return MultiLabelMetrics.evaluate(scores, labels, protocol);
    }
  },
  /** Exactly one class is right for an image; scores are a softmax. */
  SINGLE_LABEL {
    @Override
    public Metric primary() {
      return SingleLabelMetrics.PRIMARY;
    }

    @Override
    public List<Metric> metrics(EvaluationProtocol protocol) {
      return Stream.concat(
              SingleLabelMetrics.METRICS.stream(), MultiLabelMetrics.metrics(protocol).stream())
          .toList();
    }

    @Override
    public MultiLabelMetrics.Result evaluate(
        ScoreMatrix scores, LabelMatrix labels, EvaluationProtocol protocol) {
      MultiLabelMetrics.Result others = MultiLabelMetrics.evaluate(scores, labels, protocol);
      Map<String, Double> metrics =
          new LinkedHashMap<>(SingleLabelMetrics.evaluate(scores, labels));
      metrics.putAll(others.metrics());
      return new MultiLabelMetrics.Result(metrics, others.perClassAp());
    }
  };

  /** The metric that losses are compared in. */
  public abstract Metric primary();

  /** The name of the metric that losses are compared in, in percent. */
  public String primaryMetric() {
    return primary().name();
  }

  /** All metrics of the task, in the order of their columns. */
  public abstract List<Metric> metrics(EvaluationProtocol protocol);

  /** Judges scores by all of them. */
  public abstract MultiLabelMetrics.Result evaluate(
      ScoreMatrix scores, LabelMatrix labels, EvaluationProtocol protocol);

  /** The task that is decided by a metric of this name. */
  public static Optional<Task> decidedBy(String metric) {
    return Arrays.stream(values()).filter(task -> task.primaryMetric().equals(metric)).findFirst();
  }
}
