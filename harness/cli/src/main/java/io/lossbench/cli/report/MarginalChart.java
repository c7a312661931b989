package io.lossbench.cli.report;

import io.lossbench.core.analysis.Marginal;
import io.lossbench.core.analysis.Place;
import io.lossbench.core.stats.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The metric over a setting: a curve with intervals for each family of variants. */
final class MarginalChart {
  private static final int LEFT = 52;
  private static final int RIGHT = Charts.WIDTH - 16;
  private static final int PLOT = 280;

  /** Curves stand side by side at a value, so that their intervals can be told apart. */
  private static final double APART = 5;

  private MarginalChart() {}

  static Figure of(Marginal marginal) {
    return new Figure(
        id(marginal), title(marginal), draw(marginal), note(marginal), data(marginal));
  }

  private static String id(Marginal marginal) {
    return marginal.isOfLoss()
        ? place(marginal.place(), "/") + "/over/" + marginal.subject() + "." + marginal.name()
        : "over/" + marginal.setting() + "/" + place(marginal.place(), "/");
  }

  private static String title(Marginal marginal) {
    return (marginal.isOfLoss() ? marginal.subject() + ": " : "")
        + marginal.metric()
        + " over "
        + marginal.name()
        + (marginal.isOfLoss() ? "" : alone(marginal.place()));
  }

  /** The dataset or the backbone that there is one of, behind a title. */
  static String alone(Place place) {
    return (place.datasets().size() == 1 ? ", " + place.datasets().get(0) : "")
        + (place.backbones().size() == 1 ? ", " + place.backbones().get(0) : "");
  }

  /** Names of datasets and backbones, unless there are many. */
  static String place(Place place, String separator) {
    return named(place.datasets(), "datasets") + separator + named(place.backbones(), "backbones");
  }

  private static String named(List<String> names, String kind) {
    return names.size() > 6 ? names.size() + " " + kind : String.join("+", names);
  }

  private static String note(Marginal marginal) {
    List<String> parts = new ArrayList<>();
    boolean single =
        marginal.curves().stream()
            .flatMap(curve -> curve.points().stream())
            .allMatch(point -> point.summary().n() < 2);
    parts.add(
        single
            ? "One repetition each, so that there are no intervals."
            : "Mean over the repetitions with its 95 % interval (Student's t).");
    parts.add("Along a curve nothing but " + marginal.setting() + " changes.");
    if (!marginal.isOfLoss()) {
      parts.add("Measured on " + place(marginal.place(), ", ") + ".");
    }
    if (marginal.mean().isPresent()) {
      parts.add("The thick line is the mean of the curves, its interval over the repetitions.");
    }
    marginal
        .baseline()
        .ifPresent(each -> parts.add("The dashed line is the mean of " + each.loss() + "."));
    return String.join(" ", parts);
  }

  private static List<Marginal.Curve> all(Marginal marginal) {
    return Stream.concat(marginal.curves().stream(), marginal.mean().stream()).toList();
  }

  private static String data(Marginal marginal) {
    DataTable data =
        new DataTable(
            "curve", marginal.setting(), "n", marginal.metric(), "sd", "low_95", "high_95");
    for (Marginal.Curve curve : all(marginal)) {
      for (Marginal.Point point : curve.points()) {
        Summary summary = point.summary();
        data.row(
            curve.label(),
            point.value(),
            summary.n(),
            summary.mean(),
            summary.deviation(),
            summary.interval().low(),
            summary.interval().high());
      }
    }
    marginal
        .baseline()
        .ifPresent(
            each ->
                data.row(
                    each.loss(), Double.NaN, "", each.mean(), Double.NaN, Double.NaN, Double.NaN));
    return data.csv();
  }

  private static String draw(Marginal marginal) {
    List<Svg.Key> keys =
        marginal.curves().size() == 1 && marginal.isOfLoss()
            ? List.of()
            : marginal.curves().stream()
                .map(curve -> new Svg.Key(curve.index(), curve.label()))
                .toList();
    int top = Svg.legendHeight(keys, Charts.WIDTH) + 10;
    int bottom = top + PLOT;
    int height = bottom + 40;
    List<Marginal.Point> points =
        all(marginal).stream().flatMap(curve -> curve.points().stream()).toList();
    Positions x =
        new Positions(points.stream().mapToDouble(Marginal.Point::value).toArray(), LEFT, RIGHT);
    Svg.Scale y =
        Svg.Scale.over(
            DoubleStream.concat(
                    points.stream()
                        .flatMapToDouble(
                            point ->
                                DoubleStream.of(
                                    point.summary().mean(),
                                    point.summary().interval().low(),
                                    point.summary().interval().high())),
                    marginal.baseline().stream().mapToDouble(Marginal.Reference::mean))
                .toArray(),
            bottom,
            top);
    Svg svg = new Svg(Charts.WIDTH, height, title(marginal)).legend(keys, Charts.WIDTH);
    svg.rows(y, LEFT, RIGHT).ticks(x, x.own(), bottom);
    svg.label(
        (LEFT + RIGHT) / 2.0,
        height - 4,
        "middle",
        "axis",
        marginal.name() + (x.isLogarithmic() ? " (logarithmic)" : ""));
    marginal
        .baseline()
        .ifPresent(
            each -> {
              svg.line(LEFT, y.at(each.mean()), RIGHT, y.at(each.mean()), "reference");
              svg.label(RIGHT, y.at(each.mean()) - 5, "end", "tick", each.loss());
            });
    int curves = marginal.curves().size();
    for (int i = 0; i < curves; i++) {
      Marginal.Curve curve = marginal.curves().get(i);
      double shift = (i - (curves - 1) / 2.0) * Math.min(APART, 50.0 / curves);
      String style = "s" + curve.index() % Svg.COLOURS;
      svg.curve(line(curve, x, y, shift), curve.index());
      whiskers(svg, curve, x, y, shift, style);
      for (Marginal.Point point : curve.points()) {
        svg.mark(
            x.at(point.value()) + shift,
            y.at(point.summary().mean()),
            curve.index(),
            curve.label()
                + ", "
                + marginal.name()
                + " "
                + Positions.label(point.value())
                + ": "
                + Numbers.two(point.summary().mean())
                + " ("
                + Numbers.interval(
                    point.summary().interval().low(), point.summary().interval().high())
                + ")");
      }
    }
    marginal
        .mean()
        .ifPresent(
            curve -> {
              whiskers(svg, curve, x, y, 0, "overall");
              svg.polyline(line(curve, x, y, 0), "curve overall");
            });
    return svg.end();
  }

  private static List<double[]> line(Marginal.Curve curve, Positions x, Svg.Scale y, double shift) {
    return curve.points().stream()
        .map(point -> new double[] {x.at(point.value()) + shift, y.at(point.summary().mean())})
        .toList();
  }

  private static void whiskers(
      Svg svg, Marginal.Curve curve, Positions x, Svg.Scale y, double shift, String style) {
    for (Marginal.Point point : curve.points()) {
      Summary.Interval interval = point.summary().interval();
      if (!Double.isNaN(interval.low())) {
        double at = x.at(point.value()) + shift;
        svg.line(at, y.at(interval.low()), at, y.at(interval.high()), "whisker " + style);
      }
    }
  }
}
