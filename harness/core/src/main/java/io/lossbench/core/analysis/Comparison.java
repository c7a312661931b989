package io.lossbench.core.analysis;

import io.lossbench.core.ledger.ImageErrors;
import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.stats.BaselineComparison;
import io.lossbench.core.stats.Difference;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The losses of one dataset and backbone, compared with the baseline.
 *
 * @param task what the dataset asks; empty while no trial is complete
 * @param compared the kind of weights that the comparison speaks of, and why not of the average
 * @param judged the differences of all losses to the baseline, and what they are judged by
 * @param rows one a loss, in the suite's order
 * @param images what other test images would do to the differences; empty if that is not known
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
    BaselineComparison judged,
    List<Row> rows,
    Optional<ImageErrors> images,
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
   *     repetition has both
   */
  public record Row(
      String loss,
      List<TrialRecord> records,
      List<TrialRecord> failed,
      Summary summary,
      Optional<Summary> other,
      Optional<Difference> difference) {

    /** Mean of a value over the completed trials. */
    public double mean(ToDoubleFunction<Outcome> value) {
      return records.stream()
          .map(TrialRecord::outcome)
          .mapToDouble(value)
          .average()
          .orElse(Double.NaN);
    }
  }

  /**
   * One comparison for each dataset and backbone of what was planned last in a ledger, with what
   * other test images would do to it.
   */
  public static List<Comparison> of(Ledger ledger, Ledger.Planned planned) {
    List<ImageErrors> kept = ledger.kept(Kept.IMAGE_ERRORS);
    return of(planned, ledger.records()).stream()
        .map(each -> each.with(OtherImages.of(ledger, kept, each)))
        .toList();
  }

  private Comparison with(Optional<ImageErrors> images) {
    return new Comparison(
        dataset, backbone, task, compared, baseline, judged, rows, images, verdicts, refusals);
  }

  /** One comparison for each dataset and backbone of what was planned last. */
  public static List<Comparison> of(Ledger.Planned planned, List<TrialRecord> records) {
    Map<String, List<TrialRecord>> groups = new LinkedHashMap<>();
    Map<String, TrialRecord> byId = new TreeMap<>();
    records.forEach(record -> byId.put(record.trial().id(), record));
    for (String id : planned.trials()) {
      TrialRecord record = byId.get(id);
      if (record != null && !record.trial().isTuning()) {
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
    Protocol.Sorted sorted = Protocol.sort(group, baseline, Protocol.tuned(planned.resolved()));
    Optional<Task> task =
        sorted.comparable().stream()
            .flatMap(r -> Stream.ofNullable(r.outcome()))
            .map(outcome -> Tasks.named(outcome.data().task()))
            .findFirst();
    ComparedWeights compared =
        sorted.comparable().stream()
            .flatMap(r -> compared(r).stream())
            .findFirst()
            .orElse(new ComparedWeights(WeightsKind.RAW, Optional.empty()));
    WeightsKind weights = compared.kind();
    List<String> losses = planned.losses();
    BaselineComparison judged =
        BaselineComparison.of(
            values(losses, sorted.comparable(), weights), losses.indexOf(baseline));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      String loss = losses.get(i);
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
              judged.differences().get(i)));
    }
    return new Comparison(
        first.trial().dataset(),
        first.trial().backbone(),
        task,
        compared,
        baseline,
        judged,
        rows,
        Optional.empty(),
        Verdict.of(
            Anchor.of(planned.resolved(), first.trial().dataset(), first.trial().backbone()),
            rows,
            weights),
        sorted.refusals());
  }

  /** {@code dataset/backbone}, as trials name it. */
  public String cell() {
    return dataset + "/" + backbone;
  }

  /** The name of the metric that losses are compared in; {@code metric} while that is not known. */
  public String metric() {
    return task.map(each -> each.primary().name()).orElse("metric");
  }

  /** {@code raw} or {@code ema}: the kind of weights that the comparison speaks of. */
  public WeightsKind weights() {
    return compared.kind();
  }

  /** Which weights of a completed trial are compared; empty for one that failed. */
  public static Optional<ComparedWeights> compared(TrialRecord record) {
    return Optional.ofNullable(record.outcome())
        .map(outcome -> ComparedWeights.of(record.trial().train(), outcome.data().trainImages()));
  }

  private static boolean has(TrialRecord record, WeightsKind weights) {
    return record.outcome() != null && record.outcome().evaluation(weights).isPresent();
  }

  private static Summary summary(List<TrialRecord> records, WeightsKind weights) {
    return Summary.of(
        records.stream()
            .filter(r -> has(r, weights))
            .mapToDouble(r -> primary(r, weights))
            .toArray());
  }

  /** The primary metric by loss and repetition; NaN where there is none. */
  double[][] values() {
    return values(
        rows.stream().map(Row::loss).toList(),
        rows.stream().flatMap(row -> row.records().stream()).toList(),
        weights());
  }

  private static double[][] values(
      List<String> losses, List<TrialRecord> records, WeightsKind weights) {
    List<Integer> repetitions =
        List.copyOf(
            new TreeSet<>(records.stream().map(record -> record.trial().repetition()).toList()));
    double[][] values = new double[losses.size()][repetitions.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (TrialRecord record : records) {
      values[losses.indexOf(record.trial().loss())][
              repetitions.indexOf(record.trial().repetition())] =
          primary(record, weights);
    }
    return values;
  }

  /** The primary metric in percent of a completed record; NaN without that kind of weights. */
  public static double primary(TrialRecord record, WeightsKind weights) {
    Outcome outcome = record.outcome();
    return outcome == null
        ? Double.NaN
        : outcome
            .evaluation(weights)
            .map(e -> e.metrics().getOrDefault(outcome.data().metric(), Double.NaN))
            .orElse(Double.NaN);
  }

  /** Which way the metric is better; higher while the metric is not known. */
  public Metric.Direction better() {
    return task.map(each -> each.primary().better()).orElse(Metric.Direction.HIGHER);
  }

  /** The interval of a difference over other test images; empty if it is not known. */
  public Optional<Summary.Interval> overImages(Row row) {
    return known(row)
        .map(
            error -> {
              double mean = row.difference().orElseThrow().mean();
              double half = images.orElseThrow().critical() * error;
              return new Summary.Interval(mean - half, mean + half);
            });
  }

  /** The interval over other repetitions and other test images at once; empty if not known. */
  public Optional<Summary.Interval> overBoth(Row row) {
    return known(row)
        .filter(error -> row.difference().orElseThrow().repetitions() > 1)
        .map(error -> row.difference().orElseThrow().interval(error));
  }

  private Optional<Double> known(Row row) {
    return images.flatMap(each -> Optional.ofNullable(each.errors().get(row.loss())));
  }

  /** The findings in words, one sentence a loss that is not the baseline. */
  public List<String> findings() {
    return Findings.of(this);
  }
}
