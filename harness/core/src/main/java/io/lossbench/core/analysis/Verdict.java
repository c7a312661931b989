package io.lossbench.core.analysis;

import io.lossbench.core.classification.Metric;
import io.lossbench.core.classification.Task;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.suite.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What our results say of a published value.
 *
 * @param metric the metric compared
 * @param ours summary over the repetitions, of the statistic that the paper reports
 * @param reasons for {@link Kind#NOT_COMPARABLE}: the fields that differ
 */
public record Verdict(
    String loss,
    String metric,
    double published,
    double precision,
    boolean bestOnTest,
    String source,
    Summary ours,
    Kind kind,
    List<String> reasons) {

  public Verdict {
    reasons = List.copyOf(reasons);
  }

  /** How a result stands to a published value. */
  public enum Kind {
    /** The value lies within the interval of our mean, or below it. */
    REPRODUCED("reproduced"),
    /**
     * The value lies above the interval of our mean, but one more run of ours could well be as
     * high: it is within the 95 % prediction interval of a single run, and the paper reports one.
     */
    WITHIN_NOISE("within noise"),
    /** The value lies above what a further run of ours would reach. */
    NOT_REPRODUCED("not reproduced"),
    /** The results were made on other terms. */
    NOT_COMPARABLE("not comparable"),
    /** No trial of the loss is complete yet. */
    PENDING("not run yet");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * The verdicts on the anchors of a comparison.
   *
   * @param weights the kind of weights that the comparison speaks of
   */
  static List<Verdict> of(List<Anchor> anchors, List<Comparison.Row> rows, String weights) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Anchor anchor : anchors) {
      rows.stream()
          .filter(row -> row.loss().equals(anchor.loss()))
          .findFirst()
          .ifPresent(row -> verdicts.add(of(anchor, row.records(), weights)));
    }
    return verdicts;
  }

  private static Verdict of(Anchor anchor, List<TrialRecord> records, String weights) {
    List<Outcome> outcomes =
        records.stream().map(TrialRecord::outcome).filter(Objects::nonNull).toList();
    String metric =
        !anchor.metric().isEmpty() || outcomes.isEmpty()
            ? anchor.metric()
            : outcomes.get(0).data().metric();
    Summary ours =
        Summary.of(
            outcomes.stream()
                .mapToDouble(outcome -> value(outcome, anchor, metric, weights))
                .toArray());
    List<String> reasons = new ArrayList<>();
    if (!records.isEmpty()) {
      Outcome first = outcomes.get(0);
      if (!first.data().complete()) {
        reasons.add("the dataset is not complete");
      }
      if (Double.isNaN(ours.mean())) {
        reasons.add(
            first.evaluation(weights).map(e -> e.metrics().containsKey(metric)).orElse(false)
                ? metric + " is not a number here"
                : "the trials have no metric '" + metric + "'");
      }
      differences("", anchor.protocol().asMap(), records.get(0).trial().spec().asMap(), reasons);
    }
    return new Verdict(
        anchor.loss(),
        metric,
        anchor.value(),
        anchor.precision(),
        anchor.bestOnTest(),
        anchor.source(),
        ours,
        kind(anchor, ours, direction(records, metric), reasons),
        reasons);
  }

  private static Metric.Direction direction(List<TrialRecord> records, String metric) {
    return records.stream()
        .flatMap(r -> metrics(r).stream())
        .filter(each -> each.name().equals(metric))
        .map(Metric::better)
        .findFirst()
        .orElse(Metric.Direction.HIGHER);
  }

  private static List<Metric> metrics(TrialRecord record) {
    return Task.SINGLE_LABEL.metrics(Suite.protocol(record.trial().spec().settings("evaluate")));
  }

  private static double value(Outcome outcome, Anchor anchor, String metric, String weights) {
    if (anchor.bestOnTest() && metric.equals(outcome.data().metric())) {
      return outcome.weights().stream()
          .mapToDouble(Outcome.Evaluation::bestTest)
          .max()
          .orElse(Double.NaN);
    }
    return outcome
        .evaluation(weights)
        .map(evaluation -> evaluation.metrics().getOrDefault(metric, Double.NaN))
        .orElse(Double.NaN);
  }

  private static Kind kind(
      Anchor anchor, Summary ours, Metric.Direction better, List<String> reasons) {
    if (ours.n() == 0) {
      return Kind.PENDING;
    }
    if (!reasons.isEmpty() || Double.isNaN(ours.mean())) {
      return Kind.NOT_COMPARABLE;
    }
    Summary.Interval mean =
        ours.n() < 2 ? new Summary.Interval(ours.mean(), ours.mean()) : ours.interval();
    if (reaches(mean, anchor, better)) {
      return Kind.REPRODUCED;
    }
    return ours.predictionInterval().filter(single -> reaches(single, anchor, better)).isPresent()
        ? Kind.WITHIN_NOISE
        : Kind.NOT_REPRODUCED;
  }

  /** Whether an interval's better end is as good as the published value may have been. */
  private static boolean reaches(
      Summary.Interval interval, Anchor anchor, Metric.Direction better) {
    return Math.max(
            better.gain(interval.low(), anchor.value()),
            better.gain(interval.high(), anchor.value()))
        >= -anchor.precision();
  }

  /** The leaves of {@code wanted} that {@code found} does not have, or has with another value. */
  private static void differences(
      String path, Map<?, ?> wanted, Map<?, ?> found, List<String> differences) {
    wanted.forEach(
        (key, value) -> {
          String name = path.isEmpty() ? String.valueOf(key) : path + "." + key;
          Object other = found.get(key);
          if (value instanceof Map<?, ?> inner) {
            differences(name, inner, other instanceof Map<?, ?> map ? map : Map.of(), differences);
          } else if (!same(value, other)) {
            differences.add(
                name + " is " + (other == null ? "not set" : other) + ", published with " + value);
          }
        });
  }

  private static boolean same(Object wanted, @Nullable Object found) {
    return (wanted instanceof Number a && found instanceof Number b)
        ? a.doubleValue() == b.doubleValue()
        : wanted.equals(found);
  }
}
