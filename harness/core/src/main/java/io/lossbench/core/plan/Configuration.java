package io.lossbench.core.plan;

import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TuneAxis;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The settings with which a search tries a loss.
 *
 * @param number 0 for the suite's own settings
 * @param values of the axes, by path; empty for the suite's own settings
 */
public record Configuration(int number, Settings values) {
  /** The suite's own settings. */
  static final Configuration OF_THE_SUITE = new Configuration(0, Settings.of(Map.of()));

  /** The section {@code train} with the values of the axes that all losses have. */
  public Settings train(Settings train, List<TuneAxis> axes) {
    Settings changed = train;
    for (TuneAxis axis : axes) {
      if (axis.isShared() && values.has(axis.path())) {
        changed =
            with(changed, new ArrayDeque<>(List.of(axis.setting().split("\\."))), value(axis));
      }
    }
    return changed;
  }

  /** The parameters of the loss with the values of its own axes. */
  public Settings loss(Suite.Loss loss, List<TuneAxis> axes) {
    Settings changed = loss.settings();
    for (TuneAxis axis : axes) {
      if (!axis.isShared() && axis.isOf(loss) && values.has(axis.path())) {
        changed = changed.with(axis.setting(), value(axis));
      }
    }
    return changed;
  }

  private Object value(TuneAxis axis) {
    Object value = values.asMap().get(axis.path());
    if (value == null) {
      throw new IllegalArgumentException("no value of " + axis.path());
    }
    return value;
  }

  private static Settings with(Settings settings, Deque<String> names, Object value) {
    String name = names.removeFirst();
    return settings.with(
        name, names.isEmpty() ? value : with(settings.settings(name), names, value));
  }
}
