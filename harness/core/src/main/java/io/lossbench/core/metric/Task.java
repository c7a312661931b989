package io.lossbench.core.metric;

/** What a dataset asks of a network, and the metric that decides. */
public enum Task {
  /** Any number of classes is right for an image; scores are sigmoids. */
  MULTI_LABEL(MultiLabelMetrics.PRIMARY),
  /** Exactly one class is right for an image; scores are a softmax. */
  SINGLE_LABEL(SingleLabelMetrics.PRIMARY);

  private final String primaryMetric;

  Task(String primaryMetric) {
    this.primaryMetric = primaryMetric;
  }

  /** The metric that losses are compared in, in percent. */
  public String primaryMetric() {
    return primaryMetric;
  }
}
