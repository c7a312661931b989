package io.lossbench.core.dataset;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.file.Digest;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Deterministic scenes that stand in for photographs: overlapping objects on a textured background,
 * with clutter and noise. A class is a shape with a pattern; its frequency falls with its rank
 * (long tail); colours say nothing.
 *
 * <p>Integer arithmetic only, so that every machine draws the same bits. Immutable and thread-safe.
 */
public final class GeneratedScenes {
  static final int TRAIN_STREAM = 0;
  static final int TEST_STREAM = 1;

  private static final int MISSING_LABEL_STREAM = 2;
  private static final int RANK_STREAM = 3;

  /** Cumulated percentages of 2, 3, 4, 5 and 6 objects; about 2.9 of them stay visible. */
  private static final int[] OBJECTS = {30, 58, 80, 94, 100};

  /** An object counts as present if at least this percentage of it is visible. */
  private static final int VISIBLE_PERCENT = 40;

  private final int size;
  private final int classes;
  private final long seed;
  private final long[] cumulatedWeights;

  /** A drawn scene: size x size x 3 bytes RGB, and one label a class. */
  record Scene(byte[] rgb, byte[] labels) {}

  GeneratedScenes(int size, int classes, long seed) {
    this.size = size;
    this.classes = classes;
    this.seed = seed;
    this.cumulatedWeights = longTail(classes, seed);
  }

  /** Opens the format {@code generated-scenes}. */
  static Dataset open(String name, Settings format) {
    GeneratedScenes scenes =
        new GeneratedScenes(
            format.integer("size"), format.integer("classes"), format.whole("seed"));
    Split train = scenes.split("train", TRAIN_STREAM, format.integer("train"));
    Split test = scenes.split("test", TEST_STREAM, format.integer("test"));
    train =
        new Split(
            train.ids(),
            scenes.withMissing(train.labels(), format.number("missing-labels")),
            train.pixels());
    return new Dataset(
        name,
        new MultiLabel(),
        scenes.classNames(),
        train,
        Optional.empty(),
        test,
        scenes.fingerprint(train, test),
        true,
        List.of(),
        List.of());
  }

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

  List<String> classNames() {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add(SceneObject.name(c));
    }
    return names;
  }

  private Split split(String prefix, int stream, int count) {
    byte[] labels = new byte[count * classes];
    int[] numbers = new int[count];
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      System.arraycopy(draw(stream, i).labels(), 0, labels, i * classes, classes);
      numbers[i] = i;
      ids.add(prefix + "-" + i);
    }
    return new Split(
        ids, LabelMatrix.of(count, classes, labels), new Pixels.Generated(this, stream, numbers));
  }

  /** Each positive label is lost with the given probability, independently of everything else. */
  private LabelMatrix withMissing(LabelMatrix labels, double probability) {
    byte[] values = new byte[labels.rows() * classes];
    byte[] complete = new byte[classes];
    for (int row = 0; row < labels.rows(); row++) {
      SplitMix64 generator = SplitMix64.stream(seed, MISSING_LABEL_STREAM, row);
      labels.copyRow(row, complete);
      for (int c = 0; c < classes; c++) {
        boolean lost = generator.nextDouble() < probability;
        values[row * classes + c] =
            lost && complete[c] == LabelMatrix.POSITIVE ? LabelMatrix.NEGATIVE : complete[c];
      }
    }
    return LabelMatrix.of(labels.rows(), classes, values);
  }

  /** Over a sample of the pixels (every image costs time at every start) and all labels. */
  private String fingerprint(Split train, Split test) {
    Digest digest = Digest.sha256();
    digest.update("generated-scenes").update(size + "/" + classes + "/" + seed);
    for (Split split : List.of(train, test)) {
      byte[] labels = new byte[classes];
      for (int row = 0; row < split.size(); row++) {
        split.labels().copyRow(row, labels);
        digest.update(labels);
      }
      Pixels.Generated pixels = (Pixels.Generated) split.pixels();
      for (int i = 0; i < split.size(); i += Math.max(1, split.size() / 32)) {
        digest.update(pixels.draw(i));
      }
    }
    return digest.hex();
  }

  /** The scene {@code number} of a stream. */
  Scene draw(int stream, int number) {
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
    int[] visible = new int[present.length + 1];
    for (int pixel : owner) {
      visible[pixel]++;
    }
    noise(rgb, generator);
    byte[] labels = new byte[classes];
    for (int i = 0; i < present.length; i++) {
      if (100 * visible[i + 1] >= VISIBLE_PERCENT * drawn[i + 1]) {
        labels[present[i]] = LabelMatrix.POSITIVE;
      }
    }
    return new Scene(rgb, labels);
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
