package io.lossbench.core.suite;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What a mistyped name probably meant. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * {@code did you mean 'x'?} for the closest candidate, the candidates if they are few, or
   * nothing.
   */
  public static String of(String written, Collection<String> candidates) {
    String low = written.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .filter(candidate -> distance(low, candidate) <= tolerance(low, candidate))
        .min(
            Comparator.comparingInt((String candidate) -> distance(low, candidate))
                .thenComparing(c -> c))
        .map(candidate -> "did you mean '" + candidate + "'?")
        .orElseGet(
            () ->
                candidates.isEmpty() || candidates.size() > 16
                    ? ""
                    : "known: " + String.join(", ", candidates.stream().sorted().toList()));
  }

  private static int tolerance(String written, String candidate) {
    boolean prefix = written.length() >= 3 && candidate.startsWith(written.substring(0, 3));
    return prefix
        ? Math.max(written.length(), candidate.length()) / 2 + 1
        : Math.max(1, candidate.length() / 3);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
