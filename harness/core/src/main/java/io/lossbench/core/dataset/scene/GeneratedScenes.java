package io.lossbench.core.dataset.scene;

import io.lossbench.core.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Deterministic scenes that stand in for photographs: overlapping objects on a textured background,
 * with clutter and noise. A class is a shape with a pattern; its frequency falls with its rank
 * (long tail); colours say nothing.
 *
 * <p>Integer arithmetic only, so that every machine draws the same bits. Immutable and thread-safe.
 */
public final class GeneratedScenes {
  /** Streams of random numbers: training scenes, test scenes, labels that are lost. */
  public static final int TRAIN_STREAM = 0;

  public static final int TEST_STREAM = 1;
  public static final int MISSING_LABEL_STREAM = 2;
  private static final int RANK_STREAM = 3;

  /** Cumulated percentages of 2, 3, 4, 5 and 6 objects; about 2.9 of them stay visible. */
  private static final int[] OBJECTS = {30, 58, 80, 94, 100};

  /** An object counts as present if at least this percentage of it is visible. */
  private static final int VISIBLE_PERCENT = 40;

  private final int size;
  private final int classes;
  private final long seed;
  private final long[] cumulatedWeights;

  /**
   * A drawn scene.
   *
   * @param rgb size x size x 3 bytes
   * @param labels for each class 1 if it is present, else 0
   * @param parts what is to be seen of each object, in the order in which they are drawn over each
   *     other; at most one object of a class
   */
  public record Scene(byte[] rgb, byte[] labels, List<VisiblePart> parts) {
    public Scene {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The pixels of an object that nothing hides.
   *
   * @param label of its class
   * @param left of the rectangle around them, in pixels from the left side; its right side is
   *     exclusive, as its lower one
   * @param pixels that they are
   * @param isPresent whether they are enough for the object to count as present
   */
  public record VisiblePart(
      int label, int left, int top, int right, int bottom, int pixels, boolean isPresent) {}

  /**
   * Scenes of one kind.
   *
   * @param size side of an image in pixels
   * @param classes from 2 to 40
   */
  public GeneratedScenes(int size, int classes, long seed) {
    this.size = size;
    this.classes = classes;
    this.seed = seed;
    this.cumulatedWeights = longTail(classes, seed);
  }

  /** The side of an image in pixels. */
  public int size() {
    return size;
  }

  /** Weights 1/(1+rank)^0.8, scaled to whole numbers, ranks dealt to the classes at random. */
  private static long[] longTail(int classes, long seed) {
    int[] rank = new int[classes];
    Arrays.setAll(rank, i -> i);
    SplitMix64.stream(seed, RANK_STREAM).shuffle(rank);
    long[] cumulated = new long[classes];
    long sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.round(1e6 * StrictMath.pow(1.0 + rank[c], -0.8));
      cumulated[c] = sum;
    }
    return cumulated;
  }

  /** The names of the classes, in the order of their labels. */
  public List<String> classNames() {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add(SceneObject.name(c));
    }
    return names;
  }

  /** The scene {@code number} of a stream. */
  public Scene draw(int stream, int number) {
    SplitMix64 generator = SplitMix64.stream(seed, stream, number);
    byte[] rgb = new byte[3 * size * size];
    background(rgb, generator);
    int draw = generator.nextInt(100);
    int objects = 2;
    while (draw >= OBJECTS[objects - 2]) {
      objects++;
    }
    int[] present = distinctClasses(Math.min(objects, classes), generator);
    int[] owner = new int[size * size];
    int[] drawn = new int[present.length + 1];
    for (int i = 0; i < present.length; i++) {
      drawn[i + 1] = SceneObject.random(present[i], size, generator).draw(rgb, owner, i + 1, size);
    }
    noise(rgb, generator);
    List<VisiblePart> parts = visibleParts(owner, present, drawn);
    byte[] labels = new byte[classes];
    parts.stream().filter(VisiblePart::isPresent).forEach(part -> labels[part.label()] = 1);
    return new Scene(rgb, labels, parts.stream().filter(part -> part.pixels() > 0).toList());
  }

  /**
   * @param owner of each pixel: the number of an object from 1, or 0
   * @param drawn pixels of each object, hidden or not
   */
  private List<VisiblePart> visibleParts(int[] owner, int[] present, int[] drawn) {
    int[] left = new int[drawn.length];
    int[] top = new int[drawn.length];
    int[] right = new int[drawn.length];
    int[] bottom = new int[drawn.length];
    int[] pixels = new int[drawn.length];
    Arrays.fill(left, size);
    for (int i = 0; i < owner.length; i++) {
      int object = owner[i];
      int x = i % size;
      if (pixels[object]++ == 0) {
        top[object] = i / size;
      }
      left[object] = Math.min(left[object], x);
      right[object] = Math.max(right[object], x + 1);
      bottom[object] = i / size + 1;
    }
    List<VisiblePart> parts = new ArrayList<>();
    for (int i = 1; i < drawn.length; i++) {
      boolean isPresent = 100 * pixels[i] >= VISIBLE_PERCENT * drawn[i];
      parts.add(
          new VisiblePart(
              present[i - 1], left[i], top[i], right[i], bottom[i], pixels[i], isPresent));
    }
    return parts;
  }

  private int[] distinctClasses(int count, SplitMix64 generator) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      int candidate;
      do {
        long point = (long) (generator.nextDouble() * cumulatedWeights[classes - 1]);
        candidate = 0;
        while (cumulatedWeights[candidate] <= point) {
          candidate++;
        }
      } while (contains(chosen, i, candidate));
      chosen[i] = candidate;
    }
    return chosen;
  }

  private static boolean contains(int[] values, int count, int value) {
    for (int i = 0; i < count; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }

  /** Smooth value noise between two colours, from a 5 x 5 lattice interpolated in fixed point. */
  private void background(byte[] rgb, SplitMix64 generator) {
    int[] from = SceneObject.colour(generator);
    int[] to = SceneObject.colour(generator);
    int[] lattice = new int[25];
    Arrays.setAll(lattice, i -> generator.nextInt(257));
    for (int y = 0; y < size; y++) {
      int fy = y * 4 * 256 / size;
      for (int x = 0; x < size; x++) {
        int fx = x * 4 * 256 / size;
        int cell = fy / 256 * 5 + fx / 256;
        int top = lattice[cell] * (256 - fx % 256) + lattice[cell + 1] * (fx % 256);
        int bottom = lattice[cell + 5] * (256 - fx % 256) + lattice[cell + 6] * (fx % 256);
        int blend = (top * (256 - fy % 256) + bottom * (fy % 256)) >> 16;
        for (int channel = 0; channel < 3; channel++) {
          rgb[3 * (y * size + x) + channel] =
              (byte) ((from[channel] * (256 - blend) + to[channel] * blend) >> 8);
        }
      }
    }
  }

  private static void noise(byte[] rgb, SplitMix64 generator) {
    for (int i = 0; i < rgb.length; i++) {
      int value = (rgb[i] & 0xFF) + generator.between(-10, 10);
      rgb[i] = (byte) Math.max(0, Math.min(255, value));
    }
  }
}
