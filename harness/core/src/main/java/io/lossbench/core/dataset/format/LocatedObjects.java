package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.LeftOut;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.ObjectDetection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images with their objects, collected split by split until they are a listing: for detection what
 * {@link LabelledImages} are for classification. Not thread-safe.
 */
public final class LocatedObjects {
  private final List<Category> categories;
  private final Map<String, Rows> rows = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final LeftOut leftOut = new LeftOut();

  /** The listing of a dataset with these classes, in the order of their indices. */
  public LocatedObjects(List<Category> categories) {
    this.categories = List.copyOf(categories);
  }

  private static final class Rows {
    final List<String> ids = new ArrayList<>();
    final List<Path> files = new ArrayList<>();
    final AnnotatedImages.Builder images;

    Rows(List<Category> categories) {
      images = new AnnotatedImages.Builder(categories);
    }
  }

  /**
   * An image.
   *
   * @param name unique within the split
   * @param id in files of detections, unique within the split
   * @param width in pixels, as the boxes are meant
   */
  public record Image(String name, Path file, CocoId id, int width, int height) {}

  /**
   * Adds an image.
   *
   * @param split {@link Listing#TRAIN}, {@link Listing#VALIDATION} or {@link Listing#TEST}
   */
  public void add(String split, Image image, List<AnnotatedObject> objects) {
    Rows to = rows.computeIfAbsent(split, s -> new Rows(categories));
    to.ids.add(image.name());
    to.files.add(image.file());
    to.images.image(image.id(), image.width(), image.height());
    objects.forEach(to.images::object);
  }

  /** Adds a sentence that a reader of the numbers must know. */
  public void note(String text) {
    notes.add(text);
  }

  /** Counts what a rule leaves out; see {@link LeftOut#add}. */
  public void leftOut(String reason, String example) {
    leftOut.add(reason, example);
  }

  /**
   * All that was added so far.
   *
   * @throws HarnessException if an image has no size, without which a detector learns no box
   */
  public Listing build() {
    Map<String, Listing.Part> parts = new LinkedHashMap<>();
    rows.forEach(
        (split, found) -> {
          AnnotatedImages images = found.images.build();
          requireSizes(found, images);
          parts.put(split, new Listing.Part(found.ids, found.files, images));
        });
    List<String> told = new ArrayList<>(notes);
    told.addAll(leftOut.notes());
    return new Listing(
        categories.stream().map(Category::name).toList(), new ObjectDetection(), parts, told);
  }

  private static void requireSizes(Rows found, AnnotatedImages images) {
    for (int row = 0; row < images.rows(); row++) {
      if (images.width(row) == 0 || images.height(row) == 0) {
        throw new HarnessException(
            "the format gives image '"
                + found.ids.get(row)
                + "' no size in pixels, which its boxes are relative to; mend the format");
      }
    }
  }
}
