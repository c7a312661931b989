package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * PASCAL VOC's devkit layout, with its classes or with the user's own.
 *
 * <p>{@code ImageSets/Main/NAME.txt} lists the images of a set. A class' list {@code
 * CLASS_NAME.txt} holds 1, -1, or 0 where all objects of the class are marked difficult; where the
 * class lists are missing, the annotations are read.
 */
final class VocReader {
  static final List<String> CLASSES =
      List.of(
          "aeroplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "diningtable",
          "dog",
          "horse",
          "motorbike",
          "person",
          "pottedplant",
          "sheep",
          "sofa",
          "train",
          "tvmonitor");

  private static final Pattern LIST_ENTRY_OF_CLASS = Pattern.compile("\\S+\\s+(-1|0|1)");
  private static final Pattern ENDING = Pattern.compile("(?i).+\\.(jpe?g|png)");

  /** Image names may hold blanks, so the last word is the label. */
  private static final Pattern LIST_ENTRY = Pattern.compile("(\\S.*?)\\s+(\\S+)");

  private final Path folder;
  private final Path main;
  private final List<String> classes;
  private final Faults faults = new Faults();

  VocReader(Path folder, List<String> classes) {
    this.folder = folder;
    this.main = folder.resolve("ImageSets/Main");
    this.classes = classes;
  }

  /** An image of a set: its line in the list, its file and its row of labels. */
  private static final class Image {
    final int line;
    final Path file;
    final byte[] labels;

    Image(int line, Path file, byte[] labels) {
      this.line = line;
      this.file = file;
      this.labels = labels;
    }
  }

  /**
   * The classes in the order of their columns: the format's own, else VOC's twenty.
   *
   * @throws HarnessException if there are none, or one without a name or twice
   */
  static List<String> classes(Settings format) {
    List<String> classes = format.has("classes") ? format.texts("classes") : CLASSES;
    Set<String> seen = new HashSet<>();
    for (String each : classes) {
      if (each.isBlank() || !seen.add(each)) {
        throw new HarnessException(
            "the classes of the format voc hold '"
                + each
                + "'"
                + (each.isBlank() ? ", which is no name" : " twice; name each class once"));
      }
    }
    if (classes.isEmpty()) {
      throw new HarnessException(
          "the classes of the format voc are an empty list; leave it out for VOC's own");
    }
    return classes;
  }

  Listing listing(Settings format) {
    return AskedTask.isDetection(format) ? objects(format) : labels(format);
  }

  private Listing labels(Settings format) {
    LabelledImages listing = new LabelledImages(classes, new MultiLabel());
    add(listing, Listing.TRAIN, format.text("train"), format.text("difficult-in-training"));
    format
        .optionalText("validation")
        .ifPresent(
            set -> add(listing, Listing.VALIDATION, set, format.text("difficult-in-evaluation")));
    add(listing, Listing.TEST, format.text("test"), format.text("difficult-in-evaluation"));
    throwIfAny();
    return listing.build();
  }

  private void throwIfAny() {
    faults.throwIfAny("the VOC annotations in " + folder + " cannot be used");
  }

  private Listing objects(Settings format) {
    List<Category> categories =
        IntStream.range(0, classes.size())
            .mapToObj(c -> new Category(CocoId.of(BigInteger.valueOf(c + 1)), classes.get(c)))
            .toList();
    LocatedObjects listing = new LocatedObjects(categories);
    String judged = format.text("difficult-in-evaluation");
    objects(listing, Listing.TRAIN, format.text("train"), format.text("difficult-in-training"));
    format
        .optionalText("validation")
        .ifPresent(set -> objects(listing, Listing.VALIDATION, set, judged));
    objects(listing, Listing.TEST, format.text("test"), judged);
    throwIfAny();
    return listing.build();
  }

  /** The objects of a set, which stand in the annotations; class lists say nothing of boxes. */
  private void objects(LocatedObjects listing, String split, String set, String difficultRule) {
    Map<String, Image> images = images(set);
    for (Map.Entry<String, Image> entry : images.entrySet()) {
      String id = entry.getKey();
      annotation(set, id, entry.getValue(), VocAnnotation.Wanted.BOXES)
          .ifPresent(
              read -> {
                List<AnnotatedObject> objects = new ArrayList<>();
                for (VocAnnotation.Found found : read.objects()) {
                  standing(found.isDifficult(), difficultRule)
                      .ifPresentOrElse(
                          standing ->
                              objects.add(
                                  new AnnotatedObject(
                                      found.box().orElseThrow(), found.of(), standing)),
                          () -> listing.leftOut("difficult objects in " + split, id));
                }
                listing.add(
                    split,
                    new LocatedObjects.Image(
                        id, entry.getValue().file, CocoId.of(id), read.width(), read.height()),
                    objects);
              });
    }
  }

  /** What an object is by the protocol; empty if it is none. */
  private static Optional<Standing> standing(boolean isDifficult, String rule) {
    return switch (isDifficult ? rule : "positive") {
      case "positive" -> Optional.of(Standing.OBJECT);
      case "negative" -> Optional.empty();
      case "ignore" -> Optional.of(Standing.IGNORED);
      default -> throw new IllegalArgumentException("no rule '" + rule + "' for difficult objects");
    };
  }

  /** The annotation of an image; empty after a fault. */
  private Optional<VocAnnotation> annotation(
      String set, String id, Image image, VocAnnotation.Wanted wanted) {
    Path file = folder.resolve("Annotations").resolve(id + ".xml");
    if (!Files.exists(file)) {
      faults.add(
          main.resolve(set + ".txt"),
          image.line,
          "there is no annotation " + file + " of the image '" + id + "'");
      return Optional.empty();
    }
    return VocAnnotation.read(file, classes, wanted, faults);
  }

  private void add(LabelledImages listing, String split, String set, String difficultRule) {
    byte difficult = LabelRule.of(difficultRule);
    Map<String, Image> images = images(set);
    if (hasClassLists(listing, set)) {
      for (int c = 0; c < classes.size(); c++) {
        classList(main.resolve(listName(classes.get(c), set)), c, images, difficult);
      }
    } else {
      annotations(listing, split, set, images, difficult);
    }
    images.forEach((id, image) -> listing.add(split, id, image.file, image.labels));
  }

  private Map<String, Image> images(String set) {
    Path list = main.resolve(set + ".txt");
    ImageRoot root = new ImageRoot(folder.resolve("JPEGImages"));
    Map<String, Image> images = new LinkedHashMap<>();
    boolean empty = true;
    int number = 0;
    for (String line : TextFile.lines(list, "VOC image set")) {
      int at = ++number;
      String id = line.strip();
      if (id.isEmpty()) {
        continue;
      }
      empty = false;
      Optional<Path> file = root.file(id + ".jpg", message -> faults.add(list, at, message));
      if (file.isPresent()
          && !Files.exists(file.get())
          && LIST_ENTRY_OF_CLASS.matcher(id).matches()) {
        faults.add(list, at, "'" + id + "' is not an image name, but a line of a class' list");
      } else if (file.isPresent() && !Files.exists(file.get()) && ENDING.matcher(id).matches()) {
        faults.add(list, at, "'" + id + "' has an ending; image sets name images without .jpg");
      } else if (file.isPresent()
          && images.putIfAbsent(id, new Image(at, file.get(), new byte[classes.size()])) != null) {
        faults.add(list, at, "'" + id + "' is listed twice");
      }
    }
    if (empty) {
      faults.add(list, 0, "lists no image");
    }
    return images;
  }

  private static String listName(String of, String set) {
    return of + "_" + set + ".txt";
  }

  /**
   * Whether the set's labels stand in class lists.
   *
   * @throws HarnessException if some classes have a list and others have none
   */
  private boolean hasClassLists(LabelledImages listing, String set) {
    List<String> found = new ArrayList<>();
    String ending = listName("", set);
    try (var files = Files.newDirectoryStream(main)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(ending)) {
          found.add(name.substring(0, name.length() - ending.length()));
        }
      }
    } catch (IOException e) {
      throw new HarnessException("cannot list the VOC image sets in " + main, e);
    }
    List<String> without = classes.stream().filter(each -> !found.contains(each)).toList();
    if (without.size() == classes.size()) {
      return false;
    }
    if (!without.isEmpty()) {
      throw new HarnessException(
          main
              + ": "
              + without.size()
              + " of "
              + classes.size()
              + " classes have no list, such as "
              + listName(without.get(0), set)
              + "; add them, or remove all class lists of the set so that Annotations are read");
    }
    found.stream()
        .filter(each -> !classes.contains(each))
        .sorted()
        .forEach(
            each ->
                listing.leftOut(
                    "class lists of classes that are not among the dataset's",
                    listName(each, set)));
    return true;
  }

  private void annotations(
      LabelledImages listing, String split, String set, Map<String, Image> images, byte difficult) {
    int empty = 0;
    for (Map.Entry<String, Image> entry : images.entrySet()) {
      Image image = entry.getValue();
      Optional<VocAnnotation> read =
          annotation(set, entry.getKey(), image, VocAnnotation.Wanted.CLASSES);
      read.ifPresent(annotation -> annotation.label(image.labels, difficult));
      empty += read.isPresent() && read.get().objects().isEmpty() ? 1 : 0;
    }
    if (empty > 0) {
      listing.note(
          empty
              + " "
              + split
              + " images have annotations without objects: negative for all classes");
    }
  }

  private void classList(Path file, int column, Map<String, Image> images, byte difficult) {
    Set<String> unseen = new LinkedHashSet<>(images.keySet());
    int number = 0;
    for (String line : TextFile.lines(file, "VOC class list")) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Matcher entry = LIST_ENTRY.matcher(line.strip());
      Image image = entry.matches() ? images.get(entry.group(1)) : null;
      if (image == null) {
        faults.add(
            file,
            number,
            "expected an image of the set and 1, 0 or -1, found '" + line.strip() + "'");
        continue;
      }
      if (!unseen.remove(entry.group(1))) {
        faults.add(file, number, "'" + entry.group(1) + "' is listed twice");
      }
      switch (entry.group(2)) {
        case "1" -> image.labels[column] = LabelMatrix.POSITIVE;
        case "0" -> image.labels[column] = difficult;
        case "-1" -> image.labels[column] = LabelMatrix.NEGATIVE;
        default -> faults.add(file, number, "'" + entry.group(2) + "' is not 1, 0 or -1");
      }
    }
    if (!unseen.isEmpty()) {
      faults.add(
          file,
          0,
          "says nothing about " + unseen.size() + " images, such as " + unseen.iterator().next());
    }
  }
}
