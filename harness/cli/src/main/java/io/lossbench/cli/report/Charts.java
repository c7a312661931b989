package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The drawings of a comparison. */
final class Charts {
  private static final int WIDTH = 720;
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
                            .mapToDouble(r -> Comparison.meanAp(r, comparison.weights()))))
            .toArray();
    Svg.Scale scale = Svg.Scale.over(values, LABELS, WIDTH - 16);
    Svg svg = new Svg(WIDTH, height, "mAP of each loss with its 95 % interval");
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
        double value = Comparison.meanAp(record, comparison.weights());
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
        "mAP (" + comparison.weights() + " weights)");
    return svg.end();
  }

  private static void grid(Svg svg, Svg.Scale scale, int bottom) {
    for (double tick : scale.ticks(6)) {
      svg.line(scale.at(tick), 8, scale.at(tick), bottom - 8, "grid");
      svg.label(scale.at(tick), bottom + 6, "middle", "tick", scale.label(tick));
    }
  }

  /** mAP by epoch: the mean of the repetitions as a line, their range as a band. */
  static String curves(Comparison comparison) {
    int height = 300;
    int left = 52;
    int bottom = height - 40;
    int last = 1;
    List<Double> all = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      for (double[] point : points(row, comparison.weights())) {
        last = Math.max(last, (int) point[0]);
        all.add(point[2]);
        all.add(point[3]);
      }
    }
    Svg.Scale x = new Svg.Scale(1, Math.max(2, last), left, WIDTH - 16);
    Svg.Scale y =
        Svg.Scale.over(all.stream().mapToDouble(Double::doubleValue).toArray(), bottom, 12);
    Svg svg = new Svg(WIDTH, height, "mAP by epoch");
    for (double tick : y.ticks(5)) {
      svg.line(left, y.at(tick), WIDTH - 16, y.at(tick), "grid");
      svg.label(left - 8, y.at(tick) + 4, "end", "tick", y.label(tick));
    }
    for (double tick : x.ticks(8)) {
      if (tick == Math.rint(tick)) {
        svg.label(x.at(tick), bottom + 18, "middle", "tick", Numbers.fixed(tick, 0));
      }
    }
    svg.label((left + WIDTH) / 2.0, height - 4, "middle", "axis", "epoch");
    for (int i = 0; i < comparison.rows().size(); i++) {
      List<double[]> points = points(comparison.rows().get(i), comparison.weights());
      List<double[]> line = new ArrayList<>();
      List<double[]> band = new ArrayList<>();
      for (double[] point : points) {
        line.add(new double[] {x.at(point[0]), y.at(point[1])});
        band.add(new double[] {x.at(point[0]), y.at(point[2])});
      }
      for (int p = points.size() - 1; p >= 0; p--) {
        band.add(new double[] {x.at(points.get(p)[0]), y.at(points.get(p)[3])});
      }
      svg.polygon(band, "band f" + i % 8).polyline(line, "curve s" + i % 8);
    }
    return svg.end();
  }

  /** Epoch, mean, lowest and highest mAP over the repetitions, for the evaluated epochs. */
  private static List<double[]> points(Comparison.Row row, String weights) {
    List<double[]> points = new ArrayList<>();
    int epochs =
        row.records().stream()
            .map(TrialRecord::outcome)
            .mapToInt(o -> o == null ? 0 : o.epochs().size())
            .max()
            .orElse(0);
    for (int e = 0; e < epochs; e++) {
      int index = e;
      double[] values =
          row.records().stream()
              .map(TrialRecord::outcome)
              .filter(outcome -> outcome != null && outcome.epochs().size() > index)
              .map(outcome -> outcome == null ? null : outcome.epochs().get(index))
              .mapToDouble(epoch -> value(epoch, weights))
              .filter(Double::isFinite)
              .toArray();
      if (values.length > 0) {
        points.add(
            new double[] {
              e + 1,
              Arrays.stream(values).average().orElse(Double.NaN),
              Arrays.stream(values).min().orElse(Double.NaN),
              Arrays.stream(values).max().orElse(Double.NaN)
            });
      }
    }
    return points;
  }

  private static double value(Outcome.@Nullable Epoch epoch, String weights) {
    return epoch == null ? Double.NaN : weights.equals("ema") ? epoch.emaMap() : epoch.rawMap();
  }

  /** AP of each class, one dot a loss; classes in the given order. */
  static String classes(List<String> names, List<Integer> order, List<double[]> apByLoss) {
    int height = 18 * order.size() + 40;
    Svg.Scale scale = new Svg.Scale(0, 100, LABELS, WIDTH - 16);
    Svg svg = new Svg(WIDTH, height, "AP of each class by loss");
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
    svg.label((LABELS + WIDTH) / 2.0, height - 2, "middle", "axis", "AP");
    return svg.end();
  }
}
