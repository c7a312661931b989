package io.lossbench.torch.weights;

import io.lossbench.torch.script.Network;
import java.util.List;
import java.util.Optional;

/**
 * Embeddings of the places of an image as a file has them, made for images of another size: bicubic
 * with antialiasing, as torch.nn.functional.interpolate, which timm takes for it.
 *
 * @param prefix rows before the grid, which stay
 * @param side of the file's grid
 * @param channels of each place
 */
record PositionGrid(int prefix, int side, int channels) {
  /** Of the cubic filter, as in Pillow. */
  private static final double A = -0.5;

  /** The grid of a tensor of that shape; empty unless it is the network's but for the side. */
  static Optional<PositionGrid> of(Network.Grid grid, List<Long> own, List<Long> shape) {
    if (shape.size() != 3 || shape.get(0) != 1 || !shape.get(2).equals(own.get(2))) {
      return Optional.empty();
    }
    long places = shape.get(1) - grid.prefix();
    int side = (int) Math.round(Math.sqrt((double) Math.max(0, places)));
    return places > 0 && (long) side * side == places
        ? Optional.of(new PositionGrid(grid.prefix(), side, Math.toIntExact(own.get(2))))
        : Optional.empty();
  }

  int size() {
    return (prefix + side * side) * channels;
  }

  /** The embeddings of {@code to} x {@code to} places, after the prefix. */
  float[] resized(float[] values, int to) {
    double[][] weights = weights(to);
    float[] resized = new float[(prefix + to * to) * channels];
    System.arraycopy(values, 0, resized, 0, prefix * channels);
    double[] wide = new double[side * to * channels];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < to; x++) {
        for (int from = 0; from < side; from++) {
          for (int c = 0; c < channels; c++) {
            wide[(y * to + x) * channels + c] +=
                weights[x][from] * values[(prefix + y * side + from) * channels + c];
          }
        }
      }
    }
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        for (int c = 0; c < channels; c++) {
          double sum = 0;
          for (int from = 0; from < side; from++) {
            sum += weights[y][from] * wide[(from * to + x) * channels + c];
          }
          resized[(prefix + y * to + x) * channels + c] = (float) sum;
        }
      }
    }
    return resized;
  }

  /** Of each place that comes out, the weights of those that go in; they sum up to one. */
  private double[][] weights(int to) {
    double scale = (double) side / to;
    double wider = Math.max(scale, 1);
    double[][] weights = new double[to][side];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      double sum = 0;
      for (int from = 0; from < side; from++) {
        weights[i][from] = cubic(Math.abs((from + 0.5 - centre) / wider));
        sum += weights[i][from];
      }
      for (int from = 0; from < side; from++) {
        weights[i][from] /= sum;
      }
    }
    return weights;
  }

  private static double cubic(double x) {
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    return x < 2 ? ((A * x - 5 * A) * x + 8 * A) * x - 4 * A : 0;
  }
}
