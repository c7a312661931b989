package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.TrialRecord;
import java.util.List;
import java.util.stream.DoubleStream;

/** The drawings of a comparison. */
final class Charts {
  static final int WIDTH = 720;
  private static final int LABELS = 190;

  private Charts() {}

  /** Every repetition as a dot, the mean as a bar, its interval as a line; one row a loss. */
  static String intervals(Comparison comparison) {
    List<Comparison.Row> rows = comparison.rows();
    int height = 34 * rows.size() + 40;
    double[] values =
        rows.stream()
            .flatMapToDouble(
                row ->
                    DoubleStream.concat(
                        DoubleStream.of(
                            row.summary().interval().low(), row.summary().interval().high()),
                        row.records().stream()
                            .mapToDouble(r -> Comparison.primary(r, comparison.weights()))))
            .toArray();
    Svg.Scale scale = Svg.Scale.over(values, LABELS, WIDTH - 16);
    Svg svg = new Svg(WIDTH, height, comparison.metric() + " of each loss with its 95 % interval");
    grid(svg, scale, height - 24);
    for (int i = 0; i < rows.size(); i++) {
      Comparison.Row row = rows.get(i);
      double y = 24 + 34 * i;
      svg.label(LABELS - 10, y + 4, "end", "name", row.loss());
      if (!Double.isNaN(row.summary().interval().low())) {
        svg.line(
            scale.at(row.summary().interval().low()),
            y,
            scale.at(row.summary().interval().high()),
            y,
            "whisker s" + i % 8);
      }
      for (TrialRecord record : row.records()) {
        double value = Comparison.primary(record, comparison.weights());
        svg.circle(
            scale.at(value),
            y,
            4,
            "dot f" + i % 8,
            row.loss() + " #" + record.trial().repetition() + ": " + Numbers.two(value));
      }
      if (row.summary().n() > 0) {
        double x = scale.at(row.summary().mean());
        svg.line(x, y - 9, x, y + 9, "mean s" + i % 8);
      }
    }
    svg.label(
        (LABELS + WIDTH) / 2.0,
        height - 2,
        "middle",
        "axis",
        comparison.metric() + " (" + comparison.weights() + " weights)");
    return svg.end();
  }

  private static void grid(Svg svg, Svg.Scale scale, int bottom) {
    for (double tick : scale.ticks(6)) {
      svg.line(scale.at(tick), 8, scale.at(tick), bottom - 8, "grid");
      svg.label(scale.at(tick), bottom + 6, "middle", "tick", scale.label(tick));
    }
  }

  /** A metric of each class, one dot per loss; classes in the given order. */
  static String classes(
      String metric, List<String> names, List<Integer> order, List<double[]> apByLoss) {
    int height = 18 * order.size() + 40;
    Svg.Scale scale = new Svg.Scale(0, 100, LABELS, WIDTH - 16);
    Svg svg = new Svg(WIDTH, height, metric + " of each class by loss");
    grid(svg, scale, height - 20);
    for (int row = 0; row < order.size(); row++) {
      int c = order.get(row);
      double y = 20 + 18 * row;
      svg.label(LABELS - 10, y + 4, "end", "class", names.get(c));
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double[] ap : apByLoss) {
        low = Double.isNaN(ap[c]) ? low : Math.min(low, ap[c]);
        high = Double.isNaN(ap[c]) ? high : Math.max(high, ap[c]);
      }
      if (low < high) {
        svg.line(scale.at(low), y, scale.at(high), y, "grid");
      }
      for (int i = 0; i < apByLoss.size(); i++) {
        double ap = apByLoss.get(i)[c];
        if (!Double.isNaN(ap)) {
          svg.circle(scale.at(ap), y, 4, "dot f" + i % 8, names.get(c) + ": " + Numbers.two(ap));
        }
      }
    }
    svg.label((LABELS + WIDTH) / 2.0, height - 2, "middle", "axis", metric);
    return svg.end();
  }
}
