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

/** Renders a ledger to {@code <suite>.html} and {@code <suite>.md}. */
public final class ReportWriter {
  private ReportWriter() {}

  /** What was written, and the answer in sentences. */
  public record Written(Path html, Path markdown, List<String> answer) {}

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
    Page page = new PageBuilder(ledger, planned).build();
    StringOutput html = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render("report.jte", page, html);
    Path htmlFile = folder.resolve(planned.suite() + ".html");
    Path markdownFile = folder.resolve(planned.suite() + ".md");
    try {
      DurableFile.write(htmlFile, PrintableText.of(html.toString()));
      DurableFile.write(markdownFile, PrintableText.of(MarkdownReport.of(page)));
    } catch (IOException e) {
      throw new HarnessException("cannot write the report to " + folder, e);
    }
    return new Written(htmlFile, markdownFile, page.answer());
  }
}
