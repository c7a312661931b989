package io.lossbench.core.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Vectors of which most numbers are 0: those that are not are kept with their places. */
public final class SparseVectors implements FeatureVectors {
  private final int width;
  private final int[][] places;
  private final float[][] values;

  /**
   * The arrays are not copied: whoever hands them over no longer writes to them.
   *
   * @param places of the values of each row, ascending
   * @throws IllegalArgumentException if a place is none of the width, or comes before the one
   *     before it, or a value is not finite
   */
  public SparseVectors(int width, int[][] places, float[][] values) {
    if (places.length != values.length) {
      throw new IllegalArgumentException("the parts of sparse vectors do not fit together");
    }
    for (int row = 0; row < places.length; row++) {
      int before = -1;
      for (int place : places[row]) {
        if (place <= before || place >= width) {
          throw new IllegalArgumentException("the place " + place + " in row " + row);
        }
        before = place;
      }
      if (places[row].length != values[row].length) {
        throw new IllegalArgumentException("values without a place in row " + row);
      }
      DenseVectors.requireFinite(values[row]);
    }
    this.width = width;
    this.places = places;
    this.values = values;
  }

  private SparseVectors(int[][] places, float[][] values, int width) {
    this.width = width;
    this.places = places;
    this.values = values;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int rows() {
    return places.length;
  }

  @Override
  public void copy(int row, float[] into, int at) {
    Arrays.fill(into, at, at + width, 0f);
    for (int i = 0; i < places[row].length; i++) {
      into[at + places[row][i]] = values[row][i];
    }
  }

  @Override
  public byte[] key(int row) {
    ByteBuffer key =
        ByteBuffer.allocate((Integer.BYTES + Float.BYTES) * places[row].length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < places[row].length; i++) {
      key.putInt(places[row][i]).putFloat(values[row][i]);
    }
    return key.array();
  }

  @Override
  public SparseVectors select(int[] indices) {
    return new SparseVectors(
        Arrays.stream(indices).mapToObj(i -> places[i]).toArray(int[][]::new),
        Arrays.stream(indices).mapToObj(i -> values[i]).toArray(float[][]::new),
        width);
  }
}
