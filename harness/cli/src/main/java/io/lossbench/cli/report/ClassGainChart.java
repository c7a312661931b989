package io.lossbench.cli.report;

import io.lossbench.core.analysis.ClassGains;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.analysis.Findings;
import io.lossbench.core.stats.Difference;
import io.lossbench.core.stats.Summary;
import java.util.Arrays;
import java.util.List;

/** What each loss is worth in each class, over the class' frequency: a panel a loss. */
final class ClassGainChart {
  private static final int LEFT = 40;
  private static final int TITLE = 22;
  private static final int GAP = 14;

  private ClassGainChart() {}

  static Figure of(Comparison comparison, List<ClassGains> gains, String metric) {
    return new Figure(
        comparison.cell() + "/class-gains",
        "Does a loss help rare classes? " + metric + " less that of " + comparison.baseline(),
        draw(comparison, gains, metric),
        "A mark for each class: the mean difference over the repetitions, paired, with its 95 %"
            + " interval, by how often the class is in the test images. Intervals are each"
            + " class' own; of twenty, one leaves out 0 by chance.",
        data(gains, metric));
  }

  /** The halves of the classes in numbers, one row a loss. */
  static List<Page.GainRow> rows(List<ClassGains> gains) {
    return gains.stream()
        .map(
            each ->
                new Page.GainRow(
                    each.loss(),
                    Numbers.signed(each.rare().mean()),
                    Numbers.signed(each.frequent().mean()),
                    each.contrast().map(c -> Numbers.signed(c.mean())).orElse("–"),
                    each.contrast().map(c -> Numbers.signedInterval(c.interval())).orElse("–"),
                    each.contrast().map(c -> Findings.probability(c.pValue())).orElse("–"),
                    each.contrast().filter(Difference::isFound).isPresent()))
        .toList();
  }

  private static String data(List<ClassGains> gains, String metric) {
    DataTable data =
        new DataTable("loss", "class", "in_test", metric + "_difference", "n", "low_95", "high_95");
    for (ClassGains each : gains) {
      for (ClassGains.ClassGain point : each.classes()) {
        data.row(
            each.loss(),
            point.name(),
            point.instances(),
            point.gain().mean(),
            point.gain().n(),
            point.gain().interval().low(),
            point.gain().interval().high());
      }
    }
    return data.csv();
  }

  private static String draw(Comparison comparison, List<ClassGains> gains, String metric) {
    if (gains.stream().allMatch(each -> each.classes().size() < 2)) {
      return "";
    }
    int side = gains.size() == 1 ? 1 : gains.size() < 7 ? 2 : 3;
    int plot = side == 3 ? 120 : 170;
    int width = (Charts.WIDTH - (side - 1) * GAP) / side;
    int lines = (gains.size() + side - 1) / side;
    int line = TITLE + plot + 34;
    Svg svg =
        new Svg(
            Charts.WIDTH,
            lines * line + 18,
            metric + " of each class less that of " + comparison.baseline());
    double[] means =
        gains.stream()
            .flatMap(each -> each.classes().stream())
            .mapToDouble(point -> point.gain().mean())
            .toArray();
    double[] instances =
        gains.stream()
            .flatMap(each -> each.classes().stream())
            .mapToDouble(ClassGains.ClassGain::instances)
            .toArray();
    for (int i = 0; i < gains.size(); i++) {
      int x = i % side * (width + GAP);
      int y = i / side * line;
      svg.label(
          x + LEFT, y + 14, "start", "name", Charts.shortened(gains.get(i).loss(), width / 8));
      panel(
          svg,
          gains.get(i),
          Positions.ofCounts(instances, x + LEFT, x + width - 6),
          yScale(means, y + TITLE + plot, y + TITLE),
          new double[] {x + LEFT, x + width - 6});
    }
    svg.label(
        Charts.WIDTH / 2.0,
        lines * line + 12,
        "middle",
        "axis",
        "how often the class is in the test images"
            + (Positions.ofCounts(instances, 0, 1).isLogarithmic() ? " (logarithmic)" : ""));
    return svg.end();
  }

  /** Of the means, with some room for intervals, which end at the border. */
  private static Svg.Scale yScale(double[] means, double bottom, double top) {
    double low = Math.min(0, Arrays.stream(means).min().orElse(0));
    double high = Math.max(0, Arrays.stream(means).max().orElse(0));
    double pad = Math.max(0.25 * (high - low), 0.05);
    return new Svg.Scale(low - pad, high + pad, bottom, top);
  }

  private static void panel(Svg svg, ClassGains gains, Positions x, Svg.Scale y, double[] sides) {
    for (double tick : y.ticks(4)) {
      svg.line(sides[0], y.at(tick), sides[1], y.at(tick), tick == 0 ? "zero" : "grid");
      svg.label(sides[0] - 6, y.at(tick) + 4, "end", "tick", y.label(tick));
    }
    for (double tick : x.round()) {
      svg.label(x.at(tick), y.from() + 16, "middle", "tick", Positions.label(tick));
    }
    for (ClassGains.ClassGain point : gains.classes()) {
      double across = x.at(point.instances());
      Summary.Interval interval = point.gain().interval();
      if (!Double.isNaN(interval.low())) {
        svg.line(
            across,
            y.at(Math.max(y.low(), interval.low())),
            across,
            y.at(Math.min(y.high(), interval.high())),
            "thin s" + gains.index() % Svg.COLOURS);
      }
      svg.mark(
          across,
          y.at(point.gain().mean()),
          gains.index(),
          point.name()
              + ", "
              + point.instances()
              + " images: "
              + Numbers.signed(point.gain().mean())
              + " ("
              + Numbers.signedInterval(interval)
              + ")");
    }
  }
}
