package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * A value by epoch, one curve a loss: the mean of the repetitions and their range as a band. It is
 * empty where the value is known of one epoch only, as after a training that was evaluated at its
 * end.
 */
final class CurveChart {
  private static final int HEIGHT = 300;
  private static final int LEFT = 52;
  private static final int RIGHT = Charts.WIDTH - 16;

  private CurveChart() {}

  /** One epoch of one loss. */
  private record Point(int epoch, double mean, double low, double high) {}

  /** The primary metric on the test images. */
  static Figure ofMetric(Comparison comparison) {
    List<List<Point>> curves =
        curves(
            comparison,
            comparison.weights() == WeightsKind.EMA ? Outcome.Epoch::ema : Outcome.Epoch::raw);
    return new Figure(
        comparison.cell() + "/curves",
        "Learning curves",
        draw(comparison, comparison.metric() + " by epoch", curves),
        comparison.metric()
            + " on the test images after each epoch that was evaluated: mean of the repetitions,"
            + " and their range.",
        data(comparison, curves, comparison.metric()));
  }

  /** What is tracked in training under a name. */
  static Figure ofTracked(Comparison comparison, String name, String doc) {
    String words = name.replace('_', ' ');
    List<List<Point>> curves =
        curves(comparison, epoch -> epoch.tracked().getOrDefault(name, Double.NaN));
    return new Figure(
        comparison.cell() + "/tracked/" + name,
        words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
        draw(comparison, words + " by epoch", curves),
        doc,
        data(comparison, curves, name));
  }

  private static List<List<Point>> curves(
      Comparison comparison, ToDoubleFunction<Outcome.Epoch> value) {
    return comparison.rows().stream().map(row -> points(row, value)).toList();
  }

  private static String data(Comparison comparison, List<List<Point>> curves, String quantity) {
    DataTable data = new DataTable("loss", "epoch", quantity, "lowest", "highest");
    for (int i = 0; i < curves.size(); i++) {
      for (Point point : curves.get(i)) {
        data.row(
            comparison.rows().get(i).loss(),
            point.epoch(),
            point.mean(),
            point.low(),
            point.high());
      }
    }
    return data.csv();
  }

  private static String draw(Comparison comparison, String title, List<List<Point>> curves) {
    if (curves.stream().allMatch(curve -> curve.size() < 2)) {
      return "";
    }
    List<Svg.Key> keys = Svg.Key.of(comparison.rows().stream().map(Comparison.Row::loss).toList());
    int top = Svg.legendHeight(keys, Charts.WIDTH);
    int height = top + HEIGHT;
    int bottom = height - 40;
    int last = curves.stream().flatMap(List::stream).mapToInt(Point::epoch).max().orElse(1);
    double[] ends =
        curves.stream()
            .flatMap(List::stream)
            .flatMapToDouble(point -> Arrays.stream(new double[] {point.low(), point.high()}))
            .toArray();
    Svg.Scale x = new Svg.Scale(1, Math.max(2, last), LEFT, RIGHT);
    Svg.Scale y = Svg.Scale.over(ends, bottom, top + 12);
    Svg svg = new Svg(Charts.WIDTH, height, title).legend(keys, Charts.WIDTH);
    svg.rows(y, LEFT, RIGHT).wholeNumbers(x, bottom);
    svg.label((LEFT + Charts.WIDTH) / 2.0, height - 4, "middle", "axis", "epoch");
    for (int i = 0; i < curves.size(); i++) {
      List<double[]> line = new ArrayList<>();
      List<double[]> band = new ArrayList<>();
      for (Point point : curves.get(i)) {
        line.add(new double[] {x.at(point.epoch()), y.at(point.mean())});
        band.add(new double[] {x.at(point.epoch()), y.at(point.low())});
      }
      for (int p = curves.get(i).size() - 1; p >= 0; p--) {
        Point point = curves.get(i).get(p);
        band.add(new double[] {x.at(point.epoch()), y.at(point.high())});
      }
      svg.polygon(band, "band f" + i % Svg.COLOURS).curve(line, i);
      if (line.size() == 1) {
        svg.mark(line.get(0)[0], line.get(0)[1], i, comparison.rows().get(i).loss());
      }
    }
    return svg.end();
  }

  /** The epochs in which the value is known. */
  private static List<Point> points(Comparison.Row row, ToDoubleFunction<Outcome.Epoch> value) {
    List<Outcome> outcomes =
        row.records().stream().map(TrialRecord::outcome).filter(Objects::nonNull).toList();
    int epochs = outcomes.stream().mapToInt(outcome -> outcome.epochs().size()).max().orElse(0);
    List<Point> points = new ArrayList<>();
    for (int e = 0; e < epochs; e++) {
      int index = e;
      double[] values =
          outcomes.stream()
              .filter(outcome -> outcome.epochs().size() > index)
              .mapToDouble(outcome -> value.applyAsDouble(outcome.epochs().get(index)))
              .filter(Double::isFinite)
              .toArray();
      if (values.length > 0) {
        points.add(
            new Point(
                e + 1,
                Arrays.stream(values).average().orElse(Double.NaN),
                Arrays.stream(values).min().orElse(Double.NaN),
                Arrays.stream(values).max().orElse(Double.NaN)));
      }
    }
    return points;
  }
}
