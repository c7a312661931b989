package io.lossbench.torch.train;

import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.InputShape;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.target.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.zip.CRC32;

/** Weights and batches by the formulas of {@code src/test/python}, the same there and here. */
final class Formulas {
  private Formulas() {}

  /** The CRC-32 of a tensor's name. */
  static long seed(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  /** Values in [-1, 1): a multiplicative hash of the index. */
  static double uniform(long seed, long i) {
    return ((seed + i * 2654435761L) % (1L << 32)) / (double) (1L << 31) - 1;
  }

  /**
   * A network's state: matrices within sqrt(6 / fan-in), scales near 1, shifts near 0; statistics
   * as they start, and other tensors that are not trained like the trained ones.
   */
  static float[] state(Network network) {
    float[] state = new float[network.stateSize()];
    int at = 0;
    for (Network.Parameter parameter : network.parameters()) {
      at = fill(parameter.name(), parameter.shape(), state, at);
    }
    for (Network.Buffer buffer : network.buffers()) {
      if (buffer.deviation() > 0) {
        at = fill(buffer.name(), buffer.shape(), state, at);
      } else {
        for (int i = 0; i < buffer.size(); i++) {
          state[at++] = buffer.start();
        }
      }
    }
    return state;
  }

  private static int fill(String name, int[] shape, float[] state, int start) {
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    double fan = (double) size / shape[0];
    long seed = seed(name);
    for (int i = 0; i < size; i++) {
      double u = uniform(seed, i);
      double scaled = name.endsWith("weight") ? 1 + 0.2 * u : 0.2 * u;
      state[start + i] = (float) (shape.length > 1 ? u * Math.sqrt(6 / fan) : scaled);
    }
    return start + size;
  }

  /** Images and targets of a step, counted from 0. */
  static Batch batch(int rows, int size, int classes, int step) {
    ByteBuffer images = ByteBuffer.allocateDirect(rows * size * size * 3);
    for (int n = 0; n < rows; n++) {
      for (int h = 0; h < size; h++) {
        for (int w = 0; w < size; w++) {
          for (int c = 0; c < 3; c++) {
            images.put(
                (byte) ((n * 7919 + c * 104729 + h * 31 + w * 17 + h * w + step * 613) % 256));
          }
        }
      }
    }
    float[] targets = new float[rows * classes];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (i / classes + i % classes + step) % 2;
    }
    return new Batch(
        Collections.nCopies(rows, Place.filling(size, size)),
        new InputShape.Image(size),
        classes,
        images.flip(),
        targets);
  }
}
