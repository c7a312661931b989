package io.lossbench.cli.report;

import io.lossbench.core.analysis.Tradeoff;
import io.lossbench.core.stats.Summary;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** Metric and training time of all losses and backbones of a dataset. */
final class TradeoffChart {
  private static final int LEFT = 52;
  private static final int RIGHT = Charts.WIDTH - 24;
  private static final int PLOT = 300;

  private TradeoffChart() {}

  static Figure of(Tradeoff tradeoff) {
    return new Figure(
        "time/" + tradeoff.dataset(),
        tradeoff.metric() + " and training time, " + tradeoff.dataset(),
        draw(tradeoff),
        "Means over the repetitions with their 95 % intervals. The line joins what nothing else beats"
            + " in both "
            + tradeoff.metric()
            + " and time (Pareto front, by the means); a lead within the intervals may be chance."
            + " Time is that of training alone, of one trial, and counts whatever else the machine"
            + " was doing.",
        data(tradeoff));
  }

  private static String data(Tradeoff tradeoff) {
    DataTable data =
        new DataTable(
            "loss",
            "backbone",
            "n",
            tradeoff.metric(),
            "low_95",
            "high_95",
            "training_s",
            "training_s_low_95",
            "training_s_high_95",
            "on_front");
    for (Tradeoff.Point point : tradeoff.points()) {
      data.row(
          point.loss(),
          point.backbone(),
          point.metric().n(),
          point.metric().mean(),
          point.metric().interval().low(),
          point.metric().interval().high(),
          point.seconds().mean(),
          point.seconds().interval().low(),
          point.seconds().interval().high(),
          point.isOnFront());
    }
    return data.csv();
  }

  private static String draw(Tradeoff tradeoff) {
    List<Tradeoff.Point> points = tradeoff.points();
    List<Svg.Key> keys =
        points.stream().map(point -> new Svg.Key(point.index(), point.loss())).distinct().toList();
    boolean backbones = points.stream().map(Tradeoff.Point::backbone).distinct().count() > 1;
    int top = Svg.legendHeight(keys, Charts.WIDTH) + 14;
    int bottom = top + PLOT;
    int height = bottom + 40;
    Positions x =
        new Positions(
            points.stream().flatMapToDouble(point -> ends(point.seconds())).toArray(), LEFT, RIGHT);
    Svg.Scale y =
        Svg.Scale.over(
            points.stream().flatMapToDouble(point -> ends(point.metric())).toArray(), bottom, top);
    Svg svg =
        new Svg(Charts.WIDTH, height, tradeoff.metric() + " and training time")
            .legend(keys, Charts.WIDTH);
    svg.rows(y, LEFT, RIGHT).ticks(x, x.round(), bottom);
    svg.label(
        (LEFT + RIGHT) / 2.0,
        height - 4,
        "middle",
        "axis",
        "seconds of training" + (x.isLogarithmic() ? " (logarithmic)" : ""));
    List<Tradeoff.Point> front =
        points.stream()
            .filter(Tradeoff.Point::isOnFront)
            .sorted(Comparator.comparingDouble(point -> point.seconds().mean()))
            .toList();
    svg.polyline(
        front.stream()
            .map(point -> new double[] {x.at(point.seconds().mean()), y.at(point.metric().mean())})
            .toList(),
        "front");
    for (Tradeoff.Point point : points) {
      point(svg, point, x, y, backbones);
    }
    return svg.end();
  }

  private static void point(
      Svg svg, Tradeoff.Point point, Positions x, Svg.Scale y, boolean backbones) {
    double across = x.at(point.seconds().mean());
    double up = y.at(point.metric().mean());
    String style = "thin s" + point.index() % Svg.COLOURS;
    Summary.Interval metric = point.metric().interval();
    Summary.Interval seconds = point.seconds().interval();
    if (!Double.isNaN(metric.low())) {
      svg.line(across, y.at(metric.low()), across, y.at(metric.high()), style);
    }
    if (!Double.isNaN(seconds.low())) {
      svg.line(x.at(seconds.low()), up, x.at(seconds.high()), up, style);
    }
    String name = point.loss() + (backbones ? ", " + point.backbone() : "");
    svg.mark(
        across,
        up,
        point.index(),
        name
            + ": "
            + Numbers.two(point.metric().mean())
            + " in "
            + Numbers.rounded(point.seconds().mean())
            + " s");
    if (point.isOnFront()) {
      boolean left = across > Charts.WIDTH - 180;
      svg.label(across + (left ? -8 : 8), up - 8, left ? "end" : "start", "small", name);
    }
  }

  /** What has to fit in; the lower end of an interval of times may be below 0. */
  private static DoubleStream ends(Summary summary) {
    return DoubleStream.of(
        summary.mean(),
        summary.interval().low() > 0 ? summary.interval().low() : summary.mean(),
        summary.interval().high());
  }
}
