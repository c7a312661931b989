package io.lossbench.cli.report;

import static java.util.stream.Collectors.toSet;

import io.lossbench.core.analysis.CalibrationComparison;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.analysis.Findings;
import io.lossbench.core.analysis.Marginal;
import io.lossbench.core.analysis.Overview;
import io.lossbench.core.analysis.RecallComparison;
import io.lossbench.core.analysis.SettingGrid;
import io.lossbench.core.analysis.Tradeoff;
import io.lossbench.core.file.ShellWord;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A ledger's comparisons as a page. */
final class PageBuilder {
  /** More findings than these are summed up before they are told one by one. */
  private static final int MOST_SENTENCES = 16;

  private final Ledger.Planned planned;
  private final List<TrialRecord> records;
  private final List<Comparison> comparisons;
  private final List<CalibrationComparison> calibrations;
  private final List<RecallComparison> recalls;

  /** The page of what was planned in a ledger. */
  PageBuilder(Ledger ledger, Ledger.Planned planned) {
    this.planned = planned;
    List<TrialRecord> all = ledger.records();
    Map<String, TrialRecord> byId = new TreeMap<>();
    all.forEach(record -> byId.put(record.trial().id(), record));
    this.records = planned.trials().stream().filter(byId::containsKey).map(byId::get).toList();
    this.comparisons = Comparison.of(ledger, planned);
    this.calibrations =
        comparisons.stream().map(each -> CalibrationComparison.of(ledger, each)).toList();
    this.recalls = comparisons.stream().map(each -> RecallComparison.of(ledger, each)).toList();
  }

  Page build() {
    List<Marginal> marginals = Marginal.of(comparisons);
    List<SettingGrid> grids = SettingGrid.of(comparisons);
    List<Page.Section> sections =
        IntStream.range(0, comparisons.size())
            .mapToObj(
                i ->
                    SectionBuilder.section(
                        comparisons.get(i), calibrations.get(i), recalls.get(i), marginals, grids))
            .toList();
    List<String> answer = new ArrayList<>();
    List<String> summary = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      String place =
          comparisons.size() == 1 ? "" : comparison.dataset() + ", " + comparison.backbone() + ": ";
      comparison.findings().forEach(finding -> answer.add(place + finding));
      if (!comparison.findings().isEmpty()) {
        summary.add(place + Findings.summary(comparison));
      }
    }
    if (planned.search() != null) {
      answer.addAll(planned.search().notes());
      summary.addAll(planned.search().notes());
    }
    if (answer.isEmpty()) {
      answer.add(
          records.isEmpty()
              ? "No trial has been run yet."
              : comparisons.isEmpty()
                  ? "Tuning has not come to its end: nothing was judged on test images yet."
                  : "There is one loss and nothing to compare it with.");
    }
    return new Page(
        planned.suite(),
        planned.resolved().text("description"),
        answer.size() > MOST_SENTENCES ? summary : List.of(),
        answer,
        facts(),
        Overview.of(comparisons).map(PageBuilder::overview).stream().toList(),
        sections,
        across(marginals, grids),
        TuningSections.of(planned, records),
        TrialRecord.withoutTuning(records).stream().map(this::trial).toList(),
        provenance(),
        command(commonResources()),
        YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .build()
            .writeValueAsString(planned.resolved().asMap()));
  }

  /** What an index of suites says of this one. */
  IndexPage.Row indexRow() {
    return IndexPage.Row.of(planned, records, comparisons);
  }

  /**
   * The figures that lie in no single comparison, and those of time, each under an id of its own.
   */
  private List<Figure> across(List<Marginal> marginals, List<SettingGrid> grids) {
    if (comparisons.isEmpty()) {
      return List.of();
    }
    List<Figure> figures = new ArrayList<>();
    marginals.stream()
        .filter(each -> !each.isOfLoss())
        .forEach(each -> figures.add(MarginalChart.of(each)));
    figures.addAll(
        GridChart.of(
            grids.stream().filter(each -> !each.isOfLoss()).toList(), comparisons.get(0).better()));
    Tradeoff.of(comparisons).forEach(each -> figures.add(TradeoffChart.of(each)));
    Map<String, Integer> ids = new TreeMap<>();
    return figures.stream()
        .map(
            figure -> {
              int count = ids.merge(figure.id(), 1, Integer::sum);
              return count == 1 ? figure : figure.withId(figure.id() + "/" + count);
            })
        .toList();
  }

  private static Page.Overview overview(Overview overview) {
    return new Page.Overview(
        overview.sentence(), overview.rows().stream().map(PageBuilder::overviewRow).toList());
  }

  private static Page.OverviewRow overviewRow(Overview.Row row) {
    AdvantageText advantage = AdvantageText.of(row);
    return new Page.OverviewRow(
        row.loss(),
        Numbers.two(row.averageRank()),
        row.advantage().map(each -> Numbers.fixed(100 * each.improvement(), 0) + " %").orElse("–"),
        row.advantage()
            .map(
                each ->
                    Numbers.fixed(100 * each.improvementInterval().low(), 0)
                        + " to "
                        + Numbers.fixed(100 * each.improvementInterval().high(), 0)
                        + " %")
            .orElse("–"),
        advantage.gain(),
        advantage.interval(),
        advantage.isFound());
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
        + (planned.following() == 0 ? " of " : " of at most ")
        + (planned.trials().size() + planned.following())
        + " trials, "
        + Numbers.rounded(seconds / 60)
        + " minutes of training and evaluation, "
        + Numbers.rounded(100 * overhead / (seconds + overhead))
        + " % on top for processes, checks and files";
  }

  /** Of the weights that are compared. */
  private static String weightsSha256(TrialRecord record, Outcome outcome) {
    return Comparison.compared(record)
        .flatMap(compared -> outcome.evaluation(compared.kind()))
        .orElse(outcome.weights().get(0))
        .weightsSha256();
  }

  private Page.TrialRow trial(TrialRecord record) {
    Outcome outcome = record.outcome();
    return new Page.TrialRow(
        record.trial().name(),
        record.trial().id(),
        outcome == null ? "failed: " + SectionBuilder.reason(record) : "completed",
        Numbers.two(Comparison.primary(record, WeightsKind.RAW)),
        Numbers.two(Comparison.primary(record, WeightsKind.EMA)),
        outcome == null ? "" : weightsSha256(record, outcome).substring(0, 12),
        outcome == null ? "–" : Numbers.rounded(outcome.performance().wallSeconds()),
        command(resources(record) + " --only " + ShellWord.of(record.trial().id())));
  }

  /** The options that change bits and are no part of the suite. */
  private static String resources(TrialRecord record) {
    Provenance.Terms terms = record.provenance().comparable();
    return (terms.device().equals("cpu") ? "" : " --device " + ShellWord.of(terms.device()))
        + " --threads "
        + terms.threads();
  }

  /** Those of all trials; none where they differ. */
  private String commonResources() {
    Set<String> all = records.stream().map(PageBuilder::resources).collect(toSet());
    return all.size() == 1 ? all.iterator().next() : "";
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
              + (terms.threads() == 1 ? " thread; " : " threads; ")
              + varying.os()
              + ", "
              + varying.jdk());
    }
    return List.copyOf(lines);
  }
}
