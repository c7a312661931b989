package io.lossbench.core.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Vectors of which every number is kept. */
public final class DenseVectors implements FeatureVectors {
  private final int width;
  private final float[][] vectors;

  /**
   * The arrays are not copied: whoever hands them over no longer writes to them.
   *
   * @throws IllegalArgumentException if one is of another width, or has a number that is not finite
   */
  public DenseVectors(int width, float[][] vectors) {
    for (float[] vector : vectors) {
      if (vector.length != width) {
        throw new IllegalArgumentException(vector.length + " numbers in a vector of " + width);
      }
      requireFinite(vector);
    }
    this.width = width;
    this.vectors = vectors;
  }

  static void requireFinite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a vector with " + value);
      }
    }
  }

  private DenseVectors(float[][] vectors, int width) {
    this.width = width;
    this.vectors = vectors;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int rows() {
    return vectors.length;
  }

  @Override
  public void copy(int row, float[] into, int at) {
    System.arraycopy(vectors[row], 0, into, at, width);
  }

  @Override
  public byte[] key(int row) {
    ByteBuffer key = ByteBuffer.allocate(Float.BYTES * width).order(ByteOrder.LITTLE_ENDIAN);
    key.asFloatBuffer().put(vectors[row]);
    return key.array();
  }

  @Override
  public DenseVectors select(int[] indices) {
    return new DenseVectors(
        Arrays.stream(indices).mapToObj(i -> vectors[i]).toArray(float[][]::new), width);
  }
}
