package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Curves of what was tracked in training: what the task shows of it, and all that a loss adds, such
 * as an exponent that it adapts.
 */
final class TrackedCharts {
  private TrackedCharts() {}

  static List<Figure> of(Comparison comparison) {
    List<Metric> known = comparison.task().map(task -> task.tracked()).orElse(List.of());
    List<Figure> charts = new ArrayList<>();
    Set<String> ofLosses = new LinkedHashSet<>(names(comparison));
    for (Metric metric : known) {
      if (metric.inReport() && ofLosses.contains(metric.name())) {
        charts.add(CurveChart.ofTracked(comparison, metric.name(), metric.doc()));
      }
      ofLosses.remove(metric.name());
    }
    ofLosses.forEach(
        name ->
            charts.add(
                CurveChart.ofTracked(comparison, name, "Tracked by the loss after each epoch.")));
    charts.removeIf(chart -> !chart.isDrawn());
    return charts;
  }

  private static Set<String> names(Comparison comparison) {
    Set<String> names = new LinkedHashSet<>();
    comparison.rows().stream()
        .flatMap(row -> row.records().stream())
        .map(TrialRecord::outcome)
        .filter(Objects::nonNull)
        .map(Outcome::epochs)
        .forEach(epochs -> epochs.forEach(epoch -> names.addAll(epoch.tracked().keySet())));
    return names;
  }
}
