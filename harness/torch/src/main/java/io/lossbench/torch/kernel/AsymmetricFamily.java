package io.lossbench.torch.kernel;

/**
 * The element-wise losses as members of one family (Ben-Baruch, Ridnik et al., ICCV 2021, eq. 7),
 * with p = sigmoid(x), q = 1-p, t = max(p-margin, 0):
 *
 * <pre>
 * positives  - weightPos q^gammaPos log max(p, eps)
 * negatives  - weightNeg t^gammaNeg log max(1-t, eps)
 * </pre>
 *
 * <p>BCE has both exponents 0, focal loss has them equal.
 *
 * @param eps bound of the logarithm; 0 for none
 * @param detached whether the focusing weight is a constant to the gradient
 */
public record AsymmetricFamily(
    float gammaPos,
    float gammaNeg,
    float margin,
    float eps,
    float weightPos,
    float weightNeg,
    boolean detached) {

  public AsymmetricFamily {
    if (!(gammaPos >= 0 && gammaNeg >= 0 && margin >= 0 && margin < 1 && eps >= 0)) {
      throw new IllegalArgumentException(
          "exponents " + gammaPos + ", " + gammaNeg + ", margin " + margin + ", eps " + eps);
    }
  }

  /** Binary cross-entropy. */
  public static AsymmetricFamily crossEntropy() {
    return new AsymmetricFamily(0, 0, 0, 0, 1, 1, true);
  }

  /** The largest value of -log; infinite without eps. */
  float bound() {
    return (float) -Math.log(eps);
  }

  /** Whether the gradient follows the focusing weight. */
  boolean follows() {
    return !detached && (gammaPos > 0 || gammaNeg > 0);
  }

  /** 0 to 8 for an exponent that multiplications can do, else -1. */
  static int whole(float exponent) {
    return exponent == Math.rint(exponent) && exponent <= 8 ? (int) exponent : -1;
  }
}
