package io.lossbench.torch.target;

import java.util.ArrayList;
import java.util.List;

/**
 * The places of an image that a detector without anchors says something about: one for each place
 * of its feature maps, the finest map first, row by row from the upper left.
 */
public final class Points {
  private final int height;
  private final int width;
  private final List<Level> levels;
  private final float[] x;
  private final float[] y;
  private final int[] levelOf;

  /**
   * The points of one feature map.
   *
   * @param stride pixels from one to the next
   * @param first index of its first point
   */
  public record Level(int stride, int rows, int columns, int first) {
    /** Number of points. */
    public int size() {
      return rows * columns;
    }
  }

  /**
   * The points of an image.
   *
   * @param strides of the feature maps, rising; each has a place for every stride that is begun
   * @param offset of the first point from the upper left corner, as a share of the stride
   */
  public Points(int height, int width, List<Integer> strides, double offset) {
    this.height = height;
    this.width = width;
    List<Level> found = new ArrayList<>();
    int points = 0;
    for (int stride : strides) {
      Level level = new Level(stride, places(height, stride), places(width, stride), points);
      points += level.size();
      found.add(level);
    }
    this.levels = List.copyOf(found);
    this.x = new float[points];
    this.y = new float[points];
    this.levelOf = new int[points];
    for (int l = 0; l < levels.size(); l++) {
      Level level = levels.get(l);
      for (int i = 0; i < level.size(); i++) {
        int row = i / level.columns();
        int column = i % level.columns();
        x[level.first() + i] = (float) ((column + offset) * level.stride());
        y[level.first() + i] = (float) ((row + offset) * level.stride());
        levelOf[level.first() + i] = l;
      }
    }
  }

  private static int places(int length, int stride) {
    return (length + stride - 1) / stride;
  }

  /** Of the image, in pixels. */
  public int height() {
    return height;
  }

  /** Of the image, in pixels. */
  public int width() {
    return width;
  }

  public List<Level> levels() {
    return levels;
  }

  /** Number of points of an image. */
  public int size() {
    return x.length;
  }

  /** Pixels from the left. */
  public float x(int point) {
    return x[point];
  }

  /** Pixels from above. */
  public float y(int point) {
    return y[point];
  }

  /** The index of a point's level. */
  public int level(int point) {
    return levelOf[point];
  }

  /** Pixels to the next point. */
  public int stride(int point) {
    return levels.get(levelOf[point]).stride();
  }
}
