package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where a format of vectors has its files: in one folder, a file for each split and the labels. */
record VectorFiles(Settings settings) {

  /** The folder that holds the file of the training split. */
  Path folder(DataFolders folders) {
    return folders.folderWith(settings.text("folder"), settings.text("train"));
  }

  /** The files that are asked for, as a person is told. */
  List<String> layout() {
    return Stream.of("train", "test", "validation", "labels")
        .flatMap(key -> settings.optionalText(key).stream())
        .map(file -> DataFolders.below(settings.text("folder"), file))
        .toList();
  }
}
