package io.lossbench.torch.train;

import java.util.function.DoubleBinaryOperator;

/**
 * The layers of a network in plain float64, written from their definitions: N x C x H x W arrays,
 * parameters taken one after the other from a flat vector.
 */
final class ReferenceLayers {
  private final double[] parameters;
  private int next;

  ReferenceLayers(double[] parameters) {
    this.parameters = parameters;
  }

  double[][][][] convolution(double[][][][] x, int out, int kernel, int stride, int padding) {
    int in = x[0].length;
    int height = (x[0][0].length + 2 * padding - kernel) / stride + 1;
    int width = (x[0][0][0].length + 2 * padding - kernel) / stride + 1;
    double[][][][] y = new double[x.length][out][height][width];
    for (int n = 0; n < x.length; n++) {
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            double sum = 0;
            for (int c = 0; c < in; c++) {
              for (int p = 0; p < kernel; p++) {
                for (int q = 0; q < kernel; q++) {
                  int row = i * stride - padding + p;
                  int column = j * stride - padding + q;
                  if (row >= 0
                      && column >= 0
                      && row < x[n][c].length
                      && column < x[n][c][0].length) {
                    sum +=
                        x[n][c][row][column]
                            * parameters[next + ((o * in + c) * kernel + p) * kernel + q];
                  }
                }
              }
            }
            y[n][o][i][j] = sum;
          }
        }
      }
    }
    next += out * in * kernel * kernel;
    return y;
  }

  /**
   * Training mode: normalises by the batch's mean and biased variance; {@code statistics} receives
   * mean and variance.
   */
  double[][][][] batchNorm(double[][][][] x, double[][] statistics) {
    int channels = x[0].length;
    double[][][][] y = new double[x.length][channels][x[0][0].length][x[0][0][0].length];
    int count = x.length * x[0][0].length * x[0][0][0].length;
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      double square = 0;
      for (double[][][] image : x) {
        for (double[] row : image[c]) {
          for (double value : row) {
            mean += value / count;
          }
        }
      }
      for (double[][][] image : x) {
        for (double[] row : image[c]) {
          for (double value : row) {
            square += (value - mean) * (value - mean);
          }
        }
      }
      statistics[0][c] = mean;
      statistics[1][c] = square / (count - 1);
      double scale = parameters[next + c] / Math.sqrt(square / count + 1e-5);
      double shift = parameters[next + channels + c];
      for (int n = 0; n < x.length; n++) {
        for (int i = 0; i < y[n][c].length; i++) {
          for (int j = 0; j < y[n][c][i].length; j++) {
            y[n][c][i][j] = (x[n][c][i][j] - mean) * scale + shift;
          }
        }
      }
    }
    next += 2 * channels;
    return y;
  }

  static double[][][][] relu(double[][][][] x) {
    return combine(x, x, (a, b) -> Math.max(a, 0));
  }

  static double[][][][] add(double[][][][] a, double[][][][] b) {
    return combine(a, b, Double::sum);
  }

  private static double[][][][] combine(
      double[][][][] a, double[][][][] b, DoubleBinaryOperator operator) {
    double[][][][] y = new double[a.length][a[0].length][a[0][0].length][a[0][0][0].length];
    for (int n = 0; n < a.length; n++) {
      for (int c = 0; c < a[n].length; c++) {
        for (int i = 0; i < a[n][c].length; i++) {
          for (int j = 0; j < a[n][c][i].length; j++) {
            y[n][c][i][j] = operator.applyAsDouble(a[n][c][i][j], b[n][c][i][j]);
          }
        }
      }
    }
    return y;
  }

  static double[][][][] maxPool(double[][][][] x, int kernel, int stride, int padding) {
    int size = (x[0][0].length + 2 * padding - kernel) / stride + 1;
    double[][][][] y = new double[x.length][x[0].length][size][size];
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[n].length; c++) {
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int p = Math.max(0, i * stride - padding);
                p < Math.min(x[n][c].length, i * stride - padding + kernel);
                p++) {
              for (int q = Math.max(0, j * stride - padding);
                  q < Math.min(x[n][c].length, j * stride - padding + kernel);
                  q++) {
                highest = Math.max(highest, x[n][c][p][q]);
              }
            }
            y[n][c][i][j] = highest;
          }
        }
      }
    }
    return y;
  }

  static double[][][][] subsampleAndPad(double[][][][] x, int out) {
    int size = (x[0][0].length + 1) / 2;
    int before = (out - x[0].length) / 2;
    double[][][][] y = new double[x.length][out][size][size];
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[n].length; c++) {
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            y[n][before + c][i][j] = x[n][c][2 * i][2 * j];
          }
        }
      }
    }
    return y;
  }

  /** Global average pool and linear layer: N x out. */
  double[][] head(double[][][][] x, int out) {
    int in = x[0].length;
    double[][] logits = new double[x.length][out];
    for (int n = 0; n < x.length; n++) {
      for (int o = 0; o < out; o++) {
        double sum = parameters[next + out * in + o];
        for (int c = 0; c < in; c++) {
          double mean = 0;
          for (double[] row : x[n][c]) {
            for (double value : row) {
              mean += value / (row.length * x[n][c].length);
            }
          }
          sum += mean * parameters[next + o * in + c];
        }
        logits[n][o] = sum;
      }
    }
    next += out * in + out;
    return logits;
  }
}
