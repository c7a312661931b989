package io.lossbench.torch.kernel;

/**
 * The element-wise losses as members of one family (Ben-Baruch, Ridnik et al., ICCV 2021, eq. 7),
 * with p = sigmoid(x), q = 1-p, t = max(p-margin, 0):
 *
 * <pre>
 * positives  - weight q^gamma log max(p, eps)
 * negatives  - weight t^gamma log max(1-t, eps)
 * </pre>
 *
 * <p>each side with its own weight and exponent, times the weight of the pair's class. BCE has both
 * exponents 0, focal loss has them equal.
 *
 * @param eps bound of the logarithm; 0 for none
 */
public record AsymmetricFamily(
    Side positives,
    Side negatives,
    float margin,
    float eps,
    FocusingGradient gradient,
    ClassWeights classWeights) {

  /** Exponent and weight of the positive or of the negative pairs. */
  public record Side(float gamma, float weight) {
    public Side {
      if (!(gamma >= 0)) {
        throw new IllegalArgumentException("exponent " + gamma);
      }
    }

    /** A side of weight 1. */
    public static Side of(double gamma) {
      return new Side((float) gamma, 1);
    }
  }

  public AsymmetricFamily {
    if (!(margin >= 0 && margin < 1 && eps >= 0)) {
      throw new IllegalArgumentException("margin " + margin + ", eps " + eps);
    }
  }

  /** A member in which all classes weigh the same. */
  public AsymmetricFamily(
      Side positives, Side negatives, float margin, float eps, FocusingGradient gradient) {
    this(positives, negatives, margin, eps, gradient, ClassWeights.EQUAL);
  }

  /** This with other weights of the classes. */
  public AsymmetricFamily weightedBy(ClassWeights weights) {
    return new AsymmetricFamily(positives, negatives, margin, eps, gradient, weights);
  }

  /** Binary cross-entropy. */
  public static AsymmetricFamily crossEntropy() {
    return new AsymmetricFamily(Side.of(0), Side.of(0), 0, 0, FocusingGradient.DETACHED);
  }

  /** The largest value of -log; infinite without eps. */
  float bound() {
    return (float) -Math.log(eps);
  }

  /** Whether the gradient follows the focusing weight. */
  boolean follows() {
    return gradient == FocusingGradient.FULL && (positives.gamma > 0 || negatives.gamma > 0);
  }

  /** Whether the classes have weights of their own. */
  boolean isWeighted() {
    return !classWeights.areEqual();
  }

  /**
   * The exponent if it is a whole number from 0 to 8, whose power takes multiplications only; else
   * -1.
   */
  static int whole(float exponent) {
    return exponent == Math.rint(exponent) && exponent <= 8 ? (int) exponent : -1;
  }
}
