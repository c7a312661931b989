package io.lossbench.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An SVG drawing under construction; colours come from the page's style sheet. Not thread-safe. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  Svg(int width, int height, String label) {
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" xmlns=\"http://www.w3.org/2000/svg\">",
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

  String end() {
    return text + "</svg>";
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
