package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.CocoJson;
import io.lossbench.core.file.TextFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * One {@code instances_*.json}, read as a stream: of hundreds of megabytes of outlines only image,
 * category and crowd flag of each object are kept, 17 bytes an object.
 */
final class CocoAnnotations {
  private final Path file;
  private final ImageRoot root;
  private final Faults faults;
  private final Map<CocoId, Image> images = new TreeMap<>();
  private final Map<CocoId, String> categories = new TreeMap<>();
  private final Map<Path, CocoId> idOfFile = new HashMap<>();
  private final Map<String, CocoId> idOfName = new HashMap<>();
  private final Map<CocoId, Integer> numberOf = new HashMap<>();
  private final List<CocoId> ids = new ArrayList<>();
  private int[] imageOf = new int[1024];
  private int[] categoryOf = new int[1024];
  private boolean[] crowd = new boolean[1024];
  private int[] columnOf = new int[1024];
  private int[] lineOf = new int[1024];
  private int count;

  /** Faults of this file so far. */
  private int found;

  /** Whether all ids of images and categories are known, so that others are unknown. */
  private boolean idsAreComplete = true;

  private CocoAnnotations(Path file, ImageRoot root, Faults faults) {
    this.file = file;
    this.root = root;
    this.faults = faults;
  }

  /** An image: its {@code file_name} and the file that this is. */
  record Image(String name, Path file) {}

  /** Hears of each annotated object. */
  interface Visitor {
    void object(CocoId image, CocoId category, boolean isCrowd);
  }

  /** Reads one value of an object; the parser stands on it, and on its end afterwards. */
  private interface Field {
    void read(String key, JsonParser parser);
  }

  static CocoAnnotations read(Path file, ImageRoot root, Faults faults) {
    CocoAnnotations annotations = new CocoAnnotations(file, root, faults);
    try (Reader in = TextFile.open(file, "COCO annotation file");
        JsonParser parser = CocoJson.parser(in)) {
      annotations.json(parser);
    } catch (IOException e) {
      throw new HarnessException("cannot read the COCO annotation file " + file, e);
    }
    if (annotations.idsAreComplete) {
      annotations.checkReferences();
    }
    return annotations;
  }

  /** In the order of their ids. */
  Map<CocoId, Image> images() {
    return images;
  }

  /** In the order of their ids. */
  Map<CocoId, String> categories() {
    return categories;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < count; i++) {
      visitor.object(ids.get(imageOf[i]), ids.get(categoryOf[i]), crowd[i]);
    }
  }

  private void json(JsonParser parser) {
    try {
      document(parser);
    } catch (JacksonException e) {
      idsAreComplete = false;
      TokenStreamLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
      fault(at, "not valid JSON: " + CocoJson.message(e));
    }
  }

  private void document(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      String found = parser.currentToken() == null ? "nothing" : CocoJson.shown(parser);
      faults.add(
          file, 1, 1, "expected an object with images, annotations and categories, found " + found);
      return;
    }
    Map<String, Consumer<JsonParser>> lists =
        Map.of(
            "images", this::image, "annotations", this::annotation, "categories", this::category);
    Set<String> missing = new HashSet<>(lists.keySet());
    fields(
        parser,
        (key, value) -> {
          Consumer<JsonParser> entry = lists.get(key);
          if (entry == null) {
            value.skipChildren();
          } else {
            missing.remove(key);
            list(key, value, entry);
          }
        });
    idsAreComplete &= missing.isEmpty();
    missing.stream()
        .sorted()
        .forEach(key -> faults.add(file, 0, "the list '" + key + "' is missing"));
    if (parser.nextToken() != null) {
      fault(parser, CocoJson.shown(parser) + " behind the end of the document");
    }
  }

  private void list(String key, JsonParser parser, Consumer<JsonParser> entry) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      idsAreComplete = false;
      fault(parser, "'" + key + "' is " + CocoJson.shown(parser) + ", expected a list of objects");
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        entry.accept(parser);
      } else {
        idsAreComplete = false;
        fault(
            parser,
            "an entry of '" + key + "' is " + CocoJson.shown(parser) + ", expected an object");
        parser.skipChildren();
      }
    }
  }

  private static void fields(JsonParser parser, Field field) {
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      field.read(key, parser);
    }
  }

  /** The fields of an entry that count, as they come by. */
  private static final class Entry {
    @Nullable CocoId id;
    @Nullable CocoId image;
    @Nullable CocoId category;
    @Nullable String name;
    boolean crowd;
  }

  private void image(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = found;
    Entry entry = new Entry();
    fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "id" -> entry.id = id(value, key);
            case "file_name" -> entry.name = fileName(value);
            default -> value.skipChildren();
          }
        });
    complete(entry, "image", "file_name", at, before);
    if (entry.id == null || images.containsKey(entry.id)) {
      return;
    }
    Optional<Path> path =
        entry.name == null
            ? Optional.empty()
            : root.file(entry.name, message -> fault(at, message));
    // An image that is at fault is not unknown to its annotations.
    images.put(entry.id, new Image(String.valueOf(entry.name), path.orElse(root.folder())));
    CocoId other = path.map(each -> idOfFile.putIfAbsent(each, entry.id)).orElse(null);
    if (other != null) {
      fault(at, "image '" + entry.name + "' is there twice, as " + other + " and " + entry.id);
    }
  }

  private void category(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = found;
    Entry entry = new Entry();
    fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "id" -> entry.id = id(value, key);
            case "name" -> entry.name = categoryName(value);
            default -> value.skipChildren();
          }
        });
    complete(entry, "category", "name", at, before);
    if (entry.id == null || categories.containsKey(entry.id)) {
      return;
    }
    categories.put(entry.id, String.valueOf(entry.name));
    CocoId other = entry.name == null ? null : idOfName.putIfAbsent(entry.name, entry.id);
    if (other != null) {
      fault(
          at,
          "category name '" + entry.name + "' is there twice, as " + other + " and " + entry.id);
    }
  }

  /** Tells what an entry lacks, unless a fault of its fields, after {@code before}, did. */
  private void complete(Entry entry, String what, String name, TokenStreamLocation at, int before) {
    idsAreComplete &= entry.id != null;
    if (found > before) {
      return;
    }
    if (entry.id == null || entry.name == null) {
      fault(at, "the " + what + " has no " + (entry.id == null ? "id" : name));
    } else if ((what.equals("image") ? images : categories).containsKey(entry.id)) {
      fault(at, what + " id " + entry.id + " is there twice");
    }
  }

  private void annotation(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = found;
    Entry entry = new Entry();
    fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "image_id" -> entry.image = id(value, key);
            case "category_id" -> entry.category = id(value, key);
            case "iscrowd" -> entry.crowd = crowd(value);
            default -> value.skipChildren();
          }
        });
    if (found > before) {
      return;
    }
    if (entry.image == null || entry.category == null) {
      fault(at, "the annotation has no " + (entry.image == null ? "image_id" : "category_id"));
    } else {
      keep(entry.image, entry.category, entry.crowd, at);
    }
  }

  private @Nullable CocoId id(JsonParser parser, String key) {
    Optional<CocoId> id = CocoId.at(parser);
    if (id.isEmpty()) {
      fault(parser, key + " is " + CocoJson.shown(parser) + ", expected a whole number or a text");
      parser.skipChildren();
    }
    return id.orElse(null);
  }

  private @Nullable String fileName(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    fault(parser, "file_name is " + CocoJson.shown(parser) + ", expected a text");
    parser.skipChildren();
    return null;
  }

  /** Names that are numbers are taken as they are written. */
  private @Nullable String categoryName(JsonParser parser) {
    boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
    String name = text || parser.currentToken().isNumeric() ? parser.getString() : "";
    if (name.isBlank()) {
      fault(parser, "name is " + CocoJson.shown(parser) + ", expected the name of a class");
      parser.skipChildren();
      return null;
    }
    return name;
  }

  private boolean crowd(JsonParser parser) {
    Optional<Boolean> crowd =
        switch (parser.currentToken()) {
          case VALUE_TRUE -> Optional.of(true);
          case VALUE_FALSE, VALUE_NULL -> Optional.of(false);
          case VALUE_STRING -> Flag.of(parser.getString());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
            double number = parser.getDoubleValue();
            yield number == 0 || number == 1 ? Optional.of(number == 1) : Optional.empty();
          }
          default -> Optional.empty();
        };
    if (crowd.isEmpty()) {
      fault(parser, "iscrowd is " + CocoJson.shown(parser) + ", expected 1 or 0");
      parser.skipChildren();
    }
    return crowd.orElse(false);
  }

  private void keep(CocoId image, CocoId category, boolean isCrowd, TokenStreamLocation at) {
    if (count == imageOf.length) {
      imageOf = Arrays.copyOf(imageOf, 2 * count);
      categoryOf = Arrays.copyOf(categoryOf, 2 * count);
      crowd = Arrays.copyOf(crowd, 2 * count);
      columnOf = Arrays.copyOf(columnOf, 2 * count);
      lineOf = Arrays.copyOf(lineOf, 2 * count);
    }
    imageOf[count] = number(image);
    categoryOf[count] = number(category);
    crowd[count] = isCrowd;
    lineOf[count] = at.getLineNr();
    columnOf[count++] = at.getColumnNr();
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

  /** Categories and images may stand behind the annotations that name them. */
  private void checkReferences() {
    for (int i = 0; i < count; i++) {
      CocoId image = ids.get(imageOf[i]);
      CocoId category = ids.get(categoryOf[i]);
      if (!categories.containsKey(category)) {
        faults.add(
            file,
            lineOf[i],
            columnOf[i],
            "unknown category " + category + " of image " + image + unlike(category, categories));
      }
      if (!images.containsKey(image)) {
        faults.add(
            file,
            lineOf[i],
            columnOf[i],
            "unknown image " + image + " with category " + category + unlike(image, images));
      }
    }
  }

  /** What to do about ids that are numbers in one list and texts in another. */
  private static String unlike(CocoId id, Map<CocoId, ?> known) {
    return id.otherKind()
        .filter(known::containsKey)
        .map(other -> "; the list has " + other + ": write ids as numbers everywhere, or as texts")
        .orElse("");
  }

  private void fault(JsonParser parser, String message) {
    fault(parser.currentTokenLocation(), message);
  }

  private void fault(TokenStreamLocation at, String message) {
    found++;
    faults.add(file, at.getLineNr(), at.getColumnNr(), message);
  }
}
