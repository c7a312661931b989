package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * One {@code instances_*.json}, read as a stream: of hundreds of megabytes of outlines only image,
 * category and crowd flag of each object are kept, 17 bytes an object.
 */
final class CocoAnnotations {
  private final Path file;
  private final Faults faults;
  private final Map<Long, String> images = new HashMap<>();
  private final Map<Long, String> categories = new TreeMap<>();
  private final Set<String> imageNames = new HashSet<>();
  private long[] imageOf = new long[1024];
  private long[] categoryOf = new long[1024];
  private boolean[] crowd = new boolean[1024];
  private long[] columnOf = new long[1024];
  private int[] lineOf = new int[1024];
  private int count;

  private CocoAnnotations(Path file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /** Hears of each annotated object. */
  interface Visitor {
    void object(long image, long category, boolean isCrowd);
  }

  static CocoAnnotations read(Path file, Faults faults) {
    CocoAnnotations annotations = new CocoAnnotations(file, faults);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        JsonParser parser =
            JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
      annotations.read(parser);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      faults.add(
          file, at == null ? 0 : at.getLineNr(), "not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new HarnessException("cannot read the annotations " + file, e);
    }
    annotations.checkReferences();
    return annotations;
  }

  Map<Long, String> images() {
    return images;
  }

  Map<Long, String> categories() {
    return categories;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < count; i++) {
      visitor.object(imageOf[i], categoryOf[i], crowd[i]);
    }
  }

  private void read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      faults.add(file, 1, "expected an object with images, annotations and categories");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      JsonToken value = parser.nextToken();
      boolean known = Set.of("images", "annotations", "categories").contains(key);
      if (known && value == JsonToken.START_ARRAY) {
        seen.add(key);
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          entry(parser, key);
        }
      } else {
        parser.skipChildren();
      }
    }
    for (String key : new String[] {"images", "annotations", "categories"}) {
      if (!seen.contains(key)) {
        faults.add(file, 0, "'" + key + "' is missing");
      }
    }
  }

  private void entry(JsonParser parser, String list) {
    TokenStreamLocation at = parser.currentTokenLocation();
    @Nullable Long id = null;
    @Nullable Long imageId = null;
    @Nullable Long categoryId = null;
    @Nullable String name = null;
    boolean isCrowd = false;
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      JsonToken value = parser.nextToken();
      boolean whole = value == JsonToken.VALUE_NUMBER_INT;
      switch (key) {
        case "id" -> id = whole ? parser.getLongValue() : null;
        case "image_id" -> imageId = whole ? parser.getLongValue() : null;
        case "category_id" -> categoryId = whole ? parser.getLongValue() : null;
        case "iscrowd" -> isCrowd = whole && parser.getLongValue() == 1;
        case "file_name", "name" ->
            name = value == JsonToken.VALUE_STRING ? parser.getString() : null;
        default -> parser.skipChildren();
      }
    }
    switch (list) {
      case "images" -> {
        if (id == null || name == null) {
          fault(at, "an image without id and file_name");
        } else if (images.putIfAbsent(id, name) != null) {
          fault(at, "image id " + id + " is there twice");
        } else if (!imageNames.add(name)) {
          fault(at, "image '" + name + "' is there twice");
        }
      }
      case "categories" -> {
        if (id == null || name == null) {
          fault(at, "a category without id and name");
        } else if (categories.putIfAbsent(id, name) != null) {
          fault(at, "category id " + id + " is there twice");
        }
      }
      default -> {
        if (imageId == null || categoryId == null) {
          fault(at, "an annotation without image_id and category_id");
        } else {
          keep(imageId, categoryId, isCrowd, at);
        }
      }
    }
  }

  private void keep(long image, long category, boolean isCrowd, TokenStreamLocation at) {
    if (count == imageOf.length) {
      imageOf = Arrays.copyOf(imageOf, 2 * count);
      categoryOf = Arrays.copyOf(categoryOf, 2 * count);
      crowd = Arrays.copyOf(crowd, 2 * count);
      columnOf = Arrays.copyOf(columnOf, 2 * count);
      lineOf = Arrays.copyOf(lineOf, 2 * count);
    }
    imageOf[count] = image;
    categoryOf[count] = category;
    crowd[count] = isCrowd;
    lineOf[count] = at.getLineNr();
    columnOf[count++] = at.getColumnNr();
  }

  /** Categories and images may stand behind the annotations that name them. */
  private void checkReferences() {
    for (int i = 0; i < count; i++) {
      if (!categories.containsKey(categoryOf[i])) {
        faults.add(
            file,
            lineOf[i],
            columnOf[i],
            "unknown category " + categoryOf[i] + " of image " + imageOf[i]);
      }
      if (!images.containsKey(imageOf[i])) {
        faults.add(file, lineOf[i], columnOf[i], "unknown image " + imageOf[i]);
      }
    }
  }

  private void fault(TokenStreamLocation at, String message) {
    faults.add(file, at.getLineNr(), at.getColumnNr(), message);
  }
}
