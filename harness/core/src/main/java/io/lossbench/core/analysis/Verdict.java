package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Equivalence;
import io.lossbench.core.stats.Power;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What our results say of a published value: a finding of {@link Equivalence}, where the two can be
 * compared.
 *
 * @param metric the metric compared
 * @param tolerance what may be missing of the value, in points
 * @param ours summary over the repetitions, of the statistic that the paper reports
 * @param reasons for {@link Kind#NOT_COMPARABLE} the fields that differ, for {@link Kind#UNDECIDED}
 *     what would decide
 */
public record Verdict(
    String loss,
    String metric,
    double published,
    double precision,
    double tolerance,
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
    /** The whole interval of our mean lies above the value less its tolerance. */
    REPRODUCED("reproduced"),
    /** The whole interval lies below it. */
    NOT_REPRODUCED("not reproduced"),
    /** The interval holds it, or there is but one repetition. */
    UNDECIDED("undecided"),
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
  static List<Verdict> of(List<Anchor> anchors, List<Comparison.Row> rows, WeightsKind weights) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Anchor anchor : anchors) {
      rows.stream()
          .filter(row -> row.loss().equals(anchor.loss()))
          .findFirst()
          .ifPresent(row -> verdicts.add(of(anchor, row.records(), weights)));
    }
    return verdicts;
  }

  private static Verdict of(Anchor anchor, List<TrialRecord> records, WeightsKind weights) {
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
        anchor.tolerance(),
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
    return record.outcome() == null
        ? List.of()
        : Tasks.named(record.outcome().data().task())
            .metrics(record.trial().spec().settings("evaluate"));
  }

  private static double value(Outcome outcome, Anchor anchor, String metric, WeightsKind weights) {
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

  /** Adds to the reasons what would decide. */
  private static Kind kind(
      Anchor anchor, Summary ours, Metric.Direction better, List<String> reasons) {
    if (ours.n() == 0) {
      return Kind.PENDING;
    }
    if (!reasons.isEmpty()) {
      return Kind.NOT_COMPARABLE;
    }
    Equivalence equivalence =
        better == Metric.Direction.HIGHER
            ? Equivalence.of(ours, anchor.value(), anchor.tolerance())
            : Equivalence.of(ours.negated(), -anchor.value(), anchor.tolerance());
    return switch (equivalence.finding()) {
      case REPRODUCED -> Kind.REPRODUCED;
      case NOT_REPRODUCED -> Kind.NOT_REPRODUCED;
      case UNDECIDED -> {
        reasons.add(wanting(ours, equivalence.repetitionsToDecide()));
        yield Kind.UNDECIDED;
      }
    };
  }

  private static String wanting(Summary ours, OptionalInt repetitions) {
    if (ours.n() < 2) {
      return "one repetition decides nothing";
    }
    return repetitions.isPresent()
        ? repetitions.getAsInt() + " repetitions of this spread would decide"
        : "more than " + Power.MOST_REPETITIONS + " repetitions of this spread would not decide";
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
