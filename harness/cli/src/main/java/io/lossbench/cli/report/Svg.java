package io.lossbench.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An SVG drawing under construction; colours come from the page's style sheet. Not thread-safe. */
final class Svg {
  /** Colours that the style sheet has; variants beyond them have other marks and dashes. */
  static final int COLOURS = 8;

  private static final int LEGEND_LINE = 20;

  /** Wide enough for a letter of the fonts that browsers have for system-ui, at 12 pixels. */
  private static final double LETTER = 7;

  private final StringBuilder text = new StringBuilder();

  Svg(int width, int height, String label) {
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
            + " xmlns=\"http://www.w3.org/2000/svg\">",
        width, height, escape(label));
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  Svg circle(double x, double y, double radius, String style, String title) {
    return add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"><title>%s</title></circle>",
        x, y, radius, style, escape(title));
  }

  Svg rectangle(double x, double y, double width, double height, String style) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>",
        x, y, width, height, style);
  }

  /**
   * An image that {@link #useImage} shows any number of times.
   *
   * @param id unique on the page
   * @param uri its content, a {@code data:} URI
   * @param sharp whether its pixels are squares rather than smoothed
   */
  Svg defineImage(String id, String uri, double width, double height, boolean sharp) {
    return add(
        "<defs><image id=\"%s\" href=\"%s\" width=\"%.1f\" height=\"%.1f\""
            + " preserveAspectRatio=\"none\"%s/></defs>",
        escape(id),
        escape(uri),
        width,
        height,
        sharp ? " style=\"image-rendering:pixelated\"" : "");
  }

  Svg useImage(String id, double x, double y) {
    return add("<use href=\"#%s\" x=\"%.1f\" y=\"%.1f\"/>", escape(id), x, y);
  }

  /** A rectangle that is the fuller, the higher a share between 0 and 1. */
  Svg shade(double x, double y, double width, double height, double share) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"shade\""
            + " fill-opacity=\"%.2f\"/>",
        x, y, width, height, 0.04 + 0.46 * share);
  }

  /** The mark of a variant: a circle, and other forms where colours come again. */
  Svg mark(double x, double y, int index, String title) {
    String style = "dot f" + index % COLOURS;
    return switch (index / COLOURS % 3) {
      case 0 -> circle(x, y, 4, style, title);
      case 1 -> form(style, title, new double[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}, 3.6, x, y);
      default -> form(style, title, new double[][] {{-1, 0}, {0, -1}, {1, 0}, {0, 1}}, 5.2, x, y);
    };
  }

  private Svg form(
      String style, String title, double[][] corners, double radius, double x, double y) {
    List<double[]> points = new ArrayList<>();
    for (double[] corner : corners) {
      points.add(new double[] {x + radius * corner[0], y + radius * corner[1]});
    }
    return add(
        "<polygon points=\"%s\" class=\"%s\"><title>%s</title></polygon>",
        coordinates(points), style, escape(title));
  }

  /** The curve of a variant, dashed where colours come again. */
  Svg curve(List<double[]> points, int index) {
    return polyline(points, "curve s" + index % COLOURS + " d" + index / COLOURS % 3);
  }

  Svg label(double x, double y, String anchor, String style, String content) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        x, y, anchor, style, escape(content));
  }

  Svg polyline(List<double[]> points, String style) {
    return add("<polyline points=\"%s\" class=\"%s\"/>", coordinates(points), style);
  }

  Svg polygon(List<double[]> points, String style) {
    return add("<polygon points=\"%s\" class=\"%s\"/>", coordinates(points), style);
  }

  /** Lines across a plot at the ticks of its vertical scale, with their labels before them. */
  Svg rows(Scale y, double left, double right) {
    for (double tick : y.ticks(5)) {
      line(left, y.at(tick), right, y.at(tick), "grid");
      label(left - 8, y.at(tick) + 4, "end", "tick", y.label(tick));
    }
    return this;
  }

  /** The whole numbers among a scale's ticks, below a plot. */
  Svg wholeNumbers(Scale x, double bottom) {
    for (double tick : x.ticks(8)) {
      if (tick == Math.rint(tick)) {
        label(x.at(tick), bottom + 18, "middle", "tick", Numbers.fixed(tick, 0));
      }
    }
    return this;
  }

  /** Values with a short line each, below a plot. */
  Svg ticks(Positions x, List<Double> values, double bottom) {
    for (double tick : values) {
      line(x.at(tick), bottom, x.at(tick), bottom + 4, "grid");
      label(x.at(tick), bottom + 18, "middle", "tick", Positions.label(tick));
    }
    return this;
  }

  String end() {
    return text + "</svg>";
  }

  /** A mark and a name. */
  record Key(int index, String name) {

    /** Keys of consecutive variants. */
    static List<Key> of(List<String> names) {
      List<Key> keys = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        keys.add(new Key(i, names.get(i)));
      }
      return keys;
    }
  }

  /** Height of the lines that {@link #legend} takes. */
  static int legendHeight(List<Key> keys, int width) {
    return keys.isEmpty() ? 0 : LEGEND_LINE * (places(keys, width).get(keys.size() - 1)[1] + 1) + 6;
  }

  /** Marks with their names from the top of the drawing on, in as many lines as they need. */
  Svg legend(List<Key> keys, int width) {
    List<int[]> places = places(keys, width);
    for (int i = 0; i < keys.size(); i++) {
      double x = places.get(i)[0] + 6;
      double y = LEGEND_LINE * places.get(i)[1] + 10;
      mark(x, y, keys.get(i).index(), keys.get(i).name());
      label(x + 9, y + 4, "start", "name", keys.get(i).name());
    }
    return this;
  }

  /** Where each key begins, and in which line. */
  private static List<int[]> places(List<Key> keys, int width) {
    List<int[]> places = new ArrayList<>();
    int x = 0;
    int line = 0;
    for (Key key : keys) {
      int wide = (int) Math.ceil(LETTER * key.name().length()) + 34;
      if (x > 0 && x + wide > width) {
        x = 0;
        line++;
      }
      places.add(new int[] {x, line});
      x += wide;
    }
    return places;
  }

  private static String coordinates(List<double[]> points) {
    List<String> pairs = new ArrayList<>();
    points.forEach(point -> pairs.add(String.format(Locale.ROOT, "%.1f,%.1f", point[0], point[1])));
    return String.join(" ", pairs);
  }

  private Svg add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  static String escape(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A range of values mapped to a range of pixels, with round ticks. */
  record Scale(double low, double high, double from, double to) {

    /** A scale over the finite values among {@code values}, padded a little. */
    static Scale over(double[] values, double from, double to) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        if (Double.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      if (low > high) {
        return new Scale(0, 1, from, to);
      }
      double pad = Math.max((high - low) * 0.06, 0.05);
      return new Scale(low - pad, high + pad, from, to);
    }

    double at(double value) {
      return from + (value - low) / (high - low) * (to - from);
    }

    List<Double> ticks(int about) {
      double raw = (high - low) / about;
      double power = Math.pow(10, Math.floor(Math.log10(raw)));
      double step =
          raw / power < 1.5
              ? power
              : raw / power < 3.5 ? 2 * power : raw / power < 7.5 ? 5 * power : 10 * power;
      List<Double> ticks = new ArrayList<>();
      for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
        ticks.add(i * step);
      }
      return ticks;
    }

    /** A tick's label, with as many digits as neighbouring ticks need. */
    String label(double tick) {
      double span = high - low;
      return Numbers.fixed(tick, span < 1 ? 2 : span < 10 ? 1 : 0);
    }
  }
}
