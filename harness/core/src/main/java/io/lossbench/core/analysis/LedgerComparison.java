package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.stats.Holm;
import io.lossbench.core.stats.PairedDifference;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.stats.WelchDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
   * @param interval of the change, 95 %
   * @param pValue two-sided, after Holm's correction over the losses of this metric; NaN if there
   *     is none
   * @param reason why there is no difference; empty if there is one
   */
  public record Line(
      String subject,
      String weights,
      String metric,
      Summary before,
      Summary after,
      Kind kind,
      int pairs,
      double change,
      Summary.Interval interval,
      double pValue,
      String reason) {

    Line withPValue(double adjusted) {
      return new Line(
          subject, weights, metric, before, after, kind, pairs, change, interval, adjusted, reason);
    }
  }

  /**
   * Compares two ledgers.
   *
   * @param metrics to compare; empty for the primary one of each dataset
   */
  public static LedgerComparison of(
      List<TrialRecord> first, List<TrialRecord> other, Set<String> metrics) {
    Map<String, List<TrialRecord>> before = bySubject(first);
    Map<String, List<TrialRecord>> after = bySubject(other);
    Set<String> subjects = new LinkedHashSet<>(before.keySet());
    subjects.addAll(after.keySet());
    Set<String> differences = new TreeSet<>();
    List<Line> lines = new ArrayList<>();
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
        lines.add(line(subject, metric, a, b, reason));
      }
    }
    return new LedgerComparison(adjusted(lines), List.copyOf(differences));
  }

  private static boolean isMeasurement(String field) {
    return MEASUREMENT.stream()
        .anyMatch(part -> field.equals(part) || field.startsWith(part + "."));
  }

  private static Map<String, List<TrialRecord>> bySubject(List<TrialRecord> records) {
    Map<String, List<TrialRecord>> subjects = new LinkedHashMap<>();
    for (TrialRecord record : records) {
      if (record.isCompleted()) {
        subjects
            .computeIfAbsent(
                record.trial().dataset()
                    + "/"
                    + record.trial().backbone()
                    + "/"
                    + record.trial().loss(),
                subject -> new ArrayList<>())
            .add(record);
      }
    }
    return subjects;
  }

  private static Line line(
      String subject, String metric, List<TrialRecord> a, List<TrialRecord> b, String reason) {
    TrialRecord any = a.isEmpty() ? b.get(0) : a.get(0);
    String weights =
        Comparison.compared(any).map(ComparedWeights::kind).orElse(ComparedWeights.RAW);
    Summary before = summary(a, weights, metric);
    Summary after = summary(b, weights, metric);
    String obstacle =
        !reason.isEmpty() || (before.n() > 0 && after.n() > 0)
            ? reason
            : "no "
                + metric
                + " of these weights in "
                + (before.n() == 0 ? "the first" : "the other");
    if (!obstacle.isEmpty()) {
      return new Line(
          subject,
          weights,
          metric,
          before,
          after,
          Kind.NONE,
          0,
          Double.NaN,
          new Summary.Interval(Double.NaN, Double.NaN),
          Double.NaN,
          obstacle);
    }
    List<double[]> pairs = pairs(a, b, weights, metric);
    if (pairs.size() < Math.min(before.n(), after.n())) {
      WelchDifference welch = WelchDifference.of(after, before);
      return new Line(
          subject,
          weights,
          metric,
          before,
          after,
          Kind.UNPAIRED,
          0,
          welch.mean(),
          welch.interval(),
          welch.pValue(),
          "");
    }
    PairedDifference paired =
        PairedDifference.of(
            pairs.stream().mapToDouble(pair -> pair[1]).toArray(),
            pairs.stream().mapToDouble(pair -> pair[0]).toArray());
    return new Line(
        subject,
        weights,
        metric,
        before,
        after,
        Kind.PAIRED,
        pairs.size(),
        paired.difference().mean(),
        paired.difference().interval(),
        paired.pValue(),
        "");
  }

  /** First and other value of each repetition that has the same seeds in both. */
  private static List<double[]> pairs(
      List<TrialRecord> a, List<TrialRecord> b, String weights, String metric) {
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

  private static Summary summary(List<TrialRecord> records, String weights, String metric) {
    return Summary.of(
        records.stream()
            .mapToDouble(record -> value(record, weights, metric))
            .filter(value -> !Double.isNaN(value))
            .toArray());
  }

  private static double value(TrialRecord record, String weights, String metric) {
    return Optional.ofNullable(record.outcome())
        .flatMap(outcome -> outcome.evaluation(weights))
        .map(Outcome.Evaluation::metrics)
        .map(metrics -> metrics.getOrDefault(metric, Double.NaN))
        .orElse(Double.NaN);
  }

  private static List<Line> adjusted(List<Line> lines) {
    List<Line> adjusted = new ArrayList<>(lines);
    for (String metric : lines.stream().map(Line::metric).distinct().toList()) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).metric().equals(metric)) {
          places.add(i);
        }
      }
      double[] p = Holm.adjust(places.stream().mapToDouble(i -> lines.get(i).pValue()).toArray());
      for (int j = 0; j < p.length; j++) {
        adjusted.set(places.get(j), lines.get(places.get(j)).withPValue(p[j]));
      }
    }
    return adjusted;
  }
}
