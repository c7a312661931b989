package io.lossbench.core.dataset;

import io.lossbench.core.task.Task;
import io.lossbench.core.task.Truth;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an annotation reader found: classes, and the images of each split with what is right for
 * them, before any image was looked at.
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

  /** A split; ids, files and rows of the truth belong together. The lists are handed over. */
  public record Part(List<String> ids, List<Path> files, Truth truth) {
    Split split(String dataset, ImageCheck.Result[] images, int[] kept) {
      Checksums checksums =
          Checksums.of(Arrays.stream(images).map(ImageCheck.Result::sha256).toList());
      return new Split(ids, truth, new Pixels.Files(dataset, files, checksums)).select(kept);
    }
  }
}
