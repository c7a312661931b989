package io.lossbench.torch.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Value and gradient of a loss for a batch, block by block on several threads. Not thread-safe. */
public final class LossKernel implements AutoCloseable {
  /** Blocks that another thread is worth: to start one takes as long as a dozen. */
  private static final int BLOCKS_PER_THREAD = 16;

  /**
   * Pairs of image and class from which on vectors pay. Until they are compiled they cost 1.1 (BCE)
   * to 1.6 seconds (ASL) of a processor; then they save 0.02 microseconds a pair.
   */
  private static final long FEWEST_FOR_VECTORS = 1L << 26;

  private final List<BlockScratch> scratch = new ArrayList<>();
  private final ExecutorService helpers;

  /**
   * A kernel with vectors, where this JVM has them and they pay.
   *
   * @param pairs of image and class that it will be given in all
   */
  public LossKernel(int threads, long pairs) {
    this(
        threads,
        pairs >= FEWEST_FOR_VECTORS && Vectors.isPresent() ? Vectors::kernel : ScalarKernel::new);
  }

  LossKernel(int threads, Supplier<BlockKernel> kernels) {
    for (int i = 0; i < threads; i++) {
      scratch.add(new BlockScratch(kernels.get()));
    }
    this.helpers =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "loss");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Computes the gradient and returns the sums.
   *
   * @param scale factor of loss and gradient
   * @param logits all of the buffer
   * @param targets 1, 0, or -1 for unknown; those of the logits begin at {@code from}
   * @param gradient as long as {@code logits}; written
   */
  public LossTotals run(
      AsymmetricFamily family,
      double scale,
      FloatBuffer logits,
      float[] targets,
      int from,
      FloatBuffer gradient) {
    BatchPass pass = new BatchPass(family, scale, logits, targets, from, gradient);
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(scratch.size(), pass.blocks() / BLOCKS_PER_THREAD); i++) {
      BlockScratch its = scratch.get(i);
      others.add(helpers.submit(() -> pass.work(its)));
    }
    pass.work(scratch.get(0));
    others.forEach(LossKernel::await);
    return pass.totals();
  }

  private static void await(Future<?> helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.get();
        break;
      } catch (InterruptedException e) {
        // The helper writes into the gradient until it is done.
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    helpers.shutdown();
  }
}
