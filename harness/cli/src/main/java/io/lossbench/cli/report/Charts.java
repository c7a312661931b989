package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Summary;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The drawings of a comparison's rows. */
final class Charts {
  static final int WIDTH = 720;
  private static final int NARROWEST_LABELS = 110;
  private static final int LONGEST_LABEL = 34;
  private static final double LETTER = 7.2;

  private Charts() {}

  /** Every repetition as a dot, the mean as a bar, its interval as a line; one row a loss. */
  static Figure intervals(Comparison comparison) {
    List<Comparison.Row> rows = comparison.rows();
    int height = 34 * rows.size() + 40;
    double[] values =
        rows.stream()
            .flatMapToDouble(
                row ->
                    extent(
                        row.summary(),
                        row.records().stream()
                            .map(r -> Comparison.primary(r, comparison.weights()))
                            .toList()))
            .toArray();
    int left = labels(rows.stream().map(Comparison.Row::loss).toList());
    Svg.Scale scale = Svg.Scale.over(values, left, WIDTH - 16);
    Svg svg = new Svg(WIDTH, height, comparison.metric() + " of each loss with its 95 % interval");
    DataTable data =
        new DataTable("loss", "repetition", comparison.metric(), "mean", "low_95", "high_95");
    grid(svg, scale, height - 24);
    for (int i = 0; i < rows.size(); i++) {
      Comparison.Row row = rows.get(i);
      Map<Integer, Double> byRepetition = new LinkedHashMap<>();
      for (TrialRecord record : row.records()) {
        int repetition = record.trial().repetition();
        double value = Comparison.primary(record, comparison.weights());
        byRepetition.put(repetition, value);
        data.row(
            row.loss(),
            repetition,
            value,
            row.summary().mean(),
            row.summary().interval().low(),
            row.summary().interval().high());
      }
      row(svg, scale, 24 + 34 * i, new Svg.Key(i, row.loss()), row.summary(), byRepetition);
    }
    svg.label(
        (left + WIDTH) / 2.0,
        height - 2,
        "middle",
        "axis",
        comparison.metric() + " (" + comparison.weights() + " weights)");
    return new Figure(
        comparison.cell() + "/repetitions",
        "Every repetition, mean and interval",
        svg.end(),
        "",
        data.csv());
  }

  /** What a row has to have room for. */
  static DoubleStream extent(Summary summary, Collection<Double> values) {
    return DoubleStream.concat(
        DoubleStream.of(summary.interval().low(), summary.interval().high()),
        values.stream().mapToDouble(Double::doubleValue));
  }

  /**
   * A row of measurements: each as a dot, the mean as a bar, its interval as a line, and left of
   * the scale the name.
   *
   * @param values by repetition
   */
  static void row(
      Svg svg,
      Svg.Scale scale,
      double y,
      Svg.Key key,
      Summary summary,
      Map<Integer, Double> values) {
    int colour = key.index() % Svg.COLOURS;
    svg.label(scale.from() - 10, y + 4, "end", "name", shortened(key.name(), LONGEST_LABEL));
    if (!Double.isNaN(summary.interval().low())) {
      svg.line(
          scale.at(summary.interval().low()),
          y,
          scale.at(summary.interval().high()),
          y,
          "whisker s" + colour);
    }
    values.forEach(
        (repetition, value) ->
            svg.circle(
                scale.at(value),
                y,
                4,
                "dot f" + colour,
                key.name() + " #" + repetition + ": " + Numbers.two(value)));
    if (summary.n() > 0) {
      double x = scale.at(summary.mean());
      svg.line(x, y - 9, x, y + 9, "mean s" + colour);
    }
  }

  /** Room for names before rows. */
  static int labels(List<String> names) {
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    return Math.max(NARROWEST_LABELS, 16 + (int) (LETTER * Math.min(LONGEST_LABEL, longest)));
  }

  /** A name of at most so many letters; what is left out stands in its middle. */
  static String shortened(String name, int letters) {
    int length = name.codePointCount(0, name.length());
    return length <= letters
        ? name
        : name.substring(0, name.offsetByCodePoints(0, letters / 2))
            + "…"
            + name.substring(name.offsetByCodePoints(name.length(), 1 - letters / 2));
  }

  static void grid(Svg svg, Svg.Scale scale, int bottom) {
    for (double tick : scale.ticks(6)) {
      svg.line(scale.at(tick), 8, scale.at(tick), bottom - 8, "grid");
      svg.label(scale.at(tick), bottom + 6, "middle", "tick", scale.label(tick));
    }
  }

  /** A metric of each class, one mark per loss; classes in the given order. */
  static Figure classes(
      Comparison comparison,
      String metric,
      List<String> names,
      List<Integer> order,
      List<double[]> apByLoss) {
    List<String> losses = comparison.rows().stream().map(Comparison.Row::loss).toList();
    List<Svg.Key> keys = Svg.Key.of(losses);
    int top = Svg.legendHeight(keys, WIDTH);
    int height = top + 18 * order.size() + 40;
    int left = labels(names);
    Svg.Scale scale = new Svg.Scale(0, 100, left, WIDTH - 16);
    Svg svg = new Svg(WIDTH, height, metric + " of each class by loss").legend(keys, WIDTH);
    DataTable data = new DataTable("class", "loss", metric);
    for (double tick : scale.ticks(6)) {
      svg.line(scale.at(tick), top + 8, scale.at(tick), height - 28, "grid");
      svg.label(scale.at(tick), height - 14, "middle", "tick", scale.label(tick));
    }
    for (int row = 0; row < order.size(); row++) {
      int c = order.get(row);
      double y = top + 20 + 18 * row;
      svg.label(left - 10, y + 4, "end", "class", shortened(names.get(c), LONGEST_LABEL));
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
        data.row(names.get(c), losses.get(i), ap);
        if (!Double.isNaN(ap)) {
          svg.mark(
              scale.at(ap), y, i, losses.get(i) + ", " + names.get(c) + ": " + Numbers.two(ap));
        }
      }
    }
    svg.label((left + WIDTH) / 2.0, height, "middle", "axis", metric);
    return new Figure(
        comparison.cell() + "/classes",
        metric + " of each class, the most frequent first",
        svg.end(),
        "",
        data.csv());
  }
}
