package io.lossbench.cli.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.suite.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Renders a ledger to {@code <suite>.html} and {@code <suite>.md}, and those of many suites to an
 * index of them.
 */
public final class ReportWriter {
  private ReportWriter() {}

  /** Files of the index; a suite has its files beside it. */
  private static final String INDEX = "index";

  /** What was written, the answer in sentences, and what an index says of it. */
  public record Written(Path html, Path markdown, List<String> answer, IndexPage.Row row) {}

  /** The two files of an index. */
  public record WrittenIndex(Path html, Path markdown) {}

  /**
   * Renders the report of what was planned last; reads nothing but the ledger.
   *
   * @throws HarnessException if the ledger is empty or the files cannot be written
   */
  public static Written write(Ledger ledger, Path folder) {
    Ledger.Planned planned =
        ledger
            .planned()
            .orElseThrow(
                () ->
                    new HarnessException(
                        "there are no results in " + ledger.folder() + "; run the suite first"));
    if (!Suite.isName(planned.suite())) {
      throw new HarnessException(
          ledger.folder() + "/plan.json is not ours: its suite has a name that no suite can have");
    }
    DurableFile.sweepAbandoned(folder);
    PageBuilder builder = new PageBuilder(ledger, planned);
    Page page = builder.build();
    Path htmlFile = folder.resolve(planned.suite() + ".html");
    Path markdownFile = folder.resolve(planned.suite() + ".md");
    write(htmlFile, "report.jte", page, markdownFile, MarkdownReport.of(page));
    return new Written(htmlFile, markdownFile, page.answer(), builder.indexRow());
  }

  /**
   * Renders an index of suites whose reports lie in the same folder.
   *
   * @throws HarnessException if a suite has the index' own name, or the files cannot be written
   */
  public static WrittenIndex writeIndex(IndexPage index, Path folder) {
    if (index.rows().stream().anyMatch(row -> row.suite().equals(INDEX))) {
      throw new HarnessException(
          "a suite is called '"
              + INDEX
              + "', as the page of all suites is: its report would be overwritten; rename its"
              + " folder and the suite");
    }
    Path html = folder.resolve(INDEX + ".html");
    Path markdown = folder.resolve(INDEX + ".md");
    write(html, "index.jte", index, markdown, index.markdown());
    return new WrittenIndex(html, markdown);
  }

  /**
   * Renders examples, which hold images of a dataset, to {@code <suite>+examples.html}; no suite
   * has such a name.
   *
   * @throws HarnessException if the file cannot be written
   */
  public static Path writeExamples(ExamplePage page, Path folder) {
    Path html = folder.resolve(page.suite() + "+examples.html");
    write(html, render("examples.jte", page));
    return html;
  }

  private static void write(
      Path html, String template, Object page, Path markdown, String markdownText) {
    write(html, render(template, page));
    write(markdown, markdownText);
  }

  private static String render(String template, Object page) {
    StringOutput text = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render(template, page, text);
    return text.toString();
  }

  private static void write(Path file, String text) {
    try {
      DurableFile.write(file, PrintableText.of(text));
    } catch (IOException e) {
      throw new HarnessException("cannot write the report to " + file.getParent(), e);
    }
  }
}
