package io.lossbench.core.classification;

import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The metrics by name: those that each evaluation has, by the name of their task, and those that
 * {@code evaluate.metrics} adds, which come with lossbench or which users bring.
 */
public final class MetricKinds {
  private static final Map<String, Function<Settings, ScoreMetrics>> BUILT_IN =
      Map.of(
          MultiLabel.NAME,
          settings -> new MultiLabelMetrics(EvaluationProtocol.of(settings)),
          SingleLabel.NAME,
          settings -> new SingleLabelMetrics(),
          "hamming-loss",
          settings -> HammingLoss.at(settings.number("threshold")));

  /** Those that no suite need list. */
  private static final Set<String> ALWAYS = Set.of(MultiLabel.NAME, SingleLabel.NAME);

  private MetricKinds() {}

  private static final class OnClasspath {
    static final Registry<ScoreMetrics> REGISTRY = of(MetricKinds.class.getClassLoader());
  }

  /** All metrics on the class path, which is searched once. */
  public static Registry<ScoreMetrics> onClasspath() {
    return OnClasspath.REGISTRY;
  }

  static Registry<ScoreMetrics> of(ClassLoader loader) {
    return Registry.of(
        "metric", "metrics", BUILT_IN, MetricProvider.class, loader, PluginMetrics::new);
  }

  static boolean isAlwaysThere(String kind) {
    return ALWAYS.contains(kind);
  }

  /** The kinds that a suite can add to an evaluation. */
  public static List<ValueType.Kind> addable(Definitions definitions) {
    return definitions.group(onClasspath().group()).values().stream()
        .filter(kind -> !isAlwaysThere(kind.name()))
        .toList();
  }

  /** The kinds that can be added without a setting, each with its defaults. */
  public static List<ScoreMetrics> byDefault() {
    Registry<ScoreMetrics> registry = onClasspath();
    return addable(registry.extend(Definitions.builtIn())).stream()
        .flatMap(kind -> kind.defaults().stream())
        .map(registry::create)
        .toList();
  }
}
