package io.lossbench.core.dataset;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.task.Task;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an annotation reader found: classes, and the images and labels of each split, before any
 * image was looked at.
 *
 * @param notes what a reader of the numbers must know, such as images that a rule leaves out
 */
public record Listing(List<String> classes, Task task, Map<String, Part> parts, List<String> notes)
    implements Format.Content {
  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TEST = "test";

  public Listing {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
  }

  /** A split; ids, files and rows of labels belong together. The lists are handed over. */
  public record Part(List<String> ids, List<Path> files, LabelMatrix labels) {
    Split split(String dataset, ImageCheck.Result[] images, int[] kept) {
      Checksums checksums =
          Checksums.of(Arrays.stream(images).map(ImageCheck.Result::sha256).toList());
      return new Split(ids, labels, new Pixels.Files(dataset, files, checksums)).select(kept);
    }
  }

  /** Collects images with their labels, split by split. Not thread-safe. */
  public static final class Builder {
    private final List<String> classes;
    private final Task task;
    private final Map<String, Rows> rows = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final LeftOut leftOut = new LeftOut();

    /** The listing of a dataset with these classes, in the order of their columns. */
    public Builder(List<String> classes, Task task) {
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
     * @param split {@link #TRAIN}, {@link #VALIDATION} or {@link #TEST}
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
      Map<String, Part> parts = new LinkedHashMap<>();
      rows.forEach(
          (split, found) ->
              parts.put(
                  split,
                  new Part(
                      found.ids,
                      found.files,
                      LabelMatrix.of(
                          found.ids.size(), classes.size(), found.labels.toByteArray()))));
      List<String> told = new ArrayList<>(notes);
      told.addAll(leftOut.notes());
      return new Listing(classes, task, parts, told);
    }
  }
}
