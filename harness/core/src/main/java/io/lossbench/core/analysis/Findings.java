package io.lossbench.core.analysis;

import io.lossbench.core.stats.BaselineComparison;
import io.lossbench.core.stats.Difference;
import io.lossbench.core.stats.Power;
import io.lossbench.core.stats.Summary.Interval;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** A comparison in words. */
public final class Findings {
  private Findings() {}

  /** What each loss but the baseline is worth, a sentence each. */
  static List<String> of(Comparison comparison) {
    return comparison.rows().stream()
        .filter(row -> !row.loss().equals(comparison.baseline()))
        .map(row -> finding(comparison, row))
        .toList();
  }

  /** What all losses but the baseline are worth, in one or two sentences. */
  public static String summary(Comparison comparison) {
    List<Comparison.Row> judged =
        comparison.rows().stream()
            .filter(row -> row.difference().filter(d -> d.repetitions() > 1).isPresent())
            .toList();
    long better = judged.stream().filter(row -> isFound(comparison, row, 1)).count();
    long worse = judged.stream().filter(row -> isFound(comparison, row, -1)).count();
    String counts =
        String.format(
            Locale.ROOT,
            "Of %d losses, %s better than %s, %s worse, and %s statistically indistinguishable.",
            judged.size(),
            are(better),
            comparison.baseline(),
            are(worse),
            are(judged.size() - better - worse));
    return judged.stream()
        .reduce((a, b) -> gain(comparison, b) > gain(comparison, a) ? b : a)
        .map(
            best ->
                counts
                    + String.format(
                        Locale.ROOT,
                        " The largest gain is that of %s: %+.2f %s (%s).",
                        best.loss(),
                        twoDecimals(best.difference().orElseThrow().mean()),
                        comparison.metric(),
                        evidence(best.difference().orElseThrow())))
        .orElse("No two repetitions share a loss with " + comparison.baseline() + ".");
  }

  private static String are(long losses) {
    return losses + (losses == 1 ? " is" : " are");
  }

  private static double gain(Comparison comparison, Comparison.Row row) {
    return comparison.better().gain(row.difference().orElseThrow().mean(), 0);
  }

  private static boolean isFound(Comparison comparison, Comparison.Row row, int sign) {
    return row.difference().orElseThrow().isFound() && sign * gain(comparison, row) > 0;
  }

  private static String finding(Comparison comparison, Comparison.Row row) {
    String baseline = comparison.baseline();
    if (row.difference().isEmpty()) {
      return row.loss() + " could not be compared with " + baseline + ": no repetition has both.";
    }
    Difference difference = row.difference().get();
    String direction = comparison.better().gain(difference.mean(), 0) >= 0 ? "better" : "worse";
    String amount =
        String.format(Locale.ROOT, "%.2f %s", Math.abs(difference.mean()), comparison.metric());
    if (difference.repetitions() < 2) {
      return String.format(
          Locale.ROOT,
          "%s was %s %s than %s in the only repetition; one repetition says nothing about chance.",
          row.loss(),
          amount,
          direction,
          baseline);
    }
    if (difference.isFound()) {
      return String.format(
          Locale.ROOT,
          "%s is %s %s than %s (%s)%s.",
          row.loss(),
          amount,
          direction,
          baseline,
          evidence(difference),
          comparison.overBoth(row).map(Findings::onOtherImages).orElse(""));
    }
    return String.format(
        Locale.ROOT,
        "%s and %s are statistically indistinguishable: %+.2f %s (%s); %s.",
        row.loss(),
        baseline,
        twoDecimals(difference.mean()),
        comparison.metric(),
        evidence(difference),
        power(difference, comparison.metric()));
  }

  /** Of a difference that other repetitions would show again. */
  private static String onOtherImages(Interval both) {
    return String.format(
        Locale.ROOT,
        both.excludesZero()
            ? ", and would be on other test images too (%+.2f to %+.2f)"
            : "; on other test images it might not be (%+.2f to %+.2f)",
        twoDecimals(both.low()),
        twoDecimals(both.high()));
  }

  private static String evidence(Difference difference) {
    return String.format(
        Locale.ROOT,
        "95 %% interval %+.2f to %+.2f, n = %d, p %s",
        twoDecimals(difference.interval().low()),
        twoDecimals(difference.interval().high()),
        difference.repetitions(),
        equation(difference.pValue()));
  }

  /** A p value behind the letter: {@code = 0.03}, {@code < 0.001}. */
  private static String equation(double p) {
    String text = probability(p);
    return text.startsWith("<") ? text : "= " + text;
  }

  private static String power(Difference difference, String metric) {
    String found =
        String.format(
            Locale.ROOT,
            "a true difference of %.1f %s would have been found with a chance of %.0f %%",
            difference.smallestDetectable(),
            metric,
            100 * Power.WANTED);
    OptionalInt enough = difference.repetitionsToDecide();
    return enough.isEmpty()
        ? found
        : found
            + ", one as small as "
            + String.format(Locale.ROOT, "%.2f", Math.abs(difference.mean()))
            + " with "
            + enough.getAsInt()
            + " repetitions";
  }

  /** What the differences are judged by and what that assumes; empty if nothing was judged. */
  public static String basis(Comparison comparison) {
    BaselineComparison judged = comparison.judged();
    List<Difference> differences =
        comparison.rows().stream()
            .flatMap(row -> row.difference().stream())
            .filter(difference -> difference.repetitions() > 1)
            .toList();
    if (differences.isEmpty()) {
      return "";
    }
    Difference first = differences.get(0);
    String freedom =
        String.format(Locale.ROOT, "%.0f degrees of freedom", first.degreesOfFreedom());
    String paired =
        "each difference is judged by its own spread: Student's t, "
            + freedom
            + (differences.size() > 1
                ? ", Bonferroni's correction for " + differences.size() + " losses"
                : "")
            + (judged.grounds() == BaselineComparison.Grounds.SPREADS_DIFFER
                ? ", with no spread taken for less than the pooled one"
                : "");
    return switch (judged.grounds()) {
      case SPREADS_AGREE ->
          "No loss spreads more than the others (smallest p "
              + equation(judged.unequalSpread())
              + "), so the spread of all losses together judges every difference: Dunnett's"
              + " intervals and p values, "
              + freedom
              + ", which hold for all losses at once"
              + (judged.leftOut() == 0
                  ? "."
                  : "; " + judged.leftOut() + " repetitions that lack a loss are left out of it.");
      case SPREADS_DIFFER ->
          "The losses may not spread alike (smallest p "
              + equation(judged.unequalSpread())
              + "), so "
              + paired
              + ".";
      case ONE_COMPARISON -> "There is one difference to judge: Student's t, " + freedom + ".";
      case FEW_REPETITIONS ->
          "Two repetitions do not show whether the losses spread alike, so " + paired + ".";
      case INCOMPLETE -> "Too many repetitions lack some loss, so " + paired + ".";
    };
  }

  /** A number that two decimals show as 0 is one: there is no -0.00. */
  private static double twoDecimals(double value) {
    return Math.abs(value) < 0.005 ? 0 : value;
  }

  /** A p value with two significant digits, never rounded to 0. */
  public static String probability(double p) {
    return Double.isNaN(p)
        ? "–"
        : p < 0.001
            ? "< 0.001"
            : p < 0.1
                ? String.format(Locale.ROOT, "%.3f", p)
                : String.format(Locale.ROOT, "%.2f", p);
  }
}
