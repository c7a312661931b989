package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Configuration;
import io.lossbench.core.plan.Measurements;
import io.lossbench.core.plan.Race;
import io.lossbench.core.plan.TuningTrial;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The searches for the settings of the losses of one dataset and backbone: what they cost, what
 * they gained, and what is left of it on test images.
 *
 * @param metric on validation images, which chose
 * @param seeds with which every configuration was trained
 * @param searches one a loss, in the order of the plan
 */
public record Tuning(
    String dataset,
    String backbone,
    String metric,
    Metric.Direction better,
    int seeds,
    List<Search> searches) {
  public Tuning {
    searches = List.copyOf(searches);
  }

  /**
   * The search of one loss.
   *
   * @param attempts in the order in which they were planned
   * @param seconds of training and evaluation that all of them took; failed ones not counted
   * @param curve the best value so far by the number of trials; only of the last rung
   * @param winner empty while it is not known, and where everything failed
   * @param gain of the winner over the suite's own settings on validation images, in points towards
   *     the better; NaN if one of them is not known
   * @param test the metric of the repetitions with the winner's settings, on test images
   * @param gap of validation over test, in points towards the better; NaN if one of them is not
   *     known
   */
  public record Search(
      String loss,
      List<Attempt> attempts,
      double seconds,
      List<Point> curve,
      Optional<Attempt> winner,
      double gain,
      Summary test,
      double gap) {
    public Search {
      attempts = List.copyOf(attempts);
      curve = List.copyOf(curve);
    }

    /** How many configurations were tried; one that was tried in several rungs counts once. */
    public int configurations() {
      return (int)
          attempts.stream()
              .filter(attempt -> attempt.state() != State.OPEN)
              .map(Attempt::configuration)
              .distinct()
              .count();
    }

    /** How many of the configurations failed. */
    public int failed() {
      return (int)
          attempts.stream()
              .filter(attempt -> attempt.state() == State.FAILED)
              .map(Attempt::configuration)
              .distinct()
              .count();
    }

    /** How many tuning trials have a record. */
    public int trials() {
      return attempts.stream().mapToInt(attempt -> attempt.records().size()).sum();
    }
  }

  /** What became of an attempt. */
  public enum State {
    OPEN,
    FAILED,
    DONE
  }

  /**
   * A configuration in a rung.
   *
   * @param configuration its number; 0 for the suite's own settings
   * @param values of the axes, by path, as they were tried
   * @param decisive whether the rung is the last one
   * @param epochs that it was trained for; 0 while no trial of it is there
   * @param value the metric on validation images, mean over the seeds; NaN unless done
   * @param trials ids
   */
  public record Attempt(
      int configuration,
      Settings values,
      int rung,
      boolean decisive,
      int epochs,
      State state,
      double value,
      List<String> trials,
      List<TrialRecord> records) {
    public Attempt {
      trials = List.copyOf(trials);
      records = List.copyOf(records);
    }
  }

  /** The best value after so many trials. */
  public record Point(int trials, double best) {}

  /** The searches of what was planned last; empty for a suite that is not tuned. */
  public static List<Tuning> of(Ledger.Planned planned, List<TrialRecord> records) {
    Map<String, TrialRecord> byId = new HashMap<>();
    records.forEach(record -> byId.put(record.trial().id(), record));
    List<TrialRecord> repetitions =
        planned.trials().stream()
            .map(byId::get)
            .flatMap(record -> Optional.ofNullable(record).stream())
            .filter(record -> !record.trial().isTuning() && record.isCompleted())
            .toList();
    Validation validation = Validation.of(planned.resolved());
    Map<String, List<Race>> cells = new LinkedHashMap<>();
    for (Race race : Race.of(planned.tuning())) {
      cells
          .computeIfAbsent(race.dataset() + "/" + race.backbone(), key -> new ArrayList<>())
          .add(race);
    }
    return cells.values().stream()
        .map(races -> of(races, new Readings(validation, byId, repetitions)))
        .toList();
  }

  /** The records of a ledger, as the searches read them. */
  private record Readings(
      Validation validation, Map<String, TrialRecord> byId, List<TrialRecord> repetitions) {

    Measurements measurements() {
      return validation.measurements(id -> Optional.ofNullable(byId.get(id)));
    }

    Summary test(Race race) {
      return Summary.of(
          repetitions.stream()
              .filter(record -> record.trial().dataset().equals(race.dataset()))
              .filter(record -> record.trial().backbone().equals(race.backbone()))
              .filter(record -> record.trial().loss().equals(race.loss()))
              .mapToDouble(validation::value)
              .filter(value -> !Double.isNaN(value))
              .toArray());
    }
  }

  private static Tuning of(List<Race> races, Readings readings) {
    Optional<TrialRecord> any =
        races.stream()
            .flatMap(race -> race.trials().stream())
            .flatMap(trial -> Optional.ofNullable(readings.byId().get(trial.trial())).stream())
            .filter(TrialRecord::isCompleted)
            .findFirst();
    Metric.Direction better =
        any.map(readings.validation()::better).orElse(Metric.Direction.HIGHER);
    return new Tuning(
        races.get(0).dataset(),
        races.get(0).backbone(),
        any.flatMap(readings.validation()::metric)
            .or(readings.validation()::chosen)
            .orElse("metric"),
        better,
        races.get(0).trials().stream().mapToInt(TuningTrial::seed).max().orElse(1),
        races.stream().map(race -> search(race, readings, better)).toList());
  }

  private static Search search(Race race, Readings readings, Metric.Direction better) {
    List<Attempt> attempts = new ArrayList<>();
    for (int rung = 1; rung <= race.lastRung(); rung++) {
      for (int configuration : race.configurations(rung)) {
        attempts.add(attempt(race, rung, configuration, readings, better));
      }
    }
    Optional<Attempt> winner =
        race.winner(readings.measurements())
            .map(Configuration::number)
            .flatMap(number -> decisive(attempts, number));
    double best = winner.map(Attempt::value).orElse(Double.NaN);
    double own = decisive(attempts, 0).map(Attempt::value).orElse(Double.NaN);
    Summary test = readings.test(race);
    return new Search(
        race.loss(),
        attempts,
        attempts.stream()
            .flatMap(each -> each.records().stream())
            .mapToDouble(Tuning::seconds)
            .sum(),
        curve(attempts, better),
        winner,
        better.gain(best, own),
        test,
        better.gain(best, test.mean()));
  }

  private static Optional<Attempt> decisive(List<Attempt> attempts, int configuration) {
    return attempts.stream()
        .filter(each -> each.decisive() && each.configuration() == configuration)
        .findFirst();
  }

  private static double seconds(TrialRecord record) {
    return record.outcome() == null ? 0 : record.outcome().performance().wallSeconds();
  }

  private static Attempt attempt(
      Race race, int rung, int configuration, Readings readings, Metric.Direction better) {
    List<TuningTrial> trials = race.trials(rung, configuration);
    List<TrialRecord> records =
        trials.stream()
            .flatMap(trial -> Optional.ofNullable(readings.byId().get(trial.trial())).stream())
            .toList();
    OptionalDouble worth = race.worth(rung, configuration, readings.measurements());
    State state =
        worth.isEmpty()
            ? State.OPEN
            : Double.isNaN(worth.getAsDouble()) ? State.FAILED : State.DONE;
    double value = worth.orElse(Double.NaN);
    return new Attempt(
        configuration,
        trials.get(0).values(),
        rung,
        trials.get(0).decisive(),
        records.isEmpty() ? 0 : records.get(0).trial().train().lastEpoch(),
        state,
        better == Metric.Direction.HIGHER ? value : -value,
        trials.stream().map(TuningTrial::trial).toList(),
        records);
  }

  /** Shorter trainings of earlier rungs count as trials, and not as values. */
  private static List<Point> curve(List<Attempt> attempts, Metric.Direction better) {
    List<Point> points = new ArrayList<>();
    int trials = 0;
    double best = Double.NaN;
    for (Attempt attempt : attempts) {
      trials += attempt.records().size();
      if (attempt.decisive() && attempt.state() == State.DONE) {
        best =
            Double.isNaN(best) || better.gain(attempt.value(), best) > 0 ? attempt.value() : best;
      }
      if (!Double.isNaN(best)) {
        points.add(new Point(trials, best));
      }
    }
    return points;
  }
}
