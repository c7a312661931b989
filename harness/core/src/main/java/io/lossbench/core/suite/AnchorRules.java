package io.lossbench.core.suite;

import io.lossbench.core.task.Tasks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What ties a suite's published values to its losses, datasets, backbones and metrics. */
final class AnchorRules {
  private AnchorRules() {}

  static void check(Suite suite, DocumentReader reader) {
    List<String> losses = suite.losses().stream().map(Suite.Loss::name).toList();
    List<String> datasets = suite.datasets().stream().map(Suite.Dataset::name).toList();
    List<String> backbones = suite.backbones().stream().map(Suite.Backbone::name).toList();
    int index = 0;
    for (Settings anchor : suite.resolved().list("anchors")) {
      String path = "anchors." + index++;
      SuiteReader.checkName(path + ".loss", anchor.text("loss"), "loss variant", losses, reader);
      if (anchor.has("dataset")) {
        SuiteReader.checkName(
            path + ".dataset", anchor.text("dataset"), "dataset", datasets, reader);
      }
      if (anchor.has("backbone")) {
        SuiteReader.checkName(
            path + ".backbone", anchor.text("backbone"), "backbone", backbones, reader);
      }
      if (anchor.number("tolerance") < anchor.number("precision")) {
        reader.faultAt(
            path + ".tolerance",
            "a tolerance of "
                + anchor.number("tolerance")
                + " is finer than the precision of the published value, "
                + anchor.number("precision"),
            "let it be at least as large");
      }
      if (anchor.has("metric")) {
        checkMetric(path, anchor, suite, reader);
      }
    }
  }

  private static void checkMetric(
      String path, Settings anchor, Suite suite, DocumentReader reader) {
    String metric = anchor.text("metric");
    Set<String> metrics = metrics(anchor, suite);
    if (!metrics.isEmpty() && !metrics.contains(metric)) {
      String suggestion = Suggestion.of(metric, metrics);
      reader.faultAt(
          path + ".metric",
          "no metric '" + metric + "'",
          suggestion.isEmpty() ? "`lossbench describe metrics` lists them" : suggestion);
    } else if (anchor.text("statistic").equals("best-on-test")
        && Tasks.decidedBy(metric).isEmpty()) {
      reader.faultAt(
          path + ".metric",
          "the best epoch on the test set is known of a primary metric only, not of '"
              + metric
              + "'",
          "leave out 'metric', or write statistic: selected");
    }
  }

  /** The metrics of the datasets and backbones that an anchor speaks of; of all tasks. */
  private static Set<String> metrics(Settings anchor, Suite suite) {
    Set<String> names = new LinkedHashSet<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      for (Suite.Backbone backbone : suite.backbones()) {
        if (anchor.optionalText("dataset").orElse(dataset.name()).equals(dataset.name())
            && anchor.optionalText("backbone").orElse(backbone.name()).equals(backbone.name())) {
          Settings evaluate = suite.section("evaluate", dataset, backbone);
          Tasks.metrics(evaluate).forEach(metric -> names.add(metric.name()));
        }
      }
    }
    return names;
  }
}
