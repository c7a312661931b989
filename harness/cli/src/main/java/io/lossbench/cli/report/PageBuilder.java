package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.analysis.Verdict;
import io.lossbench.core.classification.Metric;
import io.lossbench.core.classification.Task;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A ledger's comparisons as a page. */
final class PageBuilder {
  private final Ledger.Planned planned;
  private final List<TrialRecord> records;
  private final List<Comparison> comparisons;

  PageBuilder(Ledger.Planned planned, List<TrialRecord> all) {
    this.planned = planned;
    Map<String, TrialRecord> byId = new TreeMap<>();
    all.forEach(record -> byId.put(record.trial().id(), record));
    this.records = planned.trials().stream().filter(byId::containsKey).map(byId::get).toList();
    this.comparisons = Comparison.of(planned, all);
  }

  Page build() {
    List<Page.Section> sections = comparisons.stream().map(this::section).toList();
    List<String> answer = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      String place =
          comparisons.size() == 1 ? "" : comparison.dataset() + ", " + comparison.backbone() + ": ";
      comparison.findings().forEach(finding -> answer.add(place + finding));
    }
    if (answer.isEmpty()) {
      answer.add(
          records.isEmpty()
              ? "No trial has been run yet."
              : "There is one loss and nothing to compare it with.");
    }
    return new Page(
        planned.suite(),
        planned.resolved().text("description"),
        answer,
        facts(),
        sections,
        records.stream().map(this::trial).toList(),
        provenance(),
        command(""),
        YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .build()
            .writeValueAsString(planned.resolved().asMap()));
  }

  private String facts() {
    long completed = records.stream().filter(TrialRecord::isCompleted).count();
    double seconds =
        records.stream()
            .mapToDouble(r -> r.outcome() == null ? 0 : r.outcome().performance().wallSeconds())
            .sum();
    double overhead =
        records.stream()
            .map(r -> r.provenance().varying().overheadSeconds())
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sum();
    return completed
        + " of "
        + planned.trials().size()
        + " trials, "
        + Numbers.rounded(seconds / 60)
        + " minutes of training and evaluation, "
        + Numbers.rounded(100 * overhead / (seconds + overhead))
        + " % on top for processes, checks and files";
  }

  private Page.Section section(Comparison comparison) {
    Outcome any =
        comparison.rows().stream()
            .flatMap(row -> row.records().stream())
            .map(TrialRecord::outcome)
            .findFirst()
            .orElse(null);
    List<String> warnings = new ArrayList<>();
    comparison.refusals().forEach(refusal -> warnings.add("Not compared: " + refusal));
    comparison.compared().caution().map(PageBuilder::sentence).ifPresent(warnings::add);
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
        rows.stream().map(row -> perClassAp(row, comparison.weights(), any)).toList();
    List<Integer> order = any == null ? List.of() : byFrequency(any);
    List<Metric> shown = shownMetrics(comparison);
    return new Page.Section(
        comparison.dataset(),
        comparison.backbone(),
        comparison.metric(),
        comparison.weights(),
        comparison.compared().other(),
        comparison.baseline(),
        comparison.findings(),
        warnings,
        any == null ? "–" : Numbers.two(any.data().chance()),
        IntStream.range(0, rows.size()).mapToObj(i -> lossRow(comparison, rows.get(i), i)).toList(),
        comparison.verdicts().stream().map(PageBuilder::verdictRow).toList(),
        Charts.intervals(comparison),
        CurveChart.ofMetric(comparison),
        CurveChart.ofProbabilityGap(comparison),
        any == null ? "" : Charts.classes(any.data().classes(), order, perClass),
        rows.stream().map(Comparison.Row::loss).toList(),
        order.stream().map(c -> classRow(any, c, perClass)).toList(),
        shown.stream().map(metric -> new Page.MetricColumn(metric.name(), metric.doc())).toList(),
        rows.stream().map(row -> metricRow(row, comparison.weights(), shown)).toList());
  }

  /** What the trials measured of what a report shows. */
  private static List<Metric> shownMetrics(Comparison comparison) {
    return comparison.rows().stream()
        .flatMap(row -> row.records().stream())
        .limit(1)
        .flatMap(
            record ->
                Task.SINGLE_LABEL
                    .metrics(Suite.protocol(record.trial().spec().settings("evaluate")))
                    .stream()
                    .filter(Metric::inReport)
                    .filter(metric -> measured(record).contains(metric.name())))
        .toList();
  }

  private static Set<String> measured(TrialRecord record) {
    return record.outcome() == null
        ? Set.of()
        : record.outcome().weights().get(0).metrics().keySet();
  }

  private Page.LossRow lossRow(Comparison comparison, Comparison.Row row, int index) {
    Summary summary = row.summary();
    ToDoubleFunction<Outcome> best =
        outcome ->
            outcome
                .evaluation(comparison.weights())
                .map(Outcome.Evaluation::bestTest)
                .orElse(Double.NaN);
    double peak =
        row.records().stream()
            .map(TrialRecord::outcome)
            .mapToDouble(o -> o == null ? 0 : o.performance().peakProcessBytes())
            .max()
            .orElse(Double.NaN);
    return new Page.LossRow(
        index % 8,
        row.loss(),
        row.records().isEmpty()
            ? ""
            : parameters(row.records().get(0).trial().spec().settings("loss")),
        row.loss().equals(comparison.baseline()),
        Numbers.two(summary.mean()),
        Numbers.two(summary.deviation()),
        Integer.toString(summary.n()),
        Numbers.interval(summary.interval().low(), summary.interval().high()),
        row.difference().map(d -> Numbers.signed(d.difference().mean())).orElse("–"),
        row.difference()
            .filter(d -> d.difference().n() > 1)
            .map(
                d ->
                    Numbers.signed(d.difference().interval().low())
                        + " to "
                        + Numbers.signed(d.difference().interval().high()))
            .orElse("–"),
        Comparison.probability(row.adjustedP()),
        row.adjustedP() < 1 - Summary.LEVEL,
        row.other().map(other -> Numbers.two(other.mean())).orElse("–"),
        Numbers.two(row.mean(best)),
        row.failed().isEmpty()
            ? ""
            : row.failed().size() + " failed: " + reason(row.failed().get(0)),
        Numbers.rounded(row.mean(o -> o.performance().trainImagesPerSecond())),
        Numbers.rounded(row.mean(o -> o.performance().evalImagesPerSecond())),
        Numbers.rounded(row.mean(o -> o.performance().stepMillisP50()))
            + " / "
            + Numbers.rounded(row.mean(o -> o.performance().stepMillisP95())),
        Numbers.rounded(row.mean(o -> o.performance().epochSeconds())),
        Numbers.rounded(100 * row.mean(o -> o.performance().dataWaitShare())) + " %",
        Numbers.rounded(row.mean(o -> o.performance().lossMicros())),
        stepParts(row),
        Numbers.fixed(peak / (1 << 20), 0) + " MiB",
        Numbers.rounded(row.mean(o -> o.performance().wallSeconds())));
  }

  /** Upload, forward, loss, backward, optimizer: shares of their sum. */
  private static String stepParts(Comparison.Row row) {
    double[] millis = {
      row.mean(o -> o.performance().stepParts().uploadMillis()),
      row.mean(o -> o.performance().stepParts().forwardMillis()),
      row.mean(o -> o.performance().stepParts().lossMillis()),
      row.mean(o -> o.performance().stepParts().backwardMillis()),
      row.mean(o -> o.performance().stepParts().optimizerMillis())
    };
    double sum = Arrays.stream(millis).sum();
    return Arrays.stream(millis)
            .mapToObj(part -> Numbers.fixed(100 * part / sum, 0))
            .collect(Collectors.joining(" / "))
        + " %";
  }

  private static Page.VerdictRow verdictRow(Verdict verdict) {
    return new Page.VerdictRow(
        verdict.loss(),
        Numbers.plain(verdict.published()) + " ± " + Numbers.plain(verdict.precision()),
        verdict.bestOnTest() ? "best epoch on test, raw or EMA" : "selected epoch",
        verdict.source(),
        Numbers.two(verdict.ours().mean()),
        Numbers.interval(verdict.ours().interval().low(), verdict.ours().interval().high()),
        verdict.kind().words(),
        verdict.kind() == Verdict.Kind.REPRODUCED ? "sure" : "plain",
        verdict.reasons());
  }

  private static String reason(TrialRecord record) {
    return record.failure() == null ? "" : record.failure().reason();
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Of the weights that are compared. */
  private static String weightsSha256(TrialRecord record, Outcome outcome) {
    return Comparison.compared(record)
        .flatMap(compared -> outcome.evaluation(compared.kind()))
        .orElse(outcome.weights().get(0))
        .weightsSha256();
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

  private static double[] perClassAp(Comparison.Row row, String weights, @Nullable Outcome any) {
    int classes = any == null ? 0 : any.data().classes().size();
    double[] ap = new double[classes];
    for (int c = 0; c < classes; c++) {
      int index = c;
      ap[c] =
          row.mean(
              outcome ->
                  outcome
                      .evaluation(weights)
                      .map(e -> e.perClassAp().get(index))
                      .orElse(Double.NaN));
    }
    return ap;
  }

  private static List<Integer> byFrequency(Outcome outcome) {
    return IntStream.range(0, outcome.data().classes().size())
        .boxed()
        .sorted(
            Comparator.comparing((Integer c) -> -outcome.data().testPositives().get(c))
                .thenComparing(c -> c))
        .toList();
  }

  private static Page.ClassRow classRow(@Nullable Outcome any, int c, List<double[]> perClass) {
    return new Page.ClassRow(
        any == null ? "" : any.data().classes().get(c),
        any == null ? 0 : any.data().testPositives().get(c),
        perClass.stream().map(ap -> Numbers.two(ap[c])).toList());
  }

  private static Page.MetricRow metricRow(
      Comparison.Row row, String weights, List<Metric> metrics) {
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

  private Page.TrialRow trial(TrialRecord record) {
    Outcome outcome = record.outcome();
    return new Page.TrialRow(
        record.trial().name(),
        record.trial().id(),
        outcome == null ? "failed: " + reason(record) : "completed",
        Numbers.two(Comparison.primary(record, "raw")),
        Numbers.two(Comparison.primary(record, "ema")),
        outcome == null ? "" : weightsSha256(record, outcome).substring(0, 12),
        outcome == null ? "–" : Numbers.rounded(outcome.performance().wallSeconds()),
        command(" --only " + ShellWord.of(record.trial().id())));
  }

  private String command(String more) {
    StringBuilder text = new StringBuilder("./lossbench run ");
    text.append(ShellWord.ofFile(planned.file()));
    for (String option : planned.options()) {
      boolean setting = option.startsWith("--set ");
      text.append(setting ? " --set " : " ");
      text.append(ShellWord.of(setting ? option.substring("--set ".length()) : option));
    }
    return text + more;
  }

  private List<String> provenance() {
    Set<String> lines = new LinkedHashSet<>();
    for (TrialRecord record : records) {
      Provenance.Terms terms = record.provenance().comparable();
      Provenance.Varying varying = record.provenance().varying();
      lines.add(
          "lossbench "
              + terms.lossbench()
              + ", "
              + terms.engine()
              + ", "
              + terms.device()
              + " ("
              + terms.deviceModel()
              + ", "
              + terms.architecture()
              + "), "
              + terms.threads()
              + " threads; "
              + varying.os()
              + ", "
              + varying.jdk());
    }
    return List.copyOf(lines);
  }
}
