package io.lossbench.core.provenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A field that had one value and has another.
 *
 * @param field its name; that of a nested one is a path such as {@code train.schedule.max-lr}
 * @param before the earlier value as text; {@code none} where there was no such field
 * @param now the later one
 */
public record Change(String field, String before, String now) {
  private static final String NONE = "none";

  /** A change of two values that differ as texts; nothing if they do not. */
  public static List<Change> of(String field, @Nullable Object before, @Nullable Object now) {
    String was = Objects.toString(before, NONE);
    String is = Objects.toString(now, NONE);
    return was.equals(is) ? List.of() : List.of(new Change(field, was, is));
  }

  /** The changes between two nested maps, by path; a list is one value. */
  public static List<Change> between(Map<String, ?> before, Map<String, ?> now) {
    List<Change> changes = new ArrayList<>();
    collect("", before, now, changes);
    return changes;
  }

  private static void collect(
      String prefix, Map<?, ?> before, Map<?, ?> now, List<Change> changes) {
    Set<String> keys = new TreeSet<>();
    before.keySet().forEach(key -> keys.add(String.valueOf(key)));
    now.keySet().forEach(key -> keys.add(String.valueOf(key)));
    for (String key : keys) {
      Object was = before.get(key);
      Object is = now.get(key);
      if (was instanceof Map<?, ?> a && is instanceof Map<?, ?> b) {
        collect(prefix + key + ".", a, b, changes);
      } else if (!Objects.equals(was, is)) {
        changes.add(
            new Change(prefix + key, Objects.toString(was, NONE), Objects.toString(is, NONE)));
      }
    }
  }

  /** The change in a sentence. */
  public String sentence() {
    return field + " was " + before + ", is " + now;
  }
}
