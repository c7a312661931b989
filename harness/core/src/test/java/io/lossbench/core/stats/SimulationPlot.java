package io.lossbench.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shares by number of repetitions, a line for each series, as an SVG for the documentation. */
final class SimulationPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final int LEFT = 60;
  private static final int RIGHT = 270;
  private static final int TOP = 40;
  private static final int BOTTOM = 45;
  private static final List<String> COLOURS =
      List.of("#0b5fa5", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0f766e", "#a16207");

  private final String title;
  private final double highest;
  private final double declared;
  private final List<String> elements = new ArrayList<>();
  private int series;

  /**
   * An empty plot.
   *
   * @param highest end of the vertical axis
   * @param declared the rate that a dashed line shows
   */
  SimulationPlot(String title, double highest, double declared) {
    this.title = title;
    this.highest = highest;
    this.declared = declared;
  }

  String title() {
    return title;
  }

  /** Adds a line; its first value is that of two repetitions. */
  void add(String name, List<Double> values) {
    String colour = COLOURS.get(series % COLOURS.size());
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      points.append(text("%.1f,%.1f ", x(2 + i), y(values.get(i))));
    }
    elements.add(
        text(
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
            colour, points.toString().strip()));
    int at = TOP + 8 + 20 * series++;
    elements.add(
        text(
            "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"3\" fill=\"%s\"/>",
            WIDTH - RIGHT + 15, at - 5, colour));
    elements.add(label(WIDTH - RIGHT + 35, at, "start", name));
  }

  String svg() {
    StringBuilder svg =
        new StringBuilder(
            text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                    + " font-family=\"sans-serif\" font-size=\"12\">\n"
                    + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                WIDTH, HEIGHT));
    svg.append(label(LEFT, 20, "start", title)).append('\n');
    for (int tick = 0; tick <= 4; tick++) {
      double share = highest * tick / 4;
      svg.append(
          text(
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%4$.1f\" stroke=\"#ddd\"/>\n",
              LEFT, WIDTH - RIGHT, y(share), y(share)));
      svg.append(label(LEFT - 8, y(share) + 4, "end", text("%.0f %%", 100 * share))).append('\n');
    }
    for (int n = 2; n <= 10; n++) {
      svg.append(label(x(n), HEIGHT - BOTTOM + 18, "middle", Integer.toString(n))).append('\n');
    }
    svg.append(label(x(6), HEIGHT - 8, "middle", "repetitions")).append('\n');
    svg.append(
        text(
            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%4$.1f\" stroke=\"#444\""
                + " stroke-dasharray=\"5 4\"/>\n",
            LEFT, WIDTH - RIGHT, y(declared), y(declared)));
    elements.forEach(element -> svg.append(element).append('\n'));
    return svg.append("</svg>\n").toString();
  }

  private static double x(int repetitions) {
    return LEFT + 15 + (WIDTH - RIGHT - LEFT - 30) * (repetitions - 2) / 8.0;
  }

  private double y(double share) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.min(share, highest) / highest;
  }

  private static String label(double x, double y, String anchor, String words) {
    return text("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, words);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
