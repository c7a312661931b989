package io.lossbench.cli.report;

import io.lossbench.core.analysis.BreakdownComparison;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.task.Breakdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The primary metric by parts of what is judged, such as small and large objects. */
final class BreakdownSection {
  private static final int HEADING = 30;
  private static final int ROW = 24;
  private static final int BOTTOM = 40;

  private BreakdownSection() {}

  static Optional<Page.BreakdownPart> of(Comparison comparison) {
    return BreakdownComparison.of(comparison).map(parts -> part(comparison, parts));
  }

  private static Page.BreakdownPart part(Comparison comparison, BreakdownComparison parts) {
    String title = comparison.metric() + " by " + parts.breakdown().by();
    List<String> columns = new ArrayList<>(List.of("loss"));
    for (Breakdown.Part part : parts.breakdown().parts()) {
      columns.add(part.name() + ", " + part.metric());
      columns.add("its 95 % interval");
    }
    return new Page.BreakdownPart(
        new Figure(
            comparison.cell() + "/parts",
            title,
            draw(comparison, parts, title),
            "Every repetition, mean and 95 % interval.",
            data(parts)),
        columns,
        parts.rows().stream().map(BreakdownSection::row).toList(),
        parts.breakdown().definition()
            + " Intervals of a mean are Student's t over the repetitions, of which they take two."
            + " Where the test images have nothing of a part, it has no value.");
  }

  private static List<String> row(BreakdownComparison.Row row) {
    List<String> cells = new ArrayList<>(List.of(row.loss()));
    for (BreakdownComparison.Cell cell : row.cells()) {
      cells.add(Numbers.two(cell.summary().mean()));
      cells.add(
          Numbers.interval(cell.summary().interval().low(), cell.summary().interval().high()));
    }
    return cells;
  }

  private static String data(BreakdownComparison parts) {
    DataTable data =
        new DataTable("part", "metric", "loss", "repetition", "value", "mean", "low_95", "high_95");
    for (int p = 0; p < parts.breakdown().parts().size(); p++) {
      Breakdown.Part part = parts.breakdown().parts().get(p);
      for (BreakdownComparison.Row row : parts.rows()) {
        BreakdownComparison.Cell cell = row.cells().get(p);
        cell.values()
            .forEach(
                (repetition, value) ->
                    data.row(
                        part.name(),
                        part.metric(),
                        row.loss(),
                        repetition,
                        value,
                        cell.summary().mean(),
                        cell.summary().interval().low(),
                        cell.summary().interval().high()));
      }
    }
    return data.csv();
  }

  private static String draw(Comparison comparison, BreakdownComparison parts, String title) {
    List<BreakdownComparison.Row> rows = parts.rows();
    int[] judged =
        IntStream.range(0, parts.breakdown().parts().size())
            .filter(p -> rows.stream().anyMatch(row -> row.cells().get(p).summary().n() > 0))
            .toArray();
    int height = judged.length * (HEADING + ROW * rows.size()) + BOTTOM;
    double[] values =
        rows.stream()
            .flatMap(row -> row.cells().stream())
            .flatMapToDouble(cell -> Charts.extent(cell.summary(), cell.values().values()))
            .toArray();
    int left = Charts.labels(rows.stream().map(BreakdownComparison.Row::loss).toList());
    Svg.Scale scale = Svg.Scale.over(values, left, Charts.WIDTH - 16);
    Svg svg = new Svg(Charts.WIDTH, height, title);
    Charts.grid(svg, scale, height - 24);
    for (int i = 0; i < judged.length; i++) {
      int top = i * (HEADING + ROW * rows.size());
      svg.label(0, top + 20, "start", "name", parts.breakdown().parts().get(judged[i]).name());
      for (int r = 0; r < rows.size(); r++) {
        BreakdownComparison.Row row = rows.get(r);
        BreakdownComparison.Cell cell = row.cells().get(judged[i]);
        double y = top + HEADING + ROW * r + ROW / 2.0;
        Charts.row(
            svg, scale, y, new Svg.Key(row.index(), row.loss()), cell.summary(), cell.values());
      }
    }
    svg.label(
        (left + Charts.WIDTH) / 2.0,
        height - 2,
        "middle",
        "axis",
        comparison.metric() + " (" + comparison.weights() + " weights)");
    return svg.end();
  }
}
