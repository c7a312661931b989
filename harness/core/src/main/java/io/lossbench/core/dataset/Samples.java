package io.lossbench.core.dataset;

import io.lossbench.core.task.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader found whose inputs are {@linkplain FeatureVectors vectors}: all of it is in memory,
 * so that no file is looked at again.
 *
 * @param splits by the names that {@link Listing} has; vectors of one width
 * @param notes what a reader of the numbers must know, such as rows that a rule leaves out
 */
public record Samples(
    List<String> classes, Task task, Map<String, Split> splits, List<String> notes)
    implements Format.Content {

  public Samples {
    classes = List.copyOf(classes);
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    notes = List.copyOf(notes);
    if (splits.values().stream().map(split -> split.vectors().width()).distinct().count() > 1) {
      throw new IllegalArgumentException("vectors of several widths");
    }
  }
}
