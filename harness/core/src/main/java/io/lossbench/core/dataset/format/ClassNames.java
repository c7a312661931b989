package io.lossbench.core.dataset.format;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names of classes that a table brings without a list of them. */
final class ClassNames {
  /** Letters of Persian and Hindi, and emoji, are joined and kept apart by these two. */
  private static final int NON_JOINER = 0x200C;

  private static final int JOINER = 0x200D;

  private ClassNames() {}

  /**
   * Pairs of names that differ only in upper and lower case, spaces, a zero behind the point, or
   * the form of their Unicode characters: probably one class, counted as two. As a note, or none.
   */
  static List<String> lookalikes(Collection<String> classes) {
    Map<String, String> first = new HashMap<>();
    List<String> pairs = new ArrayList<>();
    for (String name : classes) {
      String plain =
          Normalizer.normalize(name, Normalizer.Form.NFKC)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[\\s_-]+", "")
              .replaceAll("(?<=\\d)\\.0+$", "");
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

  /** What is wrong with a label that no list of classes vouches for; empty if nothing is. */
  static Optional<String> fault(String label) {
    Optional<String> invisible = invisible(label);
    if (invisible.isPresent()) {
      return invisible;
    }
    if (label.matches("(?i)nan|none|null|<na>")) {
      return Optional.of(
          "'"
              + label
              + "' stands for a missing value; leave the field empty (or name the classes in the"
              + " descriptor, if it is one)");
    }
    if (label.matches("\\[.*]")) {
      return Optional.of("'" + label + "' is a list; separate labels by semicolons: cat;dog");
    }
    if (label.matches("'.*'|\".*\"")) {
      return Optional.of("the label " + label + " has quotes in it; write it without them");
    }
    return Optional.empty();
  }

  /**
   * What nobody can see in a label, such as a byte order mark, which makes it another than the one
   * it looks like; empty if there is nothing.
   */
  static Optional<String> invisible(String label) {
    if (label.codePoints().noneMatch(ClassNames::isInvisible)) {
      return Optional.empty();
    }
    StringBuilder shown = new StringBuilder();
    label
        .codePoints()
        .forEach(
            point ->
                shown.append(
                    isInvisible(point)
                        ? String.format(Locale.ROOT, "<U+%04X>", point)
                        : Character.toString(point)));
    return Optional.of(
        "the label '" + shown + "' has a character in it that cannot be seen; remove it");
  }

  private static boolean isInvisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> point != NON_JOINER && point != JOINER;
      default -> false;
    };
  }
}
