package io.lossbench.cli.report;

import io.lossbench.core.stats.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** A value by commit: dots with intervals, and the levels between steps as lines. */
final class HistoryChart {
  private static final int HEIGHT = 240;
  private static final int LEFT = 64;
  private static final int BOTTOM = HEIGHT - 40;
  private static final int RIGHT = Charts.WIDTH - 16;
  private static final int SHORT_NAME = 8;
  private static final int MOST_NAMES = 10;

  private HistoryChart() {}

  /**
   * A commit.
   *
   * @param low of the interval; NaN without one
   */
  record Point(String commit, double value, double low, double high) {}

  static String draw(String title, List<Point> points, Steps steps) {
    Svg svg = new Svg(Charts.WIDTH, HEIGHT, title + " by commit");
    Svg.Scale x = new Svg.Scale(-0.5, points.size() - 0.5, LEFT, RIGHT);
    Svg.Scale y =
        Svg.Scale.over(
            points.stream()
                .flatMapToDouble(p -> DoubleStream.of(p.value(), p.low(), p.high()))
                .toArray(),
            BOTTOM,
            12);
    svg.rows(y, LEFT, RIGHT);
    int every = (points.size() + MOST_NAMES - 1) / MOST_NAMES;
    for (int i = 0; i < points.size(); i += every) {
      String commit = points.get(i).commit();
      svg.label(
          x.at(i),
          BOTTOM + 18,
          "middle",
          "tick",
          commit.substring(0, Math.min(SHORT_NAME, commit.length())));
    }
    svg.label((LEFT + Charts.WIDTH) / 2.0, HEIGHT - 4, "middle", "axis", "commit");
    List<double[]> line = new ArrayList<>();
    for (int s = 0; s < steps.starts().size(); s++) {
      int end = s + 1 < steps.starts().size() ? steps.starts().get(s + 1) : points.size();
      line.add(new double[] {x.at(steps.starts().get(s) - 0.5), y.at(steps.levels().get(s))});
      line.add(new double[] {x.at(end - 0.5), y.at(steps.levels().get(s))});
    }
    svg.polyline(line, "curve s1");
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (!Double.isNaN(point.low())) {
        svg.line(x.at(i), y.at(point.low()), x.at(i), y.at(point.high()), "whisker s2");
      }
      svg.circle(
          x.at(i),
          y.at(point.value()),
          4,
          "dot f2",
          point.commit() + ": " + Numbers.rounded(point.value()));
    }
    return svg.end();
  }
}
