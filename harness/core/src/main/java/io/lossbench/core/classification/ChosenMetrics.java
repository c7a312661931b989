package io.lossbench.core.classification;

import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics of one evaluation: those of the task, then those that {@code metrics} lists. */
record ChosenMetrics(List<Settings> kinds) {
  ChosenMetrics {
    kinds = List.copyOf(kinds);
  }

  /**
   * @param always kinds of metrics that the task has anyhow, which read the same choices
   * @throws IllegalArgumentException if one of those is listed
   */
  static ChosenMetrics of(Choices choices, String... always) {
    Settings settings = Settings.of(choices.asMap());
    List<Settings> kinds = new ArrayList<>();
    for (String kind : always) {
      kinds.add(settings.with("type", kind));
    }
    if (settings.has("metrics")) {
      for (Settings kind : settings.list("metrics")) {
        if (MetricKinds.isAlwaysThere(kind.text("type"))) {
          throw new IllegalArgumentException(
              "the metrics '" + kind.text("type") + "' need not be listed");
        }
        kinds.add(kind);
      }
    }
    return new ChosenMetrics(kinds);
  }

  /**
   * The metrics in the order of their columns. Those of a plugin that is not there are left out: a
   * ledger can be read without it.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  List<Metric> metrics() {
    Registry<ScoreMetrics> registry = MetricKinds.onClasspath();
    List<Metric> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Settings kind : kinds) {
      if (registry.has(kind.text("type"))) {
        for (Metric metric : registry.create(kind).metrics()) {
          if (!names.add(metric.name())) {
            throw new IllegalArgumentException(
                "'" + kind.text("type") + "' adds '" + metric.name() + "', which is there already");
          }
          metrics.add(metric);
        }
      }
    }
    return List.copyOf(metrics);
  }

  /**
   * Judges scores by all of them.
   *
   * @throws io.lossbench.core.HarnessException if a plugin is not there, or fails
   */
  Judgement judge(ScoreMatrix scores, LabelMatrix labels) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    List<Double> perClass = List.of();
    for (Settings kind : kinds) {
      Judgement judgement = MetricKinds.onClasspath().create(kind).judge(scores, labels);
      metrics.putAll(judgement.metrics());
      perClass = perClass.isEmpty() ? judgement.perClass() : perClass;
    }
    return new Judgement(metrics, perClass);
  }
}
