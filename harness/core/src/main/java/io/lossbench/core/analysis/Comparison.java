package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.stats.Holm;
import io.lossbench.core.stats.PairedDifference;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The losses of one dataset and backbone, compared with the baseline.
 *
 * @param task what the dataset asks; empty while no trial is complete
 * @param compared the kind of weights that the comparison speaks of, and why not of the average
 * @param rows one a loss, in the suite's order
 * @param verdicts what the results say of the published values that the suite names
 * @param refusals why some results were not compared, with the differing fields named; empty if all
 *     were
 */
public record Comparison(
    String dataset,
    String backbone,
    Optional<Task> task,
    ComparedWeights compared,
    String baseline,
    List<Row> rows,
    List<Verdict> verdicts,
    List<String> refusals) {

  public Comparison {
    rows = List.copyOf(rows);
    verdicts = List.copyOf(verdicts);
    refusals = List.copyOf(refusals);
  }

  /**
   * One loss.
   *
   * @param records its completed trials, by repetition
   * @param summary of the metric over the repetitions
   * @param other the metric of the other kind of weights; empty if there is none
   * @param difference to the baseline, paired by repetition; empty for the baseline and where no
   *     pair exists
   * @param adjustedP p value after Holm's correction over the losses of this comparison; NaN if
   *     there is none
   */
  public record Row(
      String loss,
      List<TrialRecord> records,
      List<TrialRecord> failed,
      Summary summary,
      Optional<Summary> other,
      Optional<PairedDifference> difference,
      double adjustedP) {

    /** Mean of a value over the completed trials. */
    public double mean(ToDoubleFunction<Outcome> value) {
      return records.stream()
          .map(TrialRecord::outcome)
          .mapToDouble(value)
          .average()
          .orElse(Double.NaN);
    }
  }

  /** One comparison for each dataset and backbone of what was planned last. */
  public static List<Comparison> of(Ledger.Planned planned, List<TrialRecord> records) {
    Map<String, List<TrialRecord>> groups = new LinkedHashMap<>();
    Map<String, TrialRecord> byId = new TreeMap<>();
    records.forEach(record -> byId.put(record.trial().id(), record));
    for (String id : planned.trials()) {
      TrialRecord record = byId.get(id);
      if (record != null) {
        String key = record.trial().dataset() + "\n" + record.trial().backbone();
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(record);
      }
    }
    return groups.values().stream()
        .map(group -> of(planned, group, planned.resolved().text("baseline")))
        .toList();
  }

  private static Comparison of(Ledger.Planned planned, List<TrialRecord> group, String baseline) {
    TrialRecord first = group.get(0);
    Protocol.Sorted sorted = Protocol.sort(group, baseline);
    Optional<Task> task =
        sorted.comparable().stream()
            .flatMap(r -> Stream.ofNullable(r.outcome()))
            .map(outcome -> Tasks.named(outcome.data().task()))
            .findFirst();
    ComparedWeights compared =
        sorted.comparable().stream()
            .flatMap(r -> compared(r).stream())
            .findFirst()
            .orElse(new ComparedWeights(ComparedWeights.RAW, Optional.empty()));
    String weights = compared.kind();
    Map<Integer, Double> reference = byRepetition(sorted.comparable(), baseline, weights);
    List<Row> rows = new ArrayList<>();
    List<Optional<PairedDifference>> differences = new ArrayList<>();
    for (String loss : planned.losses()) {
      differences.add(
          loss.equals(baseline)
              ? Optional.empty()
              : difference(byRepetition(sorted.comparable(), loss, weights), reference));
    }
    double[] adjusted =
        Holm.adjust(
            differences.stream()
                .mapToDouble(d -> d.map(PairedDifference::pValue).orElse(Double.NaN))
                .toArray());
    for (int i = 0; i < planned.losses().size(); i++) {
      String loss = planned.losses().get(i);
      List<TrialRecord> completed =
          sorted.comparable().stream().filter(r -> r.trial().loss().equals(loss)).toList();
      Summary other = summary(completed, compared.other());
      rows.add(
          new Row(
              loss,
              completed,
              group.stream()
                  .filter(r -> r.trial().loss().equals(loss) && !r.isCompleted())
                  .toList(),
              summary(completed, weights),
              other.n() == 0 ? Optional.empty() : Optional.of(other),
              differences.get(i),
              adjusted[i]));
    }
    return new Comparison(
        first.trial().dataset(),
        first.trial().backbone(),
        task,
        compared,
        baseline,
        rows,
        Verdict.of(
            Anchor.of(planned.resolved(), first.trial().dataset(), first.trial().backbone()),
            rows,
            weights),
        sorted.refusals());
  }

  /** The name of the metric that losses are compared in; {@code metric} while that is not known. */
  public String metric() {
    return task.map(each -> each.primary().name()).orElse("metric");
  }

  /** {@code raw} or {@code ema}: the kind of weights that the comparison speaks of. */
  public String weights() {
    return compared.kind();
  }

  /** Which weights of a completed trial are compared; empty for one that failed. */
  public static Optional<ComparedWeights> compared(TrialRecord record) {
    return Optional.ofNullable(record.outcome())
        .map(outcome -> ComparedWeights.of(record.trial().train(), outcome.data().trainImages()));
  }

  private static boolean has(TrialRecord record, String weights) {
    return record.outcome() != null && record.outcome().evaluation(weights).isPresent();
  }

  private static Summary summary(List<TrialRecord> records, String weights) {
    return Summary.of(
        records.stream()
            .filter(r -> has(r, weights))
            .mapToDouble(r -> primary(r, weights))
            .toArray());
  }

  private static Map<Integer, Double> byRepetition(
      List<TrialRecord> records, String loss, String weights) {
    Map<Integer, Double> values = new TreeMap<>();
    records.stream()
        .filter(r -> r.trial().loss().equals(loss) && has(r, weights))
        .forEach(r -> values.put(r.trial().repetition(), primary(r, weights)));
    return values;
  }

  private static Optional<PairedDifference> difference(
      Map<Integer, Double> treatment, Map<Integer, Double> baseline) {
    List<Integer> pairs = treatment.keySet().stream().filter(baseline::containsKey).toList();
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PairedDifference.of(
                pairs.stream().mapToDouble(treatment::get).toArray(),
                pairs.stream().mapToDouble(baseline::get).toArray()));
  }

  /** The primary metric in percent of a completed record; NaN without that kind of weights. */
  public static double primary(TrialRecord record, String weights) {
    Outcome outcome = record.outcome();
    return outcome == null
        ? Double.NaN
        : outcome
            .evaluation(weights)
            .map(e -> e.metrics().getOrDefault(outcome.data().metric(), Double.NaN))
            .orElse(Double.NaN);
  }

  /** The findings in words, one sentence a loss that is not the baseline. */
  public List<String> findings() {
    return rows.stream().filter(row -> !row.loss().equals(baseline)).map(this::finding).toList();
  }

  private String finding(Row row) {
    if (row.difference().isEmpty()) {
      return row.loss() + " could not be compared with " + baseline + ": no repetition has both.";
    }
    PairedDifference difference = row.difference().get();
    Summary summary = difference.difference();
    String metric = metric();
    String amount = String.format(Locale.ROOT, "%.2f %s", Math.abs(summary.mean()), metric);
    Metric.Direction better =
        task.map(each -> each.primary().better()).orElse(Metric.Direction.HIGHER);
    String direction = better.gain(summary.mean(), 0) >= 0 ? "better" : "worse";
    if (summary.n() < 2) {
      return String.format(
          Locale.ROOT,
          "%s was %s %s than %s in the only repetition; one repetition says nothing about chance.",
          row.loss(),
          amount,
          direction,
          baseline);
    }
    String evidence =
        String.format(
            Locale.ROOT,
            "95 %% interval %+.2f to %+.2f, n = %d, p = %s",
            twoDecimals(summary.interval().low()),
            twoDecimals(summary.interval().high()),
            summary.n(),
            probability(row.adjustedP()));
    return row.adjustedP() < 1 - Summary.LEVEL
        ? String.format(
            Locale.ROOT,
            "%s is %s %s than %s (%s).",
            row.loss(),
            amount,
            direction,
            baseline,
            evidence)
        : String.format(
            Locale.ROOT,
            "%s and %s cannot be told apart: %+.2f %s (%s); a difference of %.1f %s or more would"
                + " have shown.",
            row.loss(),
            baseline,
            twoDecimals(summary.mean()),
            metric,
            evidence,
            difference.smallestDetectable(),
            metric);
  }

  /** A number that two decimals show as 0 is one: there is no -0.00. */
  private static double twoDecimals(double value) {
    return Math.abs(value) < 0.005 ? 0 : value;
  }

  /** A p value with two significant digits, never rounded to 0. */
  public static String probability(double p) {
    return Double.isNaN(p)
        ? "–"
        : p < 0.001
            ? "< 0.001"
            : p < 0.1
                ? String.format(Locale.ROOT, "%.3f", p)
                : String.format(Locale.ROOT, "%.2f", p);
  }
}
