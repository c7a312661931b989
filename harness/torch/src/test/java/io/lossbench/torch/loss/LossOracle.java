package io.lossbench.torch.loss;

/**
 * The losses of the reference, element by element in float64, written from the formulas and not
 * from our code.
 */
final class LossOracle {
  private LossOracle() {}

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Reference section 1; {@code weightAt} is the logit that the focusing weight is computed at. */
  static double asl(
      double x, double weightAt, int y, double gNeg, double gPos, double m, double eps) {
    double p = sigmoid(x);
    double q = sigmoid(-x);
    double qm = m > 0 ? Math.min(q + m, 1) : q;
    double pw = sigmoid(weightAt);
    double qw = sigmoid(-weightAt);
    double pmw = m > 0 ? Math.max(pw - m, 0) : pw;
    double w = gNeg > 0 || gPos > 0 ? (y == 1 ? Math.pow(qw, gPos) : Math.pow(pmw, gNeg)) : 1;
    return -w * Math.log(Math.max(y == 1 ? p : qm, eps));
  }

  static double bce(double x, int y) {
    return Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x)));
  }

  static double focal(double x, double weightAt, int y, double gamma, double alpha) {
    double qt = sigmoid(y == 1 ? -weightAt : weightAt);
    double a = Double.isNaN(alpha) ? 1 : y == 1 ? alpha : 1 - alpha;
    return a * Math.pow(qt, gamma) * bce(x, y);
  }

  /**
   * An element's loss as a function of the logit and of the logit that the focusing weight sees.
   */
  interface Element {
    double at(double x, double weightAt, int y);
  }

  /** Central difference; a detached weight stays at the point. */
  static double slope(Element element, double x, int y, boolean detached) {
    double h = 1e-5 * Math.max(1, Math.abs(x));
    double above = element.at(x + h, detached ? x : x + h, y);
    double below = element.at(x - h, detached ? x : x - h, y);
    return (above - below) / (2 * h);
  }
}
