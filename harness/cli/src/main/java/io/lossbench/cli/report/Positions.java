package io.lossbench.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of a setting or a quantity along an axis: by their logarithms where they are positive and
 * span more than some factor.
 */
final class Positions {
  /** Learning rates span more, exponents and margins less. */
  private static final double OF_SETTINGS = 20;

  private static final double OF_COUNTS = 3;
  private static final double LETTER = 7;

  private final boolean logarithmic;
  private final Svg.Scale scale;
  private final double[] sorted;

  /** Of the values of a setting, or of times. */
  Positions(double[] values, double from, double to) {
    this(values, from, to, OF_SETTINGS);
  }

  /** Of how often classes occur. */
  static Positions ofCounts(double[] values, double from, double to) {
    return new Positions(values, from, to, OF_COUNTS);
  }

  private Positions(double[] values, double from, double to, double factor) {
    sorted = Arrays.stream(values).filter(Double::isFinite).distinct().sorted().toArray();
    double low = sorted.length == 0 ? 0 : sorted[0];
    double high = sorted.length == 0 ? 1 : sorted[sorted.length - 1];
    logarithmic = low > 0 && high / low > factor;
    double first = place(low);
    double last = place(high);
    double pad = last > first ? 0.06 * (last - first) : Math.max(1e-9, Math.abs(first) * 0.1);
    scale = new Svg.Scale(first - pad, last + pad, from, to);
  }

  private double place(double value) {
    return logarithmic ? Math.log10(value) : value;
  }

  double at(double value) {
    double from = Math.min(scale.from(), scale.to());
    double to = Math.max(scale.from(), scale.to());
    return Math.max(from, Math.min(to, scale.at(place(value))));
  }

  boolean isLogarithmic() {
    return logarithmic;
  }

  /** The values themselves as ticks, as many as have room for their labels. */
  List<Double> own() {
    return thinned(Arrays.stream(sorted).boxed().toList());
  }

  /** Round numbers as ticks. */
  List<Double> round() {
    if (!logarithmic) {
      return scale.ticks(6);
    }
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(scale.low()); power <= Math.ceil(scale.high()); power++) {
      for (int factor : new int[] {1, 2, 5}) {
        double tick = factor * Math.pow(10, power);
        if (place(tick) >= scale.low() && place(tick) <= scale.high()) {
          ticks.add(tick);
        }
      }
    }
    return thinned(ticks);
  }

  private List<Double> thinned(List<Double> ticks) {
    List<Double> kept = new ArrayList<>();
    double end = Double.NEGATIVE_INFINITY;
    for (double tick : ticks) {
      double half = LETTER * (label(tick).length() + 1) / 2;
      if (at(tick) - half >= end) {
        kept.add(tick);
        end = at(tick) + half;
      }
    }
    return kept;
  }

  /** A value with at most four digits that count, as 0.0001 rather than 1.0E-4. */
  static String label(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros();
    return rounded.signum() == 0
        ? "0"
        : rounded.scale() > 6 || rounded.precision() - rounded.scale() > 7
            ? rounded.toString()
            : rounded.toPlainString();
  }
}
