package io.lossbench.core.classification;

import io.lossbench.core.plugin.Provider;

/** A metric that users bring, or several that are computed together. */
public interface MetricProvider extends Provider<ScoreMetrics> {}
