package io.lossbench.core.detection;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * COCO's annotations ({@code instances_*.json}), read as a stream: of hundreds of megabytes of
 * outlines only image, category and flags of each object are kept, and its box where that is asked
 * for.
 */
public final class CocoAnnotations {
  private static final String WHAT = "COCO annotation file";

  private final CocoDocument document;
  private final Set<Need> needs;
  private final Optional<FileNames> names;
  private final Map<CocoId, Image> images = new LinkedHashMap<>();
  private final Map<CocoId, String> categories = new TreeMap<>();
  private final Map<Path, CocoId> idOfFile = new HashMap<>();
  private final Map<String, CocoId> idOfName = new HashMap<>();
  private final CocoObjects objects;

  /** Whether all ids of images and categories are known, so that others are unknown. */
  private boolean idsAreComplete = true;

  private CocoAnnotations(CocoDocument document, Set<Need> needs, Optional<FileNames> names) {
    this.document = document;
    this.needs = needs;
    this.names = names;
    this.objects = new CocoObjects(document, needs);
  }

  /** What a reader needs beside images, categories and who is where. */
  public enum Need {
    /** The width and height of each image. */
    SIZES,
    /** A box and an area for each object. */
    BOXES,
    /** An id for each object by which it can be matched: unique, and not 0. */
    OBJECT_IDS
  }

  /** How the name of an image becomes a file. */
  public interface FileNames {
    /**
     * The file of an image.
     *
     * @param fault takes what is wrong with the name
     */
    Optional<Path> file(String name, Consumer<String> fault);
  }

  /**
   * An image.
   *
   * @param name its {@code file_name}
   * @param file that this is; empty where no files were asked for
   * @param width in pixels; 0 if unknown, as the height
   */
  public record Image(String name, Optional<Path> file, int width, int height) {}

  /** Hears of each annotated object. */
  public interface Visitor {
    void object(CocoId image, CocoId category, boolean isCrowd);
  }

  /**
   * Reads a file.
   *
   * @param names of the images' files; empty where they do not matter
   * @param faults hears what is wrong; then the annotations are not to be used
   */
  public static CocoAnnotations read(
      Path file, Set<Need> needs, Optional<FileNames> names, FaultListener faults) {
    CocoAnnotations annotations =
        new CocoAnnotations(new CocoDocument(file, faults), Set.copyOf(needs), names);
    annotations.idsAreComplete &= annotations.document.read(WHAT, annotations::json);
    if (annotations.idsAreComplete) {
      annotations.objects.checkReferences(annotations.images, annotations.categories);
    }
    return annotations;
  }

  /** Whether something is wrong, so that they are not to be used. */
  public boolean hasFaults() {
    return document.faults() > 0;
  }

  /** In the order of the file. */
  public Map<CocoId, Image> images() {
    return Collections.unmodifiableMap(images);
  }

  /** In the order of their ids. */
  public Map<CocoId, String> categories() {
    return Collections.unmodifiableMap(categories);
  }

  /** The categories in the order of their ids, in which COCO judges them. */
  public List<Category> inOrder() {
    return categories.entrySet().stream()
        .map(category -> new Category(category.getKey(), category.getValue()))
        .toList();
  }

  /** Passes the objects on, in the order of the file. */
  public void forEach(Visitor visitor) {
    for (int i = 0; i < objects.count(); i++) {
      visitor.object(objects.image(i), objects.category(i), objects.isCrowd(i));
    }
  }

  /** The objects that {@code ignore} marks. */
  public long ignored() {
    return objects.ignored();
  }

  /**
   * The objects of images, with their boxes.
   *
   * @param rows the images, in the order of their rows
   * @param order the categories, in the order of their indices
   */
  public AnnotatedImages annotated(
      List<CocoId> rows, List<Category> order, DetectionProtocol protocol) {
    AnnotatedImages.Builder builder = new AnnotatedImages.Builder(order);
    Map<CocoId, Integer> indices = new HashMap<>();
    order.forEach(category -> indices.put(category.id(), indices.size()));
    Map<CocoId, int[]> byImage = objects.byImage();
    for (CocoId id : rows) {
      Image image = images.get(id);
      if (image == null) {
        throw new IllegalArgumentException("no image " + id);
      }
      builder.image(id, image.width(), image.height());
      for (int i : byImage.getOrDefault(id, new int[0])) {
        builder.object(objects.object(i, indices, protocol));
      }
    }
    return builder.build();
  }

  private void json(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      idsAreComplete = false;
      document.fault(
          1,
          1,
          "expected an object with images, annotations and categories, found "
              + CocoDocument.found(parser));
      parser.skipChildren();
      return;
    }
    Map<String, Consumer<JsonParser>> lists =
        Map.of("images", this::image, "annotations", objects::read, "categories", this::category);
    Set<String> missing = new HashSet<>(lists.keySet());
    CocoDocument.fields(
        parser,
        (key, value) -> {
          Consumer<JsonParser> entry = lists.get(key);
          if (entry == null) {
            value.skipChildren();
          } else {
            missing.remove(key);
            idsAreComplete &= document.list("'" + key + "'", value, entry);
          }
        });
    idsAreComplete &= missing.isEmpty();
    missing.stream()
        .sorted()
        .forEach(key -> document.fault(0, 0, "the list '" + key + "' is missing"));
  }

  /** The fields of an entry that count, as they come by. */
  private static final class Entry {
    @Nullable CocoId id;
    @Nullable String name;
    @Nullable Integer width;
    @Nullable Integer height;
  }

  private void image(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = document.faults();
    Entry entry = new Entry();
    CocoDocument.fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "id" -> entry.id = document.id(value, key);
            case "file_name" -> entry.name = names.isPresent() ? fileName(value) : skipped(value);
            case "width" ->
                entry.width = needs.contains(Need.SIZES) ? document.pixels(value, key) : null;
            case "height" ->
                entry.height = needs.contains(Need.SIZES) ? document.pixels(value, key) : null;
            default -> value.skipChildren();
          }
        });
    complete(entry, "image", names.isPresent() ? "file_name" : "", images, at, before);
    if (document.faults() == before
        && needs.contains(Need.SIZES)
        && (entry.width == null || entry.height == null)) {
      document.fault(at, "the image has no " + (entry.width == null ? "width" : "height"));
    }
    if (entry.id == null || images.containsKey(entry.id)) {
      return;
    }
    String name = entry.name;
    Optional<Path> path =
        name == null
            ? Optional.empty()
            : names.flatMap(each -> each.file(name, message -> document.fault(at, message)));
    // An image that is at fault is not unknown to its annotations.
    images.put(
        entry.id,
        new Image(
            String.valueOf(entry.name),
            path,
            entry.width == null ? 0 : entry.width,
            entry.height == null ? 0 : entry.height));
    CocoId other = path.map(each -> idOfFile.putIfAbsent(each, entry.id)).orElse(null);
    if (other != null) {
      document.fault(
          at, "image '" + entry.name + "' is there twice, as " + other + " and " + entry.id);
    }
  }

  private static @Nullable String skipped(JsonParser parser) {
    parser.skipChildren();
    return null;
  }

  private void category(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = document.faults();
    Entry entry = new Entry();
    CocoDocument.fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "id" -> entry.id = document.id(value, key);
            case "name" -> entry.name = categoryName(value);
            default -> value.skipChildren();
          }
        });
    complete(entry, "category", "name", categories, at, before);
    if (entry.id == null || categories.containsKey(entry.id)) {
      return;
    }
    categories.put(entry.id, String.valueOf(entry.name));
    CocoId other = entry.name == null ? null : idOfName.putIfAbsent(entry.name, entry.id);
    if (other != null) {
      document.fault(
          at,
          "category name '" + entry.name + "' is there twice, as " + other + " and " + entry.id);
    }
  }

  /**
   * Tells what an entry lacks, unless a fault of its fields, after {@code before}, did.
   *
   * @param name the field that has its name; empty if it needs none
   */
  private void complete(
      Entry entry,
      String what,
      String name,
      Map<CocoId, ?> known,
      TokenStreamLocation at,
      int before) {
    idsAreComplete &= entry.id != null;
    if (document.faults() > before) {
      return;
    }
    if (entry.id == null || (entry.name == null && !name.isEmpty())) {
      document.fault(at, "the " + what + " has no " + (entry.id == null ? "id" : name));
    } else if (known.containsKey(entry.id)) {
      document.fault(at, what + " id " + entry.id + " is there twice");
    }
  }

  private @Nullable String fileName(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    document.fault(parser, "file_name is " + CocoJson.shown(parser) + ", expected a text");
    parser.skipChildren();
    return null;
  }

  /** Names that are numbers are taken as they are written. */
  private @Nullable String categoryName(JsonParser parser) {
    boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
    String name = text || parser.currentToken().isNumeric() ? parser.getString() : "";
    if (name.isBlank()) {
      document.fault(
          parser, "name is " + CocoJson.shown(parser) + ", expected the name of a class");
      parser.skipChildren();
      return null;
    }
    return name;
  }
}
