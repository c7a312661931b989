package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.stats.Basis;
import io.lossbench.core.stats.Difference;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.stats.WelchDifference;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The same losses in two ledgers: of two commits, machines or engines.
 *
 * @param lines one for each loss in one dataset with one backbone and each metric
 * @param differences the fields in which trials differ that are compared all the same; dotted names
 */
public record LedgerComparison(List<Line> lines, List<String> differences) {
  /** Numbers that were measured on other images or by other rules have no difference. */
  private static final List<String> MEASUREMENT = List.of("dataset", "evaluate");

  public LedgerComparison {
    lines = List.copyOf(lines);
    differences = List.copyOf(differences);
  }

  /** How a difference was found. */
  public enum Kind {
    /** Repetitions with equal seeds, one by one. */
    PAIRED,
    /** Means of repetitions that have nothing in common. */
    UNPAIRED,
    /** There is none, for a reason. */
    NONE
  }

  /**
   * A loss in one dataset with one backbone, in one metric.
   *
   * @param weights {@code raw} or {@code ema}
   * @param before over the repetitions of the first ledger
   * @param after over those of the other
   * @param change other minus first, in the metric's unit; NaN if there is none
   * @param interval of the change, 95 %, for all losses of this metric at once (Bonferroni)
   * @param pValue two-sided, corrected in the same way; NaN if there is none
   * @param reason why there is no difference; empty if there is one
   */
  public record Line(
      String subject,
      WeightsKind weights,
      String metric,
      Summary before,
      Summary after,
      Kind kind,
      int pairs,
      double change,
      Summary.Interval interval,
      double pValue,
      String reason) {}

  /**
   * Compares two ledgers.
   *
   * @param metrics to compare; empty for the primary one of each dataset
   */
  public static LedgerComparison of(
      List<TrialRecord> first, List<TrialRecord> other, Set<String> metrics) {
    Map<String, List<TrialRecord>> before = TrialRecord.completedBySubject(first);
    Map<String, List<TrialRecord>> after = TrialRecord.completedBySubject(other);
    Set<String> subjects = new LinkedHashSet<>(before.keySet());
    subjects.addAll(after.keySet());
    Set<String> differences = new TreeSet<>();
    List<Pending> pending = new ArrayList<>();
    for (String subject : subjects) {
      List<TrialRecord> a = before.getOrDefault(subject, List.of());
      List<TrialRecord> b = after.getOrDefault(subject, List.of());
      List<String> fields =
          a.isEmpty() || b.isEmpty() ? List.of() : Protocol.differences(a.get(0), b.get(0));
      List<String> obstacles = fields.stream().filter(LedgerComparison::isMeasurement).toList();
      if (obstacles.isEmpty()) {
        differences.addAll(fields);
      }
      String reason =
          a.isEmpty()
              ? "only in the other"
              : b.isEmpty()
                  ? "only in the first"
                  : obstacles.isEmpty()
                      ? ""
                      : "measured otherwise: " + String.join(", ", obstacles);
      TrialRecord any = a.isEmpty() ? b.get(0) : a.get(0);
      String primary = Objects.requireNonNull(any.outcome()).data().metric();
      for (String metric : metrics.isEmpty() ? Set.of(primary) : metrics) {
        pending.add(Pending.of(subject, metric, a, b, reason));
      }
    }
    return new LedgerComparison(
        pending.stream().map(each -> each.line(comparisons(pending, each.metric))).toList(),
        List.copyOf(differences));
  }

  /** How many losses are judged in a metric. */
  private static int comparisons(List<Pending> pending, String metric) {
    return (int)
        pending.stream().filter(each -> each.metric.equals(metric) && each.isJudged()).count();
  }

  private static boolean isMeasurement(String field) {
    return MEASUREMENT.stream()
        .anyMatch(part -> field.equals(part) || field.startsWith(part + "."));
  }

  /**
   * A line before it is known how many are judged together.
   *
   * @param pairs first and other value of each repetition that has the same seeds in both
   */
  private record Pending(
      String subject,
      WeightsKind weights,
      String metric,
      Summary before,
      Summary after,
      List<double[]> pairs,
      String obstacle) {

    static Pending of(
        String subject, String metric, List<TrialRecord> a, List<TrialRecord> b, String reason) {
      TrialRecord any = a.isEmpty() ? b.get(0) : a.get(0);
      WeightsKind weights =
          Comparison.compared(any).map(ComparedWeights::kind).orElse(WeightsKind.RAW);
      Summary before = summary(a, weights, metric);
      Summary after = summary(b, weights, metric);
      String obstacle =
          !reason.isEmpty() || (before.n() > 0 && after.n() > 0)
              ? reason
              : "no "
                  + metric
                  + " of these weights in "
                  + (before.n() == 0 ? "the first" : "the other");
      return new Pending(
          subject,
          weights,
          metric,
          before,
          after,
          obstacle.isEmpty() ? samePairs(a, b, weights, metric) : List.of(),
          obstacle);
    }

    private boolean isPaired() {
      return pairs.size() >= Math.min(before.n(), after.n());
    }

    /** Whether chance is reckoned with. */
    boolean isJudged() {
      return obstacle.isEmpty()
          && (isPaired() ? pairs.size() > 1 : before.n() > 1 && after.n() > 1);
    }

    Line line(int comparisons) {
      if (!obstacle.isEmpty()) {
        Summary.Interval none = new Summary.Interval(Double.NaN, Double.NaN);
        return line(Kind.NONE, Double.NaN, none, Double.NaN);
      }
      if (!isPaired()) {
        WelchDifference welch = WelchDifference.of(after, before, comparisons);
        return line(Kind.UNPAIRED, welch.mean(), welch.interval(), welch.pValue());
      }
      Summary changes = Summary.of(pairs.stream().mapToDouble(pair -> pair[1] - pair[0]).toArray());
      Difference paired =
          new Difference(
              Basis.PAIRS, comparisons, changes.n(), changes.mean(), changes.deviation());
      return line(Kind.PAIRED, paired.mean(), paired.interval(), paired.pValue());
    }

    private Line line(Kind kind, double change, Summary.Interval interval, double pValue) {
      int paired = kind == Kind.PAIRED ? pairs.size() : 0;
      return new Line(
          subject, weights, metric, before, after, kind, paired, change, interval, pValue,
          obstacle);
    }
  }

  /** First and other value of each repetition that has the same seeds in both. */
  private static List<double[]> samePairs(
      List<TrialRecord> a, List<TrialRecord> b, WeightsKind weights, String metric) {
    Map<Integer, TrialRecord> first = new TreeMap<>();
    a.forEach(record -> first.put(record.trial().repetition(), record));
    List<double[]> pairs = new ArrayList<>();
    for (TrialRecord record : b) {
      TrialRecord partner = first.get(record.trial().repetition());
      if (partner == null || !seeds(partner).equals(seeds(record))) {
        continue;
      }
      double before = value(partner, weights, metric);
      double after = value(record, weights, metric);
      if (!Double.isNaN(before) && !Double.isNaN(after)) {
        pairs.add(new double[] {before, after});
      }
    }
    return pairs;
  }

  private static Map<String, Object> seeds(TrialRecord record) {
    return record.trial().spec().settings("seeds").asMap();
  }

  private static Summary summary(List<TrialRecord> records, WeightsKind weights, String metric) {
    return Summary.of(
        records.stream()
            .mapToDouble(record -> value(record, weights, metric))
            .filter(value -> !Double.isNaN(value))
            .toArray());
  }

  private static double value(TrialRecord record, WeightsKind weights, String metric) {
    return Optional.ofNullable(record.outcome())
        .flatMap(outcome -> outcome.evaluation(weights))
        .map(Outcome.Evaluation::metrics)
        .map(metrics -> metrics.getOrDefault(metric, Double.NaN))
        .orElse(Double.NaN);
  }
}
