package io.lossbench.torch.kernel;

/**
 * Factors of the loss of a pair by its class: one for positives, one for negatives. Immutable and
 * thread-safe.
 */
public final class ClassWeights {
  /** All pairs weigh the same, however many classes there are. */
  public static final ClassWeights EQUAL = new ClassWeights(new float[0], new float[0]);

  private final float[] positives;
  private final float[] negatives;

  /**
   * @param positives of the positives of each class; finite and not negative
   * @param negatives of its negatives
   */
  public ClassWeights(float[] positives, float[] negatives) {
    if (positives.length != negatives.length) {
      throw new IllegalArgumentException(
          positives.length + " weights of positives, " + negatives.length + " of negatives");
    }
    this.positives = positives.clone();
    this.negatives = negatives.clone();
    for (int c = 0; c < positives.length; c++) {
      require(positives[c]);
      require(negatives[c]);
    }
  }

  private static void require(float weight) {
    if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a class' weight is " + weight);
    }
  }

  public boolean areEqual() {
    return positives.length == 0;
  }

  /** Number of classes; 0 if all weigh the same. */
  public int classes() {
    return positives.length;
  }

  /** The weights of the positives of each class, then those of the negatives. */
  public float[] flat() {
    float[] flat = new float[2 * positives.length];
    System.arraycopy(positives, 0, flat, 0, positives.length);
    System.arraycopy(negatives, 0, flat, positives.length, negatives.length);
    return flat;
  }

  /**
   * Writes the weights of some pairs of a batch.
   *
   * @param start index of the first of them in the batch, row-major
   * @param y their targets
   */
  void write(int start, float[] y, float[] into, int length) {
    int c = start % positives.length;
    for (int i = 0; i < length; i++) {
      into[i] = y[i] > 0.5f ? positives[c] : negatives[c];
      c = c + 1 == positives.length ? 0 : c + 1;
    }
  }
}
