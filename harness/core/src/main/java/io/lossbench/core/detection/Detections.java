package io.lossbench.core.detection;

import io.lossbench.core.file.Digest;
import io.lossbench.core.task.Predictions;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network detects in the images of a split: any number of objects per row, in the order in
 * which ties are broken. Objects are kept in arrays, 44 bytes each.
 *
 * <p>{@link #writeTo} writes, little-endian, the number of objects of each row (int32), then of
 * each object its class (int32), x, y, width, height and score (float64).
 */
public final class Detections implements Predictions {
  private static final int OBJECT_BYTES = Integer.BYTES + 5 * Double.BYTES;

  /** Objects that are written or read at once. */
  private static final int PIECE = 4096;

  /** Where the objects of a row begin; one more than there are rows. */
  private final int[] starts;

  /** x, y, width and height of each object. */
  private final double[] boxes;

  private final double[] scores;
  private final int[] categoryOf;

  private Detections(Builder builder) {
    this.starts = Arrays.copyOf(builder.starts, builder.rows + 1);
    this.starts[builder.rows] = builder.objects;
    this.boxes = Arrays.copyOf(builder.boxes, 4 * builder.objects);
    this.scores = Arrays.copyOf(builder.scores, builder.objects);
    this.categoryOf = Arrays.copyOf(builder.categoryOf, builder.objects);
  }

  /**
   * The predictions of a head of this task.
   *
   * @throws IllegalArgumentException if they are of another one
   */
  public static Detections of(Predictions predictions) {
    if (predictions instanceof Detections detections) {
      return detections;
    }
    throw new IllegalArgumentException("no detections: " + predictions.getClass().getSimpleName());
  }

  @Override
  public int rows() {
    return starts.length - 1;
  }

  /** The objects of an image. */
  public List<DetectedObject> objects(int row) {
    List<DetectedObject> objects = new ArrayList<>(starts[row + 1] - starts[row]);
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      objects.add(
          new DetectedObject(
              categoryOf[i],
              new Box(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]),
              scores[i]));
    }
    return objects;
  }

  /** The number of objects in all images. */
  public int count() {
    return scores.length;
  }

  int start(int row) {
    return starts[row];
  }

  int category(int object) {
    return categoryOf[object];
  }

  double score(int object) {
    return scores[object];
  }

  /** x, y, width and height of all objects; not to be written to. */
  double[] boxes() {
    return boxes;
  }

  /**
   * Whether all images, two or more, got the same objects. A network that finds nothing yet has
   * learned little, which its numbers say, and is not constant.
   */
  @Override
  public boolean areConstant() {
    for (int row = 1; row < rows(); row++) {
      if (!objects(row).equals(objects(0))) {
        return false;
      }
    }
    return rows() > 1 && scores.length > 0;
  }

  @Override
  public void writeTo(WritableByteChannel out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(PIECE * OBJECT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows(); row++) {
      if (buffer.remaining() < Integer.BYTES) {
        flush(buffer, out);
      }
      buffer.putInt(starts[row + 1] - starts[row]);
    }
    for (int i = 0; i < scores.length; i++) {
      if (buffer.remaining() < OBJECT_BYTES) {
        flush(buffer, out);
      }
      buffer.putInt(categoryOf[i]);
      for (int k = 4 * i; k < 4 * i + 4; k++) {
        buffer.putDouble(boxes[k]);
      }
      buffer.putDouble(scores[i]);
    }
    flush(buffer, out);
  }

  private static void flush(ByteBuffer buffer, WritableByteChannel out) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }

  /**
   * Reads back what {@link #writeTo} wrote, and nothing beyond it.
   *
   * @param images that they are for
   * @throws IOException if it ends before, or is something else
   */
  public static Detections read(ReadableByteChannel in, int images) throws IOException {
    ByteBuffer counts = bytes(in, Math.multiplyExact(images, Integer.BYTES));
    Builder builder = new Builder();
    ByteBuffer piece = ByteBuffer.allocate(0);
    long left = 0;
    for (int row = 0; row < images; row++) {
      int count = counts.getInt(row * Integer.BYTES);
      if (count < 0) {
        throw new IOException(count + " detections in an image");
      }
      left += count;
    }
    for (int row = 0; row < images; row++) {
      builder.image();
      for (int i = counts.getInt(row * Integer.BYTES); i > 0; i--) {
        if (!piece.hasRemaining()) {
          piece = bytes(in, (int) Math.min(PIECE, left) * OBJECT_BYTES);
        }
        builder.object(
            piece.getInt(),
            new double[] {
              piece.getDouble(), piece.getDouble(), piece.getDouble(), piece.getDouble()
            },
            piece.getDouble());
        left--;
      }
    }
    return builder.build();
  }

  private static ByteBuffer bytes(ReadableByteChannel in, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (in.read(bytes) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  @Override
  public String sha256() {
    Digest digest = Digest.sha256();
    WritableByteChannel hashed =
        new WritableByteChannel() {
          @Override
          public int write(ByteBuffer from) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            digest.update(bytes);
            return bytes.length;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    try {
      writeTo(hashed);
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written to a disk", e);
    }
    return digest.hex();
  }

  /** Collects images in the order of their rows, each followed by its objects. Not thread-safe. */
  public static final class Builder {
    private int rows;
    private int[] starts = new int[17];
    private double[] boxes = new double[256];
    private double[] scores = new double[64];
    private int[] categoryOf = new int[64];
    private int objects;

    /** Begins the next image. */
    public Builder image() {
      if (rows + 2 > starts.length) {
        starts = Arrays.copyOf(starts, 2 * starts.length);
      }
      starts[rows++] = objects;
      return this;
    }

    /** Adds an object to the image that was begun last. */
    public Builder object(DetectedObject object) {
      Box box = object.box();
      return object(
          object.category(),
          new double[] {box.x(), box.y(), box.width(), box.height()},
          object.score());
    }

    /** The same, its box as x, y, width and height. */
    Builder object(int category, double[] box, double score) {
      if (rows == 0) {
        throw new IllegalStateException("an object before any image");
      }
      if (objects == scores.length) {
        boxes = Arrays.copyOf(boxes, 8 * objects);
        scores = Arrays.copyOf(scores, 2 * objects);
        categoryOf = Arrays.copyOf(categoryOf, 2 * objects);
      }
      System.arraycopy(box, 0, boxes, 4 * objects, 4);
      scores[objects] = score;
      categoryOf[objects++] = category;
      return this;
    }

    /** The number of images that were begun. */
    public int rows() {
      return rows;
    }

    /** All images so far. */
    public Detections build() {
      return new Detections(this);
    }
  }
}
