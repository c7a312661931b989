package io.lossbench.core.suite;

import io.lossbench.core.random.SplitMix64;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * A setting that is searched.
 *
 * @param path {@code train.} and the setting for all losses, {@code losses.NAME.} and the parameter
 *     for one
 * @param range its kind and the values that it can take
 */
public record TuneAxis(String path, Settings range) {
  /** Drawn numbers have no more digits than one would write down. */
  private static final MathContext DIGITS = new MathContext(4);

  /** Whether it is an axis of the loss: one of all losses, or its own. */
  public boolean isOf(Suite.Loss loss) {
    return isShared() || entry().equals(loss.entry());
  }

  /** The suite's name of the loss whose own axis it is. */
  String entry() {
    // A loss' name may hold dots, its parameters do not.
    int end = Math.max(path.lastIndexOf('.'), TuneSettings.LOSSES.length());
    return path.startsWith(TuneSettings.LOSSES)
        ? path.substring(TuneSettings.LOSSES.length(), end)
        : "";
  }

  /** Whether all losses have it. */
  public boolean isShared() {
    return path.startsWith(TuneSettings.TRAIN);
  }

  /** The name of the setting within {@code train}, or within the loss; dotted if nested. */
  public String setting() {
    return isShared()
        ? path.substring(TuneSettings.TRAIN.length())
        : path.substring(path.lastIndexOf('.') + 1);
  }

  /** The values of a choice. */
  public List<Object> values() {
    return List.copyOf((List<?>) range.asMap().get("of"));
  }

  /** One value; each kind of axis takes one number of the generator. */
  public Object drawn(SplitMix64 generator) {
    double share = generator.nextDouble();
    String kind = range.text("type");
    if (kind.equals("choice")) {
      return values().get((int) (share * values().size()));
    }
    double low = range.number("low");
    double high = range.number("high");
    boolean whole = range.asMap().get("low") instanceof Long;
    // A whole number stands for all that is rounded to it.
    double from = whole ? low - 0.5 : low;
    double to = whole ? high + 0.5 : high;
    double value =
        kind.equals("uniform")
            ? from + share * (to - from)
            : StrictMath.exp(
                StrictMath.log(from) + share * (StrictMath.log(to) - StrictMath.log(from)));
    if (whole) {
      return Math.max((long) low, Math.min((long) high, Math.round(value)));
    }
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    return Math.max(low, Math.min(high, rounded));
  }
}
