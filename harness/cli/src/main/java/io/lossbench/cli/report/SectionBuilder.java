package io.lossbench.cli.report;

import io.lossbench.core.analysis.CalibrationComparison;
import io.lossbench.core.analysis.ClassGains;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.analysis.Findings;
import io.lossbench.core.analysis.Marginal;
import io.lossbench.core.analysis.RecallComparison;
import io.lossbench.core.analysis.SettingGrid;
import io.lossbench.core.analysis.Verdict;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Difference;
import io.lossbench.core.stats.Power;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One comparison as a section of a page. */
final class SectionBuilder {
  private SectionBuilder() {}

  /**
   * @param marginals of the whole page, of which the section shows those of its losses
   * @param grids likewise
   */
  static Page.Section section(
      Comparison comparison,
      CalibrationComparison calibration,
      RecallComparison recall,
      List<Marginal> marginals,
      List<SettingGrid> grids) {
    Outcome any =
        comparison.rows().stream()
            .flatMap(row -> row.records().stream())
            .map(TrialRecord::outcome)
            .findFirst()
            .orElse(null);
    List<String> warnings = new ArrayList<>();
    comparison.refusals().forEach(refusal -> warnings.add("Not compared: " + refusal));
    comparison.compared().caution().map(SectionBuilder::sentence).ifPresent(warnings::add);
    if (any != null) {
      any.data().notes().forEach(note -> warnings.add(comparison.dataset() + ": " + note));
      if (!any.data().skipped().isEmpty()) {
        warnings.add(
            any.data().skipped().size()
                + " broken images were left out, the first: "
                + any.data().skipped().get(0));
      }
    }
    List<Comparison.Row> rows = comparison.rows();
    List<double[]> perClass =
        rows.stream().map(row -> perClass(row, comparison.weights(), any)).toList();
    List<Integer> order = any == null ? List.of() : byFrequency(any);
    List<ClassGains> gains = ClassGains.of(comparison);
    List<Metric> shown = shownMetrics(comparison);
    return new Page.Section(
        comparison.cell(),
        comparison.dataset(),
        comparison.backbone(),
        comparison.metric(),
        comparison.weights().toString(),
        comparison.compared().other().toString(),
        comparison.baseline(),
        comparison.findings(),
        warnings,
        any == null ? "–" : Numbers.two(any.data().chance()),
        IntStream.range(0, rows.size()).mapToObj(i -> lossRow(comparison, rows.get(i), i)).toList(),
        Findings.basis(comparison),
        rows.stream()
            .filter(row -> row.difference().filter(d -> d.repetitions() > 1).isPresent())
            .map(row -> chanceRow(comparison, row))
            .toList(),
        comparison.verdicts().stream().map(SectionBuilder::verdictRow).toList(),
        figures(comparison, marginals, grids),
        BreakdownSection.of(comparison),
        RecallSection.of(comparison, recall, any, order),
        any == null
            ? List.of()
            : List.of(
                Charts.classes(
                    comparison, perClassMetric(comparison), any.data().classes(), order, perClass)),
        perClassMetric(comparison),
        rows.stream().map(Comparison.Row::loss).toList(),
        order.stream().map(c -> classRow(any, c, perClass)).toList(),
        Stream.of(ClassGainChart.of(comparison, gains, perClassMetric(comparison)))
            .filter(Figure::isDrawn)
            .toList(),
        ClassGainChart.rows(gains),
        CalibrationSection.of(comparison, calibration),
        shown.stream().map(metric -> new Page.MetricColumn(metric.name(), metric.doc())).toList(),
        rows.stream().map(row -> metricRow(row, comparison.weights(), shown)).toList(),
        TimeTable.of(rows));
  }

  private static List<Figure> figures(
      Comparison comparison, List<Marginal> marginals, List<SettingGrid> grids) {
    List<Figure> figures = new ArrayList<>();
    figures.add(Charts.intervals(comparison));
    marginals.stream()
        .filter(each -> each.isOfLoss() && each.place().isCell(comparison.cell()))
        .forEach(each -> figures.add(MarginalChart.of(each)));
    figures.addAll(
        GridChart.of(
            grids.stream()
                .filter(each -> each.isOfLoss() && each.place().isCell(comparison.cell()))
                .toList(),
            comparison.better()));
    figures.add(CurveChart.ofMetric(comparison));
    figures.addAll(TrackedCharts.of(comparison));
    figures.removeIf(figure -> !figure.isDrawn());
    return figures;
  }

  /** What the trials measured of what a report shows. */
  private static List<Metric> shownMetrics(Comparison comparison) {
    return comparison.rows().stream()
        .flatMap(row -> row.records().stream())
        .limit(1)
        .flatMap(
            record ->
                comparison.task().stream()
                    .flatMap(
                        task -> task.metrics(record.trial().spec().settings("evaluate")).stream())
                    .filter(Metric::inReport)
                    .filter(metric -> measured(record).contains(metric.name())))
        .toList();
  }

  private static Set<String> measured(TrialRecord record) {
    return record.outcome() == null
        ? Set.of()
        : record.outcome().weights().get(0).metrics().keySet();
  }

  private static Page.LossRow lossRow(Comparison comparison, Comparison.Row row, int index) {
    Summary summary = row.summary();
    ToDoubleFunction<Outcome> best =
        outcome ->
            outcome
                .evaluation(comparison.weights())
                .map(Outcome.Evaluation::bestTest)
                .orElse(Double.NaN);
    return new Page.LossRow(
        new Page.LossName(
            index,
            row.loss(),
            row.records().isEmpty()
                ? ""
                : parameters(row.records().get(0).trial().spec().settings("loss")),
            row.loss().equals(comparison.baseline()),
            row.failed().isEmpty()
                ? ""
                : row.failed().size() + " failed: " + reason(row.failed().get(0))),
        new Page.Score(
            Numbers.two(summary.mean()),
            Numbers.two(summary.deviation()),
            Integer.toString(summary.n()),
            Numbers.interval(summary.interval().low(), summary.interval().high())),
        new Page.Change(
            row.difference().map(d -> Numbers.signed(d.mean())).orElse("–"),
            row.difference().map(d -> Numbers.signedInterval(d.interval())).orElse("–"),
            row.difference().map(d -> Findings.probability(d.pValue())).orElse("–"),
            row.difference().filter(Difference::isFound).isPresent()),
        row.other().map(other -> Numbers.two(other.mean())).orElse("–"),
        Numbers.two(row.mean(best)));
  }

  /** By what a difference would be seen again. */
  private static Page.ChanceRow chanceRow(Comparison comparison, Comparison.Row row) {
    Difference difference = row.difference().orElseThrow();
    return new Page.ChanceRow(
        row.loss(),
        Numbers.signed(difference.mean()),
        cell(Optional.of(difference.interval())),
        cell(comparison.overImages(row)),
        cell(comparison.overBoth(row)),
        Numbers.two(difference.smallestDetectable()),
        difference.repetitionsToDecide().isPresent()
            ? Integer.toString(difference.repetitionsToDecide().getAsInt())
            : "over " + Power.MOST_REPETITIONS);
  }

  private static Page.IntervalCell cell(Optional<Summary.Interval> interval) {
    return new Page.IntervalCell(
        interval.map(Numbers::signedInterval).orElse("not known"),
        interval.filter(Summary.Interval::excludesZero).isPresent());
  }

  private static Page.VerdictRow verdictRow(Verdict verdict) {
    return new Page.VerdictRow(
        verdict.loss(),
        Numbers.plain(verdict.published()) + " ± " + Numbers.plain(verdict.precision()),
        Numbers.plain(verdict.tolerance()),
        verdict.bestOnTest() ? "best epoch on test, raw or EMA" : "selected epoch",
        verdict.source(),
        Numbers.two(verdict.ours().mean()),
        Numbers.interval(verdict.ours().interval().low(), verdict.ours().interval().high()),
        verdict.kind().words(),
        verdict.kind() == Verdict.Kind.REPRODUCED ? "sure" : "plain",
        verdict.reasons());
  }

  static String reason(TrialRecord record) {
    return record.failure() == null ? "" : record.failure().reason();
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String parameters(Settings loss) {
    List<String> parts = new ArrayList<>();
    loss.without("type")
        .asMap()
        .forEach(
            (name, value) ->
                parts.add(
                    name + " " + (value instanceof Double number ? Numbers.plain(number) : value)));
    return loss.text("type") + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }

  private static String perClassMetric(Comparison comparison) {
    return comparison.task().map(task -> task.perClass().name()).orElse("");
  }

  private static double[] perClass(Comparison.Row row, WeightsKind weights, @Nullable Outcome any) {
    int classes = any == null ? 0 : any.data().classes().size();
    double[] ap = new double[classes];
    for (int c = 0; c < classes; c++) {
      int index = c;
      ap[c] =
          row.mean(
              outcome ->
                  outcome.evaluation(weights).map(e -> e.perClass().get(index)).orElse(Double.NaN));
    }
    return ap;
  }

  private static List<Integer> byFrequency(Outcome outcome) {
    return IntStream.range(0, outcome.data().classes().size())
        .boxed()
        .sorted(
            Comparator.comparing((Integer c) -> -outcome.data().testInstances().get(c))
                .thenComparing(c -> c))
        .toList();
  }

  private static Page.ClassRow classRow(@Nullable Outcome any, int c, List<double[]> perClass) {
    return new Page.ClassRow(
        any == null ? "" : any.data().classes().get(c),
        any == null ? 0 : any.data().testInstances().get(c),
        perClass.stream().map(ap -> Numbers.two(ap[c])).toList());
  }

  private static Page.MetricRow metricRow(
      Comparison.Row row, WeightsKind weights, List<Metric> metrics) {
    return new Page.MetricRow(
        row.loss(),
        metrics.stream()
            .map(
                metric ->
                    Numbers.two(
                        row.mean(
                            o ->
                                o.evaluation(weights)
                                    .map(e -> e.metrics().getOrDefault(metric.name(), Double.NaN))
                                    .orElse(Double.NaN))))
            .toList());
  }
}
