package io.lossbench.torch.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * A fixed piece of work whose time says how fast a device is just now, threads of the engine
 * included: the product of two square float32 matrices. It draws no random numbers and leaves
 * nothing behind, so that a training after it ends in the same bits.
 */
public final class CalibrationKernel {
  private static final int PROCESSOR_SIZE = 512;

  /** Small products would measure how fast a card is told what to do. */
  private static final int CARD_SIZE = 4096;

  private static final int WARMUP = 3;
  private static final int FEWEST = 5;
  private static final double BUDGET_MILLIS = 100;

  private CalibrationKernel() {}

  /** What is computed; another name for other work. */
  public static String name(Device device) {
    return "float32 product of " + size(device) + "x" + size(device) + " matrices";
  }

  private static int size(Device device) {
    return device.isGpu() ? CARD_SIZE : PROCESSOR_SIZE;
  }

  /** Median time of a product, in milliseconds; measured for about a tenth of a second. */
  public static double millis(Device device) {
    try (NDManager manager =
        ai.djl.engine.Engine.getEngine("PyTorch").newBaseManager(device.inDjl())) {
      NDArray matrix = manager.ones(new Shape(size(device), size(device)), DataType.FLOAT32);
      for (int i = 0; i < WARMUP; i++) {
        product(matrix);
      }
      double[] times = new double[64];
      int count = 0;
      double total = 0;
      while (count < FEWEST || (total < BUDGET_MILLIS && count < times.length)) {
        times[count] = product(matrix);
        total += times[count++];
      }
      double[] sorted = Arrays.copyOf(times, count);
      Arrays.sort(sorted);
      return sorted[count / 2];
    }
  }

  private static double product(NDArray matrix) {
    long start = System.nanoTime();
    try (NDArray product = matrix.matMul(matrix)) {
      new Tensor(product).await();
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
