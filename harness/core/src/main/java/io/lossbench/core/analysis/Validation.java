package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.plan.Measurements;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.WeightsKind;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What the records of tuning trials are worth: the value of a metric on validation images, of the
 * weights that are compared.
 *
 * @param chosen the metric that the suite names; empty for the primary one of the data
 */
public record Validation(Optional<String> chosen) {

  /** As a resolved suite tunes. */
  public static Validation of(Settings resolved) {
    return new Validation(
        resolved.has("tune") ? resolved.settings("tune").optionalText("metric") : Optional.empty());
  }

  /** What a ledger says of the tuning trials of a suite. */
  public static Measurements in(Ledger ledger, Settings resolved) {
    return of(resolved).measurements(ledger::find);
  }

  /** What records say, found by their trials' ids. */
  Measurements measurements(Function<String, Optional<TrialRecord>> records) {
    return id ->
        records
            .apply(id)
            .map(record -> OptionalDouble.of(worth(record)))
            .orElse(OptionalDouble.empty());
  }

  /** More is better; NaN if the trial failed or its metric is undefined. */
  private double worth(TrialRecord record) {
    double value = value(record);
    return better(record) == Metric.Direction.HIGHER ? value : -value;
  }

  /** The metric of a record; empty if the trial failed. */
  Optional<String> metric(TrialRecord record) {
    return Optional.ofNullable(record.outcome())
        .map(outcome -> chosen.orElse(outcome.data().metric()));
  }

  /** The value of the metric in its own unit; NaN if the trial failed or it is undefined. */
  double value(TrialRecord record) {
    WeightsKind kind =
        Comparison.compared(record).map(ComparedWeights::kind).orElse(WeightsKind.RAW);
    return Optional.ofNullable(record.outcome())
        .flatMap(outcome -> outcome.evaluation(kind))
        .map(Outcome.Evaluation::metrics)
        .flatMap(metrics -> value(metrics, record))
        .orElse(Double.NaN);
  }

  private Optional<Double> value(Map<String, Double> metrics, TrialRecord record) {
    return metric(record).map(name -> metrics.getOrDefault(name, Double.NaN));
  }

  /** Which way the metric is better. */
  Metric.Direction better(TrialRecord record) {
    Outcome outcome = record.outcome();
    return outcome == null
        ? Metric.Direction.HIGHER
        : Tasks.named(outcome.data().task())
            .metrics(record.trial().spec().settings("evaluate"))
            .stream()
            .filter(metric -> metric(record).filter(metric.name()::equals).isPresent())
            .map(Metric::better)
            .findFirst()
            .orElse(Metric.Direction.HIGHER);
  }
}
