package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.scene.GeneratedScenes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A data folder for a handful of generated scenes in the official layout and file names of a
 * format, so that a suite can be seen to work before its data is there. Its numbers mean nothing.
 */
public final class Miniature {
  /** Side of an image in pixels. */
  public static final int SIZE = 80;

  private static final int SQUARE = 10;

  /** Numbers of a {@link #vector}. */
  public static final int VECTOR_WIDTH = 3 * (SIZE / SQUARE) * (SIZE / SQUARE);

  private static final int SCENE_CLASSES = 40;
  private static final GeneratedScenes SCENES = new GeneratedScenes(SIZE, SCENE_CLASSES, 7);

  private final Path folder;

  /**
   * A miniature that does not exist yet.
   *
   * @param folder that it is written into, which then is a data folder
   */
  public Miniature(Path folder) {
    this.folder = folder.normalize();
  }

  /** A split of every miniature. */
  public enum Part {
    TRAIN(Listing.TRAIN, 24),
    TEST(Listing.TEST, 16);

    private final String split;
    private final int images;

    Part(String split, int images) {
      this.split = split;
      this.images = images;
    }

    /** The split's name. */
    public String split() {
      return split;
    }

    public int images() {
      return images;
    }

    /** A number that tells the images of one part from those of the other. */
    public int stream() {
      return this == TRAIN ? GeneratedScenes.TRAIN_STREAM : GeneratedScenes.TEST_STREAM;
    }
  }

  /** The miniature in a folder below this one. */
  public Miniature in(String below) {
    return new Miniature(folder.resolve(below));
  }

  /**
   * The classes of an image, at least one, in ascending order; with more than 40 classes odd images
   * use the upper ones.
   *
   * @param number of the image within the part
   * @param classes how many classes there are
   */
  public static List<Integer> labels(Part part, int number, int classes) {
    return objects(part, number, classes).stream().map(Shown::label).distinct().sorted().toList();
  }

  /**
   * An object of an image.
   *
   * @param label of its class
   * @param left of the rectangle around what is to be seen of it, in pixels; its right side is
   *     exclusive, as its lower one
   * @param pixels that are to be seen
   */
  public record Shown(int label, int left, int top, int right, int bottom, int pixels) {}

  /**
   * The objects of an image, at least one, of the classes that {@link #labels} has.
   *
   * @param number of the image within the part
   * @param classes how many classes there are
   */
  public static List<Shown> objects(Part part, int number, int classes) {
    int shift = classes > SCENE_CLASSES && number % 2 == 1 ? classes - SCENE_CLASSES : 0;
    List<GeneratedScenes.VisiblePart> parts = SCENES.draw(part.stream(), number).parts();
    List<Shown> objects = new ArrayList<>();
    for (GeneratedScenes.VisiblePart each : parts) {
      if (each.isPresent()) {
        objects.add(shown(each, each.label() % classes + shift));
      }
    }
    return objects.isEmpty() ? List.of(shown(parts.get(0), number % classes)) : objects;
  }

  private static Shown shown(GeneratedScenes.VisiblePart part, int label) {
    return new Shown(label, part.left(), part.top(), part.right(), part.bottom(), part.pixels());
  }

  /**
   * Writes an image as JPEG.
   *
   * @param number of the image within the part
   * @param path its folders, if any, and its file
   */
  public void image(Part part, int number, String... path) {
    byte[] rgb = SCENES.draw(part.stream(), number).rgb();
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      int red = rgb[3 * i] & 0xFF;
      int green = rgb[3 * i + 1] & 0xFF;
      image.setRGB(i % SIZE, i / SIZE, (red << 16) | (green << 8) | (rgb[3 * i + 2] & 0xFF));
    }
    Path file = folder;
    for (String name : path) {
      file = file.resolve(name);
    }
    file = file.normalize();
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file)) {
        ImageIO.write(image, "jpg", out);
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /**
   * An image as a vector: the means of its red, green and blue in squares of 10 x 10 pixels, 0 to
   * 1; {@value #VECTOR_WIDTH} numbers.
   */
  public static float[] vector(Part part, int number) {
    byte[] rgb = SCENES.draw(part.stream(), number).rgb();
    float[] sums = new float[VECTOR_WIDTH];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      int square = pixel / SIZE / SQUARE * (SIZE / SQUARE) + pixel % SIZE / SQUARE;
      sums[3 * square + i % 3] += rgb[i] & 0xFF;
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= 255f * SQUARE * SQUARE;
    }
    return sums;
  }

  /** What writes a file that is no text. */
  @FunctionalInterface
  public interface Writer {
    void write(Path file) throws IOException;
  }

  /** Writes another file. */
  public void file(String path, Writer writer) {
    try {
      writer.write(folder.resolve(path));
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /** Writes a text file. */
  public void lines(String path, Iterable<String> lines) {
    Path file = folder.resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private HarnessException unwritten(IOException e) {
    return new HarnessException("cannot write the miniature to " + folder, e);
  }
}
