package io.lossbench.cli.bench;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.lossbench.cli.report.Numbers;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The page of lossbench's own measurements. */
public final class MicrobenchReport {
  private MicrobenchReport() {}

  /** What the page shows, every number as the text that stands there. */
  public record MicrobenchPage(List<Topic> topics) {}

  /** One table of measurements and what they were made on. */
  public record Topic(String name, List<Line> lines, List<String> provenance) {}

  /** One measurement; the bar is its share of the largest one of the same benchmark and unit. */
  public record Line(
      String benchmark, String parameters, String score, String error, String unit, int bar) {}

  /** Renders all tables of a folder to {@code microbench.html}. */
  public static Path write(Path tables, Path reports) {
    DurableFile.sweepAbandoned(tables);
    DurableFile.sweepAbandoned(reports);
    List<Path> files;
    try (var listed = Files.list(tables)) {
      files = listed.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException e) {
      throw new HarnessException("cannot list the measurements in " + tables, e);
    }
    List<Topic> topics = new ArrayList<>();
    for (Path file : files) {
      topics.add(
          topic(file.getFileName().toString().replace(".csv", ""), MicrobenchTable.read(file)));
    }
    StringOutput html = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html)
        .render("microbench.jte", new MicrobenchPage(topics), html);
    Path page = reports.resolve("microbench.html");
    try {
      DurableFile.write(page, PrintableText.of(html.toString()));
    } catch (IOException e) {
      throw new HarnessException("cannot write " + page, e);
    }
    return page;
  }

  private static Topic topic(String name, List<MicrobenchTable.Row> rows) {
    List<Line> lines = new ArrayList<>();
    Set<String> provenance = new LinkedHashSet<>();
    for (MicrobenchTable.Row row : rows) {
      double largest =
          rows.stream()
              .filter(other -> other.benchmark().equals(row.benchmark()))
              .mapToDouble(MicrobenchTable.Row::score)
              .max()
              .orElse(1);
      lines.add(
          new Line(
              row.benchmark().substring(row.benchmark().indexOf('.') + 1),
              row.parameters(),
              Numbers.rounded(row.score()),
              Numbers.rounded(row.error()),
              row.unit(),
              (int) Math.round(100 * row.score() / largest)));
      var terms = row.provenance().comparable();
      var varying = row.provenance().varying();
      provenance.add(
          "lossbench "
              + terms.lossbench()
              + ", "
              + terms.engine()
              + ", "
              + terms.deviceModel()
              + ", "
              + terms.threads()
              + " processors; "
              + varying.os()
              + ", "
              + varying.jdk());
    }
    return new Topic(name, lines, List.copyOf(provenance));
  }
}
