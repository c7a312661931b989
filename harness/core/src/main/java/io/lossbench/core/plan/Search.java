package io.lossbench.core.plan;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.TuneAxis;
import io.lossbench.core.suite.TuneSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configurations that the search of a suite tries, and for how long.
 *
 * <p>On an axis that losses share, the configuration of one number has the same value for all of
 * them: the values are drawn by the suite's seed and the axis' path, never by the loss. A search
 * for more configurations begins with the same ones.
 */
public record Search(Suite suite, TuneSettings settings) {

  /** What is tried for a loss first, in order; the suite's own settings are number 0. */
  public List<Configuration> configurations(Suite.Loss loss) {
    List<TuneAxis> axes = settings.axes(loss);
    List<Configuration> configurations = new ArrayList<>(List.of(Configuration.OF_THE_SUITE));
    if (axes.isEmpty()) {
      return List.copyOf(configurations);
    }
    List<Map<String, Object>> values =
        settings.search() == TuneSettings.SearchKind.GRID ? grid(axes) : drawn(axes);
    for (Map<String, Object> each : values) {
      configurations.add(new Configuration(configurations.size(), Settings.of(each)));
    }
    return List.copyOf(configurations);
  }

  /** All combinations, the first axis varying slowest. */
  private static List<Map<String, Object>> grid(List<TuneAxis> axes) {
    List<Map<String, Object>> combinations = new ArrayList<>(List.of(Map.of()));
    for (TuneAxis axis : axes) {
      List<Map<String, Object>> longer = new ArrayList<>();
      for (Map<String, Object> combination : combinations) {
        for (Object value : axis.values()) {
          Map<String, Object> next = new LinkedHashMap<>(combination);
          next.put(axis.path(), value);
          longer.add(next);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private List<Map<String, Object>> drawn(List<TuneAxis> axes) {
    List<Map<String, Object>> draws = new ArrayList<>();
    for (int i = 1; i < settings.configurations(); i++) {
      draws.add(new LinkedHashMap<>());
    }
    for (TuneAxis axis : axes) {
      SplitMix64 generator = new SplitMix64(Seeds.ofAxis(suite.seed(), axis.path()));
      draws.forEach(draw -> draw.put(axis.path(), axis.drawn(generator)));
    }
    return draws;
  }

  /**
   * The epochs of each rung for a training of so many epochs; one rung of all of them where the
   * search has no rungs.
   */
  public List<Integer> rungs(int epochs) {
    List<Integer> rungs = new ArrayList<>();
    if (settings.search() == TuneSettings.SearchKind.SUCCESSIVE_HALVING) {
      for (long each = settings.firstEpochs(); each < epochs; each *= settings.reduction()) {
        rungs.add((int) each);
      }
    }
    rungs.add(epochs);
    return List.copyOf(rungs);
  }

  /**
   * How many configurations stay in a rung beside the suite's own settings.
   *
   * @param first beside them in the first rung
   * @param rung from 1
   */
  public int kept(int first, int rung) {
    long kept = first;
    long share = 1;
    for (int i = 1; i < rung; i++) {
      share *= settings.reduction();
      kept = (first + share - 1) / share;
    }
    return (int) kept;
  }

  /** What a reader should know of the chances of the losses; a sentence each. */
  public List<String> cautions() {
    Map<Integer, List<String>> losses = new LinkedHashMap<>();
    for (Suite.Loss loss : suite.losses()) {
      losses
          .computeIfAbsent(configurations(loss).size(), size -> new ArrayList<>())
          .add(loss.name());
    }
    if (losses.size() < 2) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    losses.forEach((size, names) -> parts.add(size + " of " + String.join(", ", names)));
    return List.of(
        "tuning tries "
            + String.join("; ", parts)
            + ": a loss that is tried more often has the better chance to come out well");
  }
}
