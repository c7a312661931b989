package io.lossbench.core.detection;

import io.lossbench.core.task.Truth;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Images with their annotated objects: one row per image. Objects are kept in arrays, 48 bytes
 * each, for COCO's 860,000.
 */
public final class AnnotatedImages implements Truth {
  private final List<Category> categories;
  private final List<CocoId> ids;
  private final int[] sizes;

  /** Where the objects of a row begin; one more than there are rows. */
  private final int[] starts;

  /** x, y, width and height of each object. */
  private final double[] boxes;

  private final double[] areas;
  private final int[] categoryOf;
  private final Standing[] standings;

  private AnnotatedImages(Builder builder) {
    this.categories = builder.categories;
    this.ids = List.copyOf(builder.ids);
    this.sizes = Arrays.copyOf(builder.sizes, 2 * ids.size());
    this.starts = Arrays.copyOf(builder.starts, ids.size() + 1);
    this.starts[ids.size()] = builder.objects;
    this.boxes = Arrays.copyOf(builder.boxes, 4 * builder.objects);
    this.areas = Arrays.copyOf(builder.areas, builder.objects);
    this.categoryOf = Arrays.copyOf(builder.categoryOf, builder.objects);
    this.standings = Arrays.copyOf(builder.standings, builder.objects);
  }

  /**
   * The truth of a split of this task.
   *
   * @throws IllegalArgumentException if it is of another one
   */
  public static AnnotatedImages of(Truth truth) {
    if (truth instanceof AnnotatedImages images) {
      return images;
    }
    throw new IllegalArgumentException("no annotated images: " + truth.getClass().getSimpleName());
  }

  /** The classes in the order of their indices. */
  public List<Category> categories() {
    return categories;
  }

  @Override
  public int rows() {
    return ids.size();
  }

  /** The image's id, unique within the split. */
  public CocoId id(int row) {
    return ids.get(row);
  }

  /** The width, in pixels, that the boxes of an image are meant for; 0 if unknown. */
  public int width(int row) {
    return sizes[2 * row];
  }

  /** The height, in pixels, that the boxes of an image are meant for; 0 if unknown. */
  public int height(int row) {
    return sizes[2 * row + 1];
  }

  /** The objects of an image in the order of their annotations. */
  public List<AnnotatedObject> objects(int row) {
    List<AnnotatedObject> objects = new ArrayList<>(starts[row + 1] - starts[row]);
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      objects.add(object(i));
    }
    return objects;
  }

  private AnnotatedObject object(int i) {
    return new AnnotatedObject(
        new Box(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]),
        categoryOf[i],
        standings[i],
        areas[i]);
  }

  /** All objects of all images. */
  int objects() {
    return areas.length;
  }

  int start(int row) {
    return starts[row];
  }

  int category(int object) {
    return categoryOf[object];
  }

  Standing standing(int object) {
    return standings[object];
  }

  double area(int object) {
    return areas[object];
  }

  /** x, y, width and height of all objects; not to be written to. */
  double[] boxes() {
    return boxes;
  }

  /** The rows in the order of their ids, in which COCO judges them. */
  public int[] rowsById() {
    Integer[] order = new Integer[ids.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> ids.get(a).compareTo(ids.get(b)));
    return Arrays.stream(order).mapToInt(i -> i).toArray();
  }

  @Override
  public AnnotatedImages select(int[] rows) {
    Builder builder = new Builder(categories);
    for (int row : rows) {
      builder.image(ids.get(row), width(row), height(row));
      objects(row).forEach(builder::object);
    }
    return builder.build();
  }

  /** The image's size, then each object's class, standing, area and box. */
  @Override
  public byte[] rowKey(int row) {
    int count = starts[row + 1] - starts[row];
    ByteBuffer key = ByteBuffer.allocate(8 + count * (5 + 5 * Double.BYTES));
    key.putInt(width(row)).putInt(height(row));
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      key.putInt(categoryOf[i]).put((byte) standings[i].place()).putDouble(areas[i]);
      for (int k = 4 * i; k < 4 * i + 4; k++) {
        key.putDouble(boxes[k]);
      }
    }
    return key.array();
  }

  /** Collects images, each followed by its objects. Not thread-safe. */
  public static final class Builder {
    private final List<Category> categories;
    private final List<CocoId> ids = new ArrayList<>();
    private final Set<CocoId> known = new HashSet<>();
    private int[] sizes = new int[32];
    private int[] starts = new int[17];
    private double[] boxes = new double[256];
    private double[] areas = new double[64];
    private int[] categoryOf = new int[64];
    private Standing[] standings = new Standing[64];
    private int objects;

    /** Images of a dataset with these classes, in the order of their indices. */
    public Builder(List<Category> categories) {
      this.categories = List.copyOf(categories);
    }

    /**
     * Begins the next image.
     *
     * @param width in pixels, as the boxes are meant; 0 if unknown, as the height
     */
    public Builder image(CocoId id, int width, int height) {
      if (width < 0 || height < 0) {
        throw new IllegalArgumentException("an image of " + width + " x " + height);
      }
      if (!known.add(id)) {
        throw new IllegalArgumentException("image " + id + " is there twice");
      }
      int row = ids.size();
      if (row + 2 > starts.length) {
        starts = Arrays.copyOf(starts, 2 * starts.length);
        sizes = Arrays.copyOf(sizes, 2 * starts.length);
      }
      ids.add(id);
      sizes[2 * row] = width;
      sizes[2 * row + 1] = height;
      starts[row] = objects;
      return this;
    }

    /** Adds an object to the image that was begun last. */
    public Builder object(AnnotatedObject object) {
      if (ids.isEmpty()) {
        throw new IllegalStateException("an object before any image");
      }
      if (object.category() >= categories.size()) {
        throw new IllegalArgumentException(
            "category " + object.category() + " of " + categories.size());
      }
      if (objects == areas.length) {
        boxes = Arrays.copyOf(boxes, 8 * objects);
        areas = Arrays.copyOf(areas, 2 * objects);
        categoryOf = Arrays.copyOf(categoryOf, 2 * objects);
        standings = Arrays.copyOf(standings, 2 * objects);
      }
      boxes[4 * objects] = object.box().x();
      boxes[4 * objects + 1] = object.box().y();
      boxes[4 * objects + 2] = object.box().width();
      boxes[4 * objects + 3] = object.box().height();
      areas[objects] = object.area();
      categoryOf[objects] = object.category();
      standings[objects++] = object.standing();
      return this;
    }

    /** All images so far. */
    public AnnotatedImages build() {
      return new AnnotatedImages(this);
    }
  }
}
