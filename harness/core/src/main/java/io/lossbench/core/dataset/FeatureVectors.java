package io.lossbench.core.dataset;

/**
 * Vectors in memory, one a row of the split, all of one width and of finite numbers. Immutable and
 * thread-safe.
 */
public sealed interface FeatureVectors extends Inputs permits DenseVectors, SparseVectors {
  /** Numbers of a vector. */
  int width();

  int rows();

  /** Writes a vector to {@code into}, from {@code at} on. */
  void copy(int row, float[] into, int at);

  /**
   * Bytes that stand for a vector in a dataset's fingerprint: equal for equal vectors that are kept
   * the same way.
   */
  byte[] key(int row);

  @Override
  FeatureVectors select(int[] indices);
}
