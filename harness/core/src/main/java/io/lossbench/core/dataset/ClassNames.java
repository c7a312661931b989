package io.lossbench.core.dataset;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names of classes that a table brings without a list of them. */
final class ClassNames {
  private ClassNames() {}

  /**
   * Pairs of names that differ only in upper and lower case, spaces, or the form of their Unicode
   * characters: probably one class, counted as two. As a note, or none.
   */
  static List<String> lookalikes(Collection<String> classes) {
    Map<String, String> first = new HashMap<>();
    List<String> pairs = new ArrayList<>();
    for (String name : classes) {
      String plain =
          Normalizer.normalize(name, Normalizer.Form.NFKC)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[\\s_-]+", "");
      String other = first.putIfAbsent(plain, name);
      if (other != null) {
        pairs.add("'" + other + "' and '" + name + "'");
      }
    }
    return pairs.isEmpty()
        ? List.of()
        : List.of("classes that look like one and count as two: " + String.join(", ", pairs));
  }

  /** The labels of a text that is separated by {@code separator}; blank ones do not count. */
  static List<String> split(String text, char separator) {
    List<String> labels = new ArrayList<>();
    for (int from = 0; from <= text.length(); ) {
      int end = text.indexOf(separator, from);
      end = end < 0 ? text.length() : end;
      String label = text.substring(from, end).strip();
      if (!label.isEmpty()) {
        labels.add(label);
      }
      from = end + 1;
    }
    return labels;
  }
}
