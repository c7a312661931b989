package io.lossbench.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The search for the settings of one loss on one dataset with one backbone.
 *
 * @param trials that were planned for it so far, rung by rung
 */
public record Race(String dataset, String backbone, String loss, List<TuningTrial> trials) {
  public Race {
    trials = List.copyOf(trials);
  }

  /** The searches that some tuning trials belong to, in the order of their first trials. */
  public static List<Race> of(List<TuningTrial> all) {
    Map<List<String>, List<TuningTrial>> races = new LinkedHashMap<>();
    for (TuningTrial each : all) {
      races
          .computeIfAbsent(
              List.of(each.dataset(), each.backbone(), each.loss()), key -> new ArrayList<>())
          .add(each);
    }
    return races.values().stream()
        .map(
            group ->
                new Race(
                    group.get(0).dataset(), group.get(0).backbone(), group.get(0).loss(), group))
        .toList();
  }

  /** The last rung that is planned, from 1. */
  public int lastRung() {
    return trials.stream().mapToInt(TuningTrial::rung).max().orElse(0);
  }

  /** The numbers of the configurations that were planned for a rung, in their order. */
  public List<Integer> configurations(int rung) {
    return trials.stream()
        .filter(trial -> trial.rung() == rung)
        .map(TuningTrial::configuration)
        .distinct()
        .toList();
  }

  /** The trials of a configuration in a rung, by seed. */
  public List<TuningTrial> trials(int rung, int configuration) {
    return trials.stream()
        .filter(trial -> trial.rung() == rung && trial.configuration() == configuration)
        .sorted(Comparator.comparing(TuningTrial::seed))
        .toList();
  }

  /**
   * What a configuration is worth in a rung: the mean over the tuning seeds; NaN if it failed with
   * one of them, empty if it was not tried with one of them yet.
   */
  public OptionalDouble worth(int rung, int configuration, Measurements measured) {
    double sum = 0;
    List<TuningTrial> of = trials(rung, configuration);
    for (TuningTrial trial : of) {
      OptionalDouble one = measured.worth(trial.trial());
      if (one.isEmpty()) {
        return one;
      }
      sum += one.getAsDouble();
    }
    return of.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum / of.size());
  }

  /** Whether all that was planned for a rung was tried. */
  public boolean isTried(int rung, Measurements measured) {
    return configurations(rung).stream().allMatch(c -> worth(rung, c, measured).isPresent());
  }

  /**
   * The configurations of a rung that did not fail, the best first; of equally good ones the one
   * with the lower number.
   */
  public List<Integer> ranking(int rung, Measurements measured) {
    return configurations(rung).stream()
        .filter(c -> !Double.isNaN(worth(rung, c, measured).orElse(Double.NaN)))
        .sorted(
            Comparator.comparing((Integer c) -> -worth(rung, c, measured).orElseThrow())
                .thenComparing(c -> c))
        .toList();
  }

  /**
   * The configuration that won; empty while the last rung is not tried, and where all of them
   * failed.
   */
  public Optional<Configuration> winner(Measurements measured) {
    List<TuningTrial> decisive = trials.stream().filter(TuningTrial::decisive).toList();
    if (decisive.isEmpty()) {
      return Optional.empty();
    }
    int rung = decisive.get(0).rung();
    if (!isTried(rung, measured)) {
      return Optional.empty();
    }
    return ranking(rung, measured).stream()
        .findFirst()
        .map(number -> new Configuration(number, trials(rung, number).get(0).values()));
  }
}
