package io.lossbench.core.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * Gauss-Legendre quadrature with 16 nodes a panel: exact for polynomials of degree 31.
 *
 * <p>Source: Davis and Rabinowitz, Methods of Numerical Integration, 2nd edition, 2.7; the nodes
 * are Newton's roots of the Legendre polynomial.
 */
final class GaussLegendre {
  private static final int NODES = 16;
  private static final double[] NODE = new double[NODES];
  private static final double[] WEIGHT = new double[NODES];

  static {
    for (int i = 0; i < NODES; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
      double slope = Double.NaN;
      for (int iteration = 0; iteration < 8; iteration++) {
        double value = x;
        double before = 1;
        for (int degree = 2; degree <= NODES; degree++) {
          double next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
          before = value;
          value = next;
        }
        slope = NODES * (x * value - before) / (x * x - 1);
        x -= value / slope;
      }
      NODE[i] = x;
      WEIGHT[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  private GaussLegendre() {}

  /** The integral of a smooth function over an interval that is cut into equal panels. */
  static double integrate(DoubleUnaryOperator function, double from, double to, int panels) {
    double half = (to - from) / panels / 2;
    double sum = 0;
    for (int panel = 0; panel < panels; panel++) {
      double middle = from + (2 * panel + 1) * half;
      for (int i = 0; i < NODES; i++) {
        sum += WEIGHT[i] * function.applyAsDouble(middle + half * NODE[i]);
      }
    }
    return sum * half;
  }
}
