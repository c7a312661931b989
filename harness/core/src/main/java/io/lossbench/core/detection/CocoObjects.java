package io.lossbench.core.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;

/**
 * The objects of a file of annotations, as they are read, in arrays: 18 bytes each, 58 with boxes.
 * Not thread-safe.
 */
final class CocoObjects {
  private final CocoDocument document;
  private final Set<CocoAnnotations.Need> needs;
  private final Set<CocoId> numbers = new HashSet<>();
  private final Map<CocoId, Integer> numberOf = new HashMap<>();
  private final List<CocoId> ids = new ArrayList<>();
  private int[] imageOf = new int[1024];
  private int[] categoryOf = new int[1024];
  private boolean[] crowds = new boolean[1024];
  private boolean[] ignores = new boolean[1024];
  private int[] lines = new int[1024];
  private int[] columns = new int[1024];
  private double[] boxes = new double[0];
  private double[] areas = new double[0];
  private int count;

  CocoObjects(CocoDocument document, Set<CocoAnnotations.Need> needs) {
    this.document = document;
    this.needs = needs;
  }

  int count() {
    return count;
  }

  CocoId image(int object) {
    return ids.get(imageOf[object]);
  }

  CocoId category(int object) {
    return ids.get(categoryOf[object]);
  }

  boolean isCrowd(int object) {
    return crowds[object];
  }

  private Box box(int object) {
    int at = 4 * object;
    return new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
  }

  long ignored() {
    long ignored = 0;
    for (int i = 0; i < count; i++) {
      ignored += ignores[i] ? 1 : 0;
    }
    return ignored;
  }

  /**
   * An object with its box.
   *
   * @param indices of the categories
   */
  AnnotatedObject object(int object, Map<CocoId, Integer> indices, DetectionProtocol protocol) {
    Standing standing =
        crowds[object]
            ? Standing.CROWD
            : ignores[object] && protocol == DetectionProtocol.VOC
                ? Standing.IGNORED
                : Standing.OBJECT;
    int category = Objects.requireNonNull(indices.get(category(object)));
    return new AnnotatedObject(box(object), category, standing, areas[object]);
  }

  /** The objects of each image, in the order of the file. */
  Map<CocoId, int[]> byImage() {
    int[] counts = new int[ids.size()];
    for (int i = 0; i < count; i++) {
      counts[imageOf[i]]++;
    }
    Map<CocoId, int[]> byImage = new HashMap<>();
    int[] filled = new int[ids.size()];
    for (int i = 0; i < count; i++) {
      int number = imageOf[i];
      byImage.computeIfAbsent(ids.get(number), id -> new int[counts[number]])[filled[number]++] = i;
    }
    return byImage;
  }

  private void add(CocoId image, CocoId category, boolean crowd, TokenStreamLocation at) {
    if (count == imageOf.length) {
      imageOf = Arrays.copyOf(imageOf, 2 * count);
      categoryOf = Arrays.copyOf(categoryOf, 2 * count);
      crowds = Arrays.copyOf(crowds, 2 * count);
      ignores = Arrays.copyOf(ignores, 2 * count);
      lines = Arrays.copyOf(lines, 2 * count);
      columns = Arrays.copyOf(columns, 2 * count);
    }
    imageOf[count] = number(image);
    categoryOf[count] = number(category);
    crowds[count] = crowd;
    lines[count] = at.getLineNr();
    columns[count++] = at.getColumnNr();
  }

  /** Gives the object that was added last a place. */
  private void locate(Box box, double area, boolean ignored) {
    if (areas.length < count) {
      boxes = Arrays.copyOf(boxes, 4 * imageOf.length);
      areas = Arrays.copyOf(areas, imageOf.length);
    }
    boxes[4 * count - 4] = box.x();
    boxes[4 * count - 3] = box.y();
    boxes[4 * count - 2] = box.width();
    boxes[4 * count - 1] = box.height();
    areas[count - 1] = area;
    ignores[count - 1] = ignored;
  }

  private int number(CocoId id) {
    Integer known = numberOf.get(id);
    if (known != null) {
      return known;
    }
    ids.add(id);
    numberOf.put(id, ids.size() - 1);
    return ids.size() - 1;
  }

  /** The fields of an entry that count, as they come by. */
  private static final class Entry {
    @Nullable CocoId id;
    @Nullable CocoId image;
    @Nullable CocoId category;
    @Nullable Box box;
    @Nullable Double area;
    boolean crowd;
    boolean ignored;
  }

  /** Reads an annotation; the parser stands on it. */
  void read(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = document.faults();
    Entry entry = new Entry();
    boolean boxes = needs.contains(CocoAnnotations.Need.BOXES);
    CocoDocument.fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "id" -> {
              if (needs.contains(CocoAnnotations.Need.OBJECT_IDS)) {
                entry.id = document.id(value, key);
              } else {
                value.skipChildren();
              }
            }
            case "image_id" -> entry.image = document.id(value, key);
            case "category_id" -> entry.category = document.id(value, key);
            case "iscrowd" -> entry.crowd = document.flag(value, key);
            case "ignore" -> entry.ignored = boxes && document.flag(value, key);
            case "bbox" -> {
              if (boxes) {
                entry.box = document.box(value);
              } else {
                value.skipChildren();
              }
            }
            case "area" -> entry.area = boxes ? document.number(value, key) : null;
            default -> value.skipChildren();
          }
        });
    if (document.faults() > before) {
      return;
    }
    if (entry.image == null || entry.category == null) {
      document.fault(
          at, "the annotation has no " + (entry.image == null ? "image_id" : "category_id"));
    } else if (isMatchable(entry, at) && isLocated(entry, at)) {
      add(entry.image, entry.category, entry.crowd, at);
      if (boxes && entry.box != null && entry.area != null) {
        locate(entry.box, entry.area, entry.ignored);
      }
    }
  }

  private boolean isMatchable(Entry entry, TokenStreamLocation at) {
    if (!needs.contains(CocoAnnotations.Need.OBJECT_IDS)) {
      return true;
    }
    if (entry.id == null) {
      document.fault(at, "the annotation has no id");
    } else if (entry.id.equals(CocoId.of("0")) || entry.id.text().equals("0")) {
      document.fault(
          at, "annotation id 0: pycocotools takes it for no match; number annotations from 1");
    } else if (!numbers.add(entry.id)) {
      document.fault(at, "annotation id " + entry.id + " is there twice");
    } else {
      return true;
    }
    return false;
  }

  private boolean isLocated(Entry entry, TokenStreamLocation at) {
    if (!needs.contains(CocoAnnotations.Need.BOXES)) {
      return true;
    }
    if (entry.box == null) {
      document.fault(at, "the annotation has no bbox");
    } else if (entry.area == null) {
      document.fault(
          at,
          "the annotation has no area, by which objects count as small, medium or large; write that"
              + " of the outline, or of the box");
    } else if (entry.area < 0) {
      document.fault(at, "the annotation has an area of " + entry.area);
    } else {
      return true;
    }
    return false;
  }

  /** Categories and images may stand behind the annotations that name them. */
  void checkReferences(Map<CocoId, CocoAnnotations.Image> images, Map<CocoId, String> categories) {
    for (int i = 0; i < count; i++) {
      CocoId image = image(i);
      CocoId category = category(i);
      if (!categories.containsKey(category)) {
        document.fault(
            lines[i],
            columns[i],
            "unknown category " + category + " of image " + image + unlike(category, categories));
      }
      CocoAnnotations.Image known = images.get(image);
      if (known == null) {
        document.fault(
            lines[i],
            columns[i],
            "unknown image " + image + " with category " + category + unlike(image, images));
      } else if (needs.contains(CocoAnnotations.Need.SIZES)
          && needs.contains(CocoAnnotations.Need.BOXES)) {
        checkPlace(i, known);
      }
    }
  }

  /** An image whose size is at fault has none, which is told already. */
  private void checkPlace(int object, CocoAnnotations.Image image) {
    if (image.width() == 0 || image.height() == 0) {
      return;
    }
    Box box = box(object);
    boolean beside =
        box.x() > image.width() || box.y() > image.height() || box.right() < 0 || box.bottom() < 0;
    if (beside) {
      document.fault(
          lines[object],
          columns[object],
          "bbox "
              + CocoText.box(box)
              + " lies outside its image, "
              + image.width()
              + " x "
              + image.height()
              + " pixels");
    }
  }

  /** What to do about ids that are numbers in one list and texts in another. */
  static String unlike(CocoId id, Map<CocoId, ?> known) {
    return id.otherKind()
        .filter(known::containsKey)
        .map(other -> "; the list has " + other + ": write ids as numbers everywhere, or as texts")
        .orElse("");
  }
}
