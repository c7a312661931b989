package io.lossbench.core.detection;

import java.util.Optional;
import java.util.regex.Pattern;

/** A yes or no in annotations, as the tools that write them spell it. */
public final class Flag {
  private static final Pattern YES = Pattern.compile("1(\\.0*)?|true", Pattern.CASE_INSENSITIVE);
  private static final Pattern NO = Pattern.compile("0(\\.0*)?|false", Pattern.CASE_INSENSITIVE);

  private Flag() {}

  /** Yes for 1, 1.0 and true, no for 0, 0.0 and false, in any case; empty for anything else. */
  public static Optional<Boolean> of(String text) {
    String value = text.strip();
    boolean yes = YES.matcher(value).matches();
    return yes || NO.matcher(value).matches() ? Optional.of(yes) : Optional.empty();
  }
}
