package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.analysis.Overview;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Difference;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The suites of a results folder, each in a row. */
public record IndexPage(List<Row> rows) {
  public IndexPage {
    rows = List.copyOf(rows);
  }

  /**
   * A suite; texts are empty where nothing is known.
   *
   * @param when the day on which its last trial ended
   * @param measured in which metric, on what
   * @param best the loss with the best mean, or the best average rank over several datasets and
   *     backbones
   * @param difference of it to the baseline
   * @param interval of the difference, 95 %, for all losses of the suite at once
   * @param fault why there is no report; empty if there is one
   */
  public record Row(
      String suite,
      String description,
      String when,
      String measured,
      String best,
      String difference,
      String interval,
      boolean significant,
      String trials,
      String failed,
      String fault) {

    /** A suite whose ledger cannot be read. */
    public static Row faulty(String suite, String fault) {
      return new Row(suite, "", "", "", "", "", "", false, "", "", fault);
    }

    static Row of(Ledger.Planned planned, List<TrialRecord> records, List<Comparison> comparisons) {
      Best best = Best.of(comparisons);
      long failed = records.stream().filter(record -> !record.isCompleted()).count();
      return new Row(
          planned.suite(),
          planned.resolved().text("description"),
          records.stream()
              .map(record -> record.provenance().varying().finished())
              .max(Comparator.naturalOrder())
              .map(finished -> finished.replaceFirst("T.*", ""))
              .orElse("–"),
          measured(comparisons),
          best.loss,
          best.difference,
          best.interval,
          best.significant,
          records.size() - failed + " of " + planned.trials().size(),
          Long.toString(failed),
          "");
    }

    private static String measured(List<Comparison> comparisons) {
      if (comparisons.isEmpty()) {
        return "–";
      }
      String metrics =
          String.join(", ", comparisons.stream().map(Comparison::metric).distinct().toList());
      return comparisons.size() == 1
          ? metrics + ", " + comparisons.get(0).dataset() + ", " + comparisons.get(0).backbone()
          : metrics + ", " + comparisons.size() + " datasets x backbones";
    }
  }

  /** What is the best, in words. */
  private record Best(String loss, String difference, String interval, boolean significant) {
    private static final Best UNKNOWN = new Best("–", "–", "–", false);

    static Best of(List<Comparison> comparisons) {
      if (comparisons.size() == 1) {
        return of(comparisons.get(0));
      }
      return Overview.of(comparisons)
          .flatMap(
              overview ->
                  overview.rows().stream()
                      .filter(row -> !Double.isNaN(row.averageRank()))
                      .min(Comparator.comparingDouble(Overview.Row::averageRank)))
          .map(Best::of)
          .orElse(UNKNOWN);
    }

    private static Best of(Overview.Row row) {
      AdvantageText advantage = AdvantageText.of(row);
      return new Best(
          row.loss()
              + ", average rank "
              + Numbers.two(row.averageRank())
              + (row.advantage().isEmpty() ? " (baseline)" : ""),
          advantage.gain(),
          advantage.interval(),
          advantage.isFound());
    }

    private static Best of(Comparison comparison) {
      Optional<Comparison.Row> best =
          comparison.rows().stream()
              .filter(row -> row.summary().n() > 0 && !Double.isNaN(row.summary().mean()))
              .reduce(
                  (a, b) ->
                      comparison.better().gain(b.summary().mean(), a.summary().mean()) > 0 ? b : a);
      return best.map(
              row ->
                  new Best(
                      row.loss()
                          + ", "
                          + Numbers.two(row.summary().mean())
                          + (row.loss().equals(comparison.baseline()) ? " (baseline)" : ""),
                      row.difference().map(each -> Numbers.signed(each.mean())).orElse("–"),
                      row.difference()
                          .map(each -> Numbers.signedInterval(each.interval()))
                          .orElse("–"),
                      row.difference().filter(Difference::isFound).isPresent()))
          .orElse(UNKNOWN);
    }
  }

  /** The rows as a table that GitHub renders. */
  String markdown() {
    StringBuilder text = new StringBuilder("# Suites\n\n");
    text.append(
        "| suite | when | measured | best | difference to the baseline | its 95 % interval");
    text.append(" | trials | failed |\n").append("|---".repeat(8)).append("|\n");
    for (Row row : rows) {
      String name = Markdown.text(row.suite());
      Stream<String> cells =
          row.fault().isEmpty()
              ? Stream.of(
                  "[" + name + "](" + row.suite() + ".md)",
                  Markdown.text(row.when()),
                  Markdown.text(row.measured()),
                  Markdown.text(row.best()),
                  row.difference(),
                  row.interval(),
                  row.trials(),
                  row.failed())
              : Stream.of(name, "", Markdown.text("no report: " + row.fault()), "", "", "", "", "");
      cells.forEach(cell -> text.append("| ").append(cell).append(' '));
      text.append("|\n");
    }
    return text.toString();
  }
}
