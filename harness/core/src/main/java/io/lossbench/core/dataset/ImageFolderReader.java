package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Single-label classification as in torchvision's ImageFolder: {@code SPLIT/CLASS/IMAGE}. Classes
 * in sorted order.
 */
final class ImageFolderReader {
  private ImageFolderReader() {}

  static Listing read(String name, Settings format, List<Path> roots) {
    Path folder = DatasetLoader.folderWith(name, format, format.text("train"), roots);
    TreeSet<String> names = new TreeSet<>();
    names.addAll(list(folder.resolve(format.text("train")), Files::isDirectory));
    Faults faults = new Faults();
    List<String> classes = List.copyOf(names);
    Listing.Builder listing = new Listing.Builder(classes, Task.SINGLE_LABEL);
    add(listing, classes, Listing.TRAIN, folder, format.text("train"), faults);
    format
        .optionalText("validation")
        .ifPresent(
            validation -> add(listing, classes, Listing.VALIDATION, folder, validation, faults));
    add(listing, classes, Listing.TEST, folder, format.text("test"), faults);
    faults.throwIfAny("the image folders in " + folder + " cannot be used");
    return listing.build();
  }

  private static void add(
      Listing.Builder listing,
      List<String> classes,
      String split,
      Path folder,
      String part,
      Faults faults) {
    Path root = folder.resolve(part);
    byte[] labels = new byte[classes.size()];
    for (String each : list(root, Files::isDirectory)) {
      int column = classes.indexOf(each);
      if (column < 0) {
        faults.add(root.resolve(each), 0, "a class without training images");
        continue;
      }
      Arrays.fill(labels, LabelMatrix.NEGATIVE);
      labels[column] = LabelMatrix.POSITIVE;
      for (String image : list(root.resolve(each), ImageFolderReader::isImage)) {
        String id = part + "/" + each + "/" + image;
        listing.add(split, id, folder.resolve(id), labels);
      }
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && name.matches(".+\\.(jpg|jpeg|png|bmp|gif)");
  }

  private static List<String> list(Path folder, Predicate<Path> wanted) {
    try (var files = Files.list(folder)) {
      return files.filter(wanted).map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new HarnessException("cannot list the image folder " + folder, e);
    }
  }
}
