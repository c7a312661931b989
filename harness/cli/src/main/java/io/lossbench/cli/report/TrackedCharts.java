package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Curves of what was tracked in training: what the task shows of it, and all that a loss adds, such
 * as an exponent that it adapts.
 */
final class TrackedCharts {
  private TrackedCharts() {}

  static List<Page.TrackedChart> of(Comparison comparison) {
    List<Metric> known = comparison.task().map(task -> task.tracked()).orElse(List.of());
    List<Page.TrackedChart> charts = new ArrayList<>();
    Set<String> ofLosses = new LinkedHashSet<>(names(comparison));
    for (Metric metric : known) {
      if (metric.inReport() && ofLosses.contains(metric.name())) {
        charts.add(chart(comparison, metric.name(), metric.doc()));
      }
      ofLosses.remove(metric.name());
    }
    ofLosses.forEach(
        name -> charts.add(chart(comparison, name, "Tracked by the loss after each epoch.")));
    charts.removeIf(chart -> chart.svg().isEmpty());
    return charts;
  }

  private static Page.TrackedChart chart(Comparison comparison, String name, String doc) {
    String words = name.replace('_', ' ');
    String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    return new Page.TrackedChart(title, CurveChart.ofTracked(comparison, name, words), doc);
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
