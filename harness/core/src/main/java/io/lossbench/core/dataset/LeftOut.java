package io.lossbench.core.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader leaves out of a dataset by a rule: counted by reason, the first examples kept. It
 * ends as notes, which {@code datasets verify}, the record and the report show. Not thread-safe.
 */
public final class LeftOut {
  private static final int EXAMPLES = 3;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private static final class Entry {
    long count;
    final List<String> examples = new ArrayList<>();
  }

  /**
   * Counts one thing.
   *
   * @param reason in the plural, such as {@code labels of classes that the class list does not
   *     name}
   * @param example what was left out, such as a name with its line
   */
  public void add(String reason, String example) {
    Entry entry = entries.computeIfAbsent(reason, r -> new Entry());
    entry.count++;
    if (entry.examples.size() < EXAMPLES) {
      entry.examples.add(example);
    }
  }

  /** One sentence per reason, in the order of their first appearance. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    entries.forEach(
        (reason, entry) ->
            notes.add(
                "left out: "
                    + entry.count
                    + " "
                    + reason
                    + " ("
                    + String.join(", ", entry.examples)
                    + (entry.count > entry.examples.size() ? ", ..." : "")
                    + ")"));
    return notes;
  }
}
