package io.lossbench.torch.script;

/**
 * The order of a network's values in the engine's memory: kernels of convolutions lie as O x H x W
 * x I, as the images that they meet do, all else is row-major. Row-major kernels would be copied
 * into that order twice in each step, and their gradients back.
 */
public final class ChannelsLast {
  private ChannelsLast() {}

  /** Whether a tensor of this shape (a kernel's is O x I x H x W) lies in another order. */
  static boolean reorders(int[] shape) {
    return shape.length == 4 && shape[1] > 1 && shape[2] * shape[3] > 1;
  }

  /**
   * Values in the engine's order.
   *
   * @param values row-major, with those of a network's parameters at the front: its state, or
   *     moments
   */
  public static float[] of(Network network, float[] values) {
    float[] memory = values.clone();
    forEachMoved(
        network, values.length, (rowMajor, inMemory) -> memory[inMemory] = values[rowMajor]);
    return memory;
  }

  /** What {@link #of} was made of. */
  public static float[] undone(Network network, float[] memory) {
    float[] values = memory.clone();
    forEachMoved(
        network, memory.length, (rowMajor, inMemory) -> values[rowMajor] = memory[inMemory]);
    return values;
  }

  /** Takes the two places of a value. */
  @FunctionalInterface
  private interface Move {
    void between(int rowMajor, int inMemory);
  }

  /** Moments have values for the parameters alone, states for buffers too. */
  private static void forEachMoved(Network network, int length, Move move) {
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      forEachMoved(parameter.shape(), offset, parameter.size(), move);
      offset += parameter.size();
    }
    if (length > offset) {
      for (Network.Buffer buffer : network.buffers()) {
        forEachMoved(buffer.shape(), offset, buffer.size(), move);
        offset += buffer.size();
      }
    }
  }

  private static void forEachMoved(int[] shape, int offset, int size, Move move) {
    if (!reorders(shape)) {
      return;
    }
    int inputs = shape[1];
    int pixels = shape[2] * shape[3];
    for (int kernel = offset; kernel < offset + size; kernel += inputs * pixels) {
      for (int input = 0; input < inputs; input++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          move.between(kernel + input * pixels + pixel, kernel + pixel * inputs + input);
        }
      }
    }
  }
}
