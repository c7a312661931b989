package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoAnnotations;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.DetectionProtocol;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * MS-COCO's layout: {@code annotations/instances_*.json} beside folders of images. A class is
 * positive where an object of it is annotated; what becomes of classes with crowd annotations only,
 * of images without annotations, and the order of the classes are rules of the descriptor.
 */
final class CocoReader {
  private static final int SHOWN = 3;

  private final Path folder;
  private final Settings format;
  private final boolean isDetection;
  private final Faults faults = new Faults();

  CocoReader(Path folder, Settings format) {
    this.folder = folder;
    this.format = format;
    this.isDetection = AskedTask.isDetection(format);
  }

  Listing listing() {
    CocoAnnotations train = annotations(Listing.TRAIN);
    CocoAnnotations test = annotations(Listing.TEST);
    throwIfAny();
    if (train.categories().isEmpty()) {
      faults.add(file(Listing.TRAIN), 0, "the list 'categories' is empty");
    }
    requireSameCategories(train.categories(), test.categories());
    throwIfAny();

    List<Map.Entry<CocoId, String>> order = new ArrayList<>(train.categories().entrySet());
    if (format.text("class-order").equals("name")) {
      order.sort(Map.Entry.comparingByValue());
    }
    Listing listing = isDetection ? objects(order, train, test) : labels(order, train, test);
    throwIfAny();
    return listing;
  }

  private Listing labels(
      List<Map.Entry<CocoId, String>> order, CocoAnnotations train, CocoAnnotations test) {
    Map<CocoId, Integer> columns = new HashMap<>();
    order.forEach(category -> columns.put(category.getKey(), columns.size()));
    LabelledImages listing =
        new LabelledImages(order.stream().map(Map.Entry::getValue).toList(), new MultiLabel());
    add(listing, Listing.TRAIN, train, columns);
    add(listing, Listing.TEST, test, columns);
    return listing.build();
  }

  private Listing objects(
      List<Map.Entry<CocoId, String>> order, CocoAnnotations train, CocoAnnotations test) {
    List<Category> categories =
        order.stream().map(each -> new Category(each.getKey(), each.getValue())).toList();
    LocatedObjects listing = new LocatedObjects(categories);
    add(listing, Listing.TRAIN, train, categories);
    add(listing, Listing.TEST, test, categories);
    return listing.build();
  }

  private Path file(String split) {
    return folder.resolve(format.text(split + "-annotations"));
  }

  private CocoAnnotations annotations(String split) {
    ImageRoot images = new ImageRoot(folder.resolve(format.text(split + "-images")));
    Set<CocoAnnotations.Need> needs =
        isDetection ? EnumSet.of(CocoAnnotations.Need.SIZES, CocoAnnotations.Need.BOXES) : Set.of();
    return CocoAnnotations.read(file(split), needs, Optional.of(images::file), faults::add);
  }

  private void throwIfAny() {
    faults.throwIfAny("the COCO annotations in " + folder + " cannot be used");
  }

  private void requireSameCategories(Map<CocoId, String> train, Map<CocoId, String> test) {
    if (train.equals(test)) {
      return;
    }
    List<String> differences = new ArrayList<>();
    describe("does not have ", beside(train, test), differences);
    describe("has besides ", beside(test, train), differences);
    List<String> renamed =
        train.entrySet().stream()
            .filter(category -> test.containsKey(category.getKey()))
            .filter(category -> !category.getValue().equals(test.get(category.getKey())))
            .map(
                category ->
                    category.getKey()
                        + " '"
                        + test.get(category.getKey())
                        + "', there '"
                        + category.getValue()
                        + "'")
            .toList();
    describe("calls ", renamed, differences);
    faults.add(
        file(Listing.TEST),
        0,
        "its categories are not those of "
            + file(Listing.TRAIN)
            + ": it "
            + String.join("; it ", differences));
  }

  private static List<String> beside(Map<CocoId, String> these, Map<CocoId, String> those) {
    return these.entrySet().stream()
        .filter(category -> !those.containsKey(category.getKey()))
        .map(category -> category.getKey() + " '" + category.getValue() + "'")
        .toList();
  }

  private static void describe(String verb, List<String> categories, List<String> into) {
    if (!categories.isEmpty()) {
      into.add(
          verb
              + categories.stream().limit(SHOWN).collect(Collectors.joining(", "))
              + (categories.size() > SHOWN ? " and " + (categories.size() - SHOWN) + " more" : ""));
    }
  }

  private void add(
      LabelledImages listing,
      String split,
      CocoAnnotations annotations,
      Map<CocoId, Integer> columns) {
    byte crowd = LabelRule.of(format.text("crowd"));
    Map<CocoId, byte[]> labels = new HashMap<>();
    annotations.forEach(
        (image, category, isCrowd) -> {
          byte[] row = labels.computeIfAbsent(image, i -> new byte[columns.size()]);
          int column = Objects.requireNonNull(columns.get(category));
          if (!isCrowd) {
            row[column] = LabelMatrix.POSITIVE;
          } else if (row[column] == LabelMatrix.NEGATIVE) {
            row[column] = crowd;
          }
        });
    boolean drop = format.text("unannotated-images").equals("drop");
    int dropped = 0;
    Map<CocoId, CocoAnnotations.Image> images = new TreeMap<>(annotations.images());
    for (Map.Entry<CocoId, CocoAnnotations.Image> entry : images.entrySet()) {
      CocoAnnotations.Image image = entry.getValue();
      byte[] row = labels.get(entry.getKey());
      if (row == null && drop) {
        dropped++;
      } else {
        listing.add(
            split,
            image.name(),
            image.file().orElseThrow(),
            row == null ? new byte[columns.size()] : row);
      }
    }
    if (areKept(split, annotations, dropped) && dropped > 0) {
      listing.note(without(split, dropped) + " (as the ASL code)");
    }
  }

  /** Whether images are left; none is a fault. */
  private boolean areKept(String split, CocoAnnotations annotations, int dropped) {
    if (annotations.images().isEmpty()) {
      faults.add(file(split), 0, "the list 'images' is empty");
    } else if (dropped == annotations.images().size()) {
      faults.add(
          file(split),
          0,
          "none of its "
              + dropped
              + " images has an annotation; unannotated-images: keep would keep them");
    } else {
      return true;
    }
    return false;
  }

  private static String without(String split, int dropped) {
    return "without " + dropped + " " + split + " images that have no annotation";
  }

  /**
   * Images with their objects. The test split keeps all images, and all boxes as they are: COCO
   * judges all.
   */
  private void add(
      LocatedObjects listing,
      String split,
      CocoAnnotations annotations,
      List<Category> categories) {
    boolean isTraining = split.equals(Listing.TRAIN);
    boolean drop = isTraining && format.text("unannotated-images").equals("drop");
    Map<CocoId, CocoAnnotations.Image> images = new TreeMap<>(annotations.images());
    AnnotatedImages all =
        annotations.annotated(List.copyOf(images.keySet()), categories, DetectionProtocol.COCO);
    int dropped = 0;
    for (int row = 0; row < all.rows(); row++) {
      CocoAnnotations.Image image = Objects.requireNonNull(images.get(all.id(row)));
      if (drop && all.objects(row).isEmpty()) {
        dropped++;
        continue;
      }
      List<AnnotatedObject> objects = new ArrayList<>();
      for (AnnotatedObject object : all.objects(row)) {
        if (isTraining && object.box().area() == 0) {
          listing.leftOut("boxes without area in training", image.name());
        } else {
          asAsked(object).ifPresent(objects::add);
        }
      }
      listing.add(
          split,
          new LocatedObjects.Image(
              image.name(), image.file().orElseThrow(), all.id(row), image.width(), image.height()),
          objects);
    }
    if (areKept(split, annotations, dropped) && dropped > 0) {
      listing.note(without(split, dropped));
    }
  }

  /** A crowd as the descriptor's protocol has it. */
  private Optional<AnnotatedObject> asAsked(AnnotatedObject object) {
    if (object.standing() != Standing.CROWD) {
      return Optional.of(object);
    }
    return switch (format.optionalText("crowd-boxes").orElse("crowd")) {
      case "object" ->
          Optional.of(
              new AnnotatedObject(object.box(), object.category(), Standing.OBJECT, object.area()));
      case "none" -> Optional.empty();
      default -> Optional.of(object);
    };
  }
}
