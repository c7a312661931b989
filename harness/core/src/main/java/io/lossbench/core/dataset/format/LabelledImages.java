package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.LeftOut;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.task.Task;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images with their labels, collected split by split until they are a listing. Not thread-safe. */
public final class LabelledImages {
  private final List<String> classes;
  private final Task task;
  private final Map<String, Rows> rows = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final LeftOut leftOut = new LeftOut();

  /** The listing of a dataset with these classes, in the order of their columns. */
  public LabelledImages(List<String> classes, Task task) {
    this.classes = classes;
    this.task = task;
  }

  private static final class Rows {
    final List<String> ids = new ArrayList<>();
    final List<Path> files = new ArrayList<>();
    final ByteArrayOutputStream labels = new ByteArrayOutputStream();
  }

  /**
   * Adds an image.
   *
   * @param split {@link Listing#TRAIN}, {@link Listing#VALIDATION} or {@link Listing#TEST}
   * @param id its name, unique within the split
   * @param labels one value per class, of those that {@link LabelMatrix} names; may be used again
   *     afterwards
   */
  public void add(String split, String id, Path file, byte[] labels) {
    Rows to = rows.computeIfAbsent(split, s -> new Rows());
    to.ids.add(id);
    to.files.add(file);
    to.labels.write(labels, 0, classes.size());
  }

  /** Adds a sentence that a reader of the numbers must know. */
  public void note(String text) {
    notes.add(text);
  }

  /** Counts what a rule leaves out; see {@link LeftOut#add}. */
  public void leftOut(String reason, String example) {
    leftOut.add(reason, example);
  }

  /** All that was added so far. */
  public Listing build() {
    Map<String, Listing.Part> parts = new LinkedHashMap<>();
    rows.forEach(
        (split, found) ->
            parts.put(
                split,
                new Listing.Part(
                    found.ids,
                    found.files,
                    LabelMatrix.of(found.ids.size(), classes.size(), found.labels.toByteArray()))));
    List<String> told = new ArrayList<>(notes);
    told.addAll(leftOut.notes());
    return new Listing(classes, task, parts, told);
  }
}
