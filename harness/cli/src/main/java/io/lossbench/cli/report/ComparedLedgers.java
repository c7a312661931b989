package io.lossbench.cli.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.lossbench.core.analysis.Findings;
import io.lossbench.core.analysis.LedgerComparison;
import io.lossbench.core.analysis.LedgerComparison.Kind;
import io.lossbench.core.analysis.LedgerComparison.Line;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.task.WeightsKind;
import java.util.List;

/**
 * Ledgers beside a first one, as text, Markdown and a page.
 *
 * @param first name of the first ledger
 * @param made what its trials were made with
 */
public record ComparedLedgers(String first, String made, List<Other> others) {
  public ComparedLedgers {
    others = List.copyOf(others);
  }

  /**
   * A ledger that is compared with the first one.
   *
   * @param made what its trials were made with
   */
  public record Other(String name, String made, LedgerComparison comparison) {
    /** A sentence on what differs besides the numbers. */
    public String terms() {
      if (comparison.lines().stream().allMatch(line -> line.kind() == Kind.NONE)) {
        return "Nothing in them can be compared.";
      }
      return comparison.differences().isEmpty()
          ? "Both were made on equal terms."
          : "They differ in "
              + String.join(", ", comparison.differences())
              + "; differences come from that, and from chance.";
    }

    /** Every number as the text that stands there. */
    public List<Row> rows() {
      return comparison.lines().stream().map(Row::of).toList();
    }
  }

  /** A line as it is shown. */
  public record Row(
      String subject,
      WeightsKind weights,
      String metric,
      String before,
      String after,
      String change,
      String interval,
      String p,
      String how,
      boolean isSure) {

    static Row of(Line line) {
      return new Row(
          line.subject(),
          line.weights(),
          line.metric(),
          Numbers.two(line.before().mean()),
          Numbers.two(line.after().mean()),
          Numbers.signed(line.change()),
          Double.isNaN(line.interval().low())
              ? "–"
              : Numbers.signed(line.interval().low())
                  + " to "
                  + Numbers.signed(line.interval().high()),
          Findings.probability(line.pValue()),
          how(line),
          line.pValue() < 0.05);
    }

    private static String how(Line line) {
      return switch (line.kind()) {
        case NONE -> line.reason();
        case PAIRED -> line.pairs() + (line.pairs() == 1 ? " pair" : " pairs");
        case UNPAIRED -> "unpaired, n = " + line.before().n() + " and " + line.after().n();
      };
    }
  }

  /** Lines for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("first: ").append(first).append(" (").append(made).append(")\n");
    for (Other other : others) {
      text.append("other: ").append(other.name()).append(" (").append(other.made()).append(")\n");
      text.append("  ").append(other.terms()).append('\n');
      for (Line line : other.comparison().lines()) {
        Row row = Row.of(line);
        text.append("  ").append(row.subject()).append(' ').append(row.weights());
        text.append("  ").append(row.metric()).append(' ').append(row.before());
        text.append(" -> ").append(row.after());
        text.append(
            line.kind() == Kind.NONE
                ? "  not compared: " + row.how()
                : "  "
                    + row.change()
                    + " (95 % interval "
                    + row.interval()
                    + ", p "
                    + comparedTo(row.p())
                    + ", "
                    + row.how()
                    + ")");
        text.append('\n');
      }
    }
    return PrintableText.of(text.toString());
  }

  private static String comparedTo(String p) {
    return p.startsWith("<") ? p : "= " + p;
  }

  /** A table for each ledger, for a pull request. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("First: ").append(Markdown.text(first)).append(" (").append(Markdown.text(made));
    text.append(")\n");
    for (Other other : others) {
      text.append("\n**").append(Markdown.text(other.name())).append("** (");
      text.append(Markdown.text(other.made())).append("). ");
      text.append(Markdown.text(other.terms())).append("\n\n");
      text.append(
          "| | weights | metric | first | other | difference | its 95 % interval | p | |\n");
      text.append("|---|---|---|---:|---:|---:|---|---|---|\n");
      for (Row row : other.rows()) {
        text.append("| ")
            .append(
                String.join(
                    " | ",
                    List.of(
                        Markdown.text(row.subject()),
                        row.weights().toString(),
                        Markdown.text(row.metric()),
                        row.before(),
                        row.after(),
                        row.isSure() ? "**" + row.change() + "**" : row.change(),
                        row.interval(),
                        Markdown.text(row.p()),
                        Markdown.text(row.how()))))
            .append(" |\n");
      }
    }
    return PrintableText.of(text.toString());
  }

  /** One HTML file that needs no network. */
  public String html() {
    StringOutput html = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render("compare.jte", this, html);
    return PrintableText.of(html.toString());
  }
}
