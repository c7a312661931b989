package io.lossbench.core.classification;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Metrics that a plugin brings: what its code throws, or gives against its own word, is told as its
 * own fault.
 */
final class PluginMetrics implements ScoreMetrics {
  /** No column of a table, which are all words of small letters and underscores. */
  private static final Pattern NAME = Pattern.compile("(?=.*[A-Z0-9@.+-])[A-Za-z][A-Za-z0-9@.+-]*");

  private final ScoreMetrics metrics;
  private final String plugin;
  private final List<Metric> listed;

  /**
   * Looks at the metrics' names.
   *
   * @param plugin class and jar
   * @throws HarnessException if there are none, or one cannot be the name of a column
   */
  PluginMetrics(ScoreMetrics metrics, String plugin) {
    this.metrics = metrics;
    this.plugin = plugin;
    try {
      this.listed = List.copyOf(metrics.metrics());
    } catch (RuntimeException | Error e) {
      throw new HarnessException("the metric plugin " + plugin + " does not name its metrics", e);
    }
    if (listed.isEmpty()) {
      throw fault("has no metric");
    }
    for (Metric metric : listed) {
      if (!NAME.matcher(metric.name()).matches()) {
        throw fault(
            "calls a metric '"
                + metric.name()
                + "'; a name begins with a letter, consists of letters, digits and @ . + -, and has"
                + " one of the latter, a digit or a capital letter, such as ranking-loss");
      }
    }
  }

  @Override
  public List<Metric> metrics() {
    return listed;
  }

  @Override
  public Judgement judge(Scores scores, LabelMatrix labels) {
    Map<String, Double> found;
    try {
      found = Map.copyOf(metrics.judge(scores, labels).metrics());
    } catch (RuntimeException | Error e) {
      throw new HarnessException(
          "the metric plugin " + plugin + " does not judge " + scores.rows() + " images", e);
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : listed) {
      Double value = found.get(metric.name());
      if (value == null) {
        throw fault("gives no '" + metric.name() + "'");
      }
      if (!metric.range().allows(value)) {
        throw fault(
            "gives "
                + value
                + " for '"
                + metric.name()
                + "', which it says lies between "
                + metric.range().low()
                + " and "
                + metric.range().high());
      }
      values.put(metric.name(), value);
    }
    return new Judgement(values, List.of());
  }

  private HarnessException fault(String what) {
    return new HarnessException("the metric plugin " + plugin + " " + what);
  }
}
