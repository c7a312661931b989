package io.lossbench.core.dataset;

import io.lossbench.core.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A layout of a dataset's files, with the settings that a descriptor gives it. Reading leaves a
 * format as it was.
 */
public interface Format {

  /**
   * What a format reads: image files with their labels, which are checked and hashed before they
   * become a dataset; samples that are in memory already, which are hashed; or a dataset that needs
   * no files.
   */
  sealed interface Content permits Listing, Samples, Dataset {}

  /**
   * The content of the dataset as its annotations have it; no image is opened.
   *
   * @throws io.lossbench.core.HarnessException if files are missing, or with all faults of the
   *     annotations, each with its file and line
   */
  Content read(DataFolders folders);

  /** The files below the data folder, as a person is told: a line each, none if none is needed. */
  List<String> layout();

  /**
   * Writes a handful of generated scenes in this layout, so that a suite can be seen to work before
   * its data is there. By default nothing is written, and the real data is needed.
   */
  default void writeMiniature(Miniature miniature) {}

  /** What is asked of the images, where the settings alone tell it. */
  default Optional<Task> task() {
    return Optional.empty();
  }

  /** The number of training images, where the settings alone tell it. */
  default OptionalInt trainingImages() {
    return OptionalInt.empty();
  }
}
