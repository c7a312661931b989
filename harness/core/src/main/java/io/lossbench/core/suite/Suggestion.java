package io.lossbench.core.suite;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What a mistyped name probably meant. */
public final class Suggestion {
  /** No name is longer; the distance takes the product of both lengths. */
  private static final int LONGEST = 100;

  private Suggestion() {}

  /**
   * {@code did you mean 'x'?} for the closest candidate, the candidates if they are few, or
   * nothing.
   */
  public static String of(String written, Collection<String> candidates) {
    String low = written.toLowerCase(Locale.ROOT);
    if (low.length() > LONGEST) {
      return "";
    }
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

  /** The same behind a semicolon, to end a sentence with; nothing for nothing. */
  public static String behind(String written, Collection<String> candidates) {
    String suggestion = of(written, candidates);
    return suggestion.isEmpty() ? "" : "; " + suggestion;
  }

  private static int tolerance(String written, String name) {
    String candidate = name.toLowerCase(Locale.ROOT);
    boolean prefix = written.length() >= 3 && candidate.startsWith(written.substring(0, 3));
    return prefix
        ? Math.max(written.length(), candidate.length()) / 2 + 1
        : Math.max(1, candidate.length() / 3);
  }

  /**
   * Edits that lead from one to the other; a swap of neighbours is one (optimal string alignment).
   */
  private static int distance(String a, String name) {
    String b = name.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
