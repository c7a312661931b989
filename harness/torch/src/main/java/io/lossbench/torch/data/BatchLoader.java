package io.lossbench.torch.data;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Targets;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of one pass over a split, in order, prepared ahead by a few threads in a bounded
 * number of buffers.
 *
 * <p>What a batch holds depends on the seeds, the epoch and the rows only, never on the threads.
 * One thread uses it; closing it stops the preparation.
 */
public final class BatchLoader implements AutoCloseable {
  private static final int AHEAD = 4;

  private final InputStore store;
  private final int[] order;
  private final int batchSize;
  private final int batches;
  private final Change change;
  private final Optional<Targets> targets;
  private final ExecutorService threads;
  private final BlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(AHEAD + 1);
  private final ArrayDeque<Future<Batch>> ahead = new ArrayDeque<>();
  private int submitted;
  private long waitedNanos;

  /** What becomes of the input of a row: changes it, and tells where an image's points went. */
  @FunctionalInterface
  private interface Change {
    Change NONE = (input, row) -> Movement.NONE;

    Movement apply(byte[] input, int row);
  }

  private BatchLoader(
      InputStore store,
      Optional<Targets> targets,
      int[] order,
      int batchSize,
      Change change,
      int threads) {
    this.store = store;
    this.targets = targets;
    this.order = order;
    this.batchSize = batchSize;
    this.batches = (order.length + batchSize - 1) / batchSize;
    this.change = change;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "batch-loader");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < Math.min(AHEAD + 1, batches); i++) {
      buffers.add(
          ByteBuffer.allocateDirect(
              Math.multiplyExact(store.shape().bytes(), Math.min(batchSize, order.length))));
    }
  }

  /**
   * One shuffled epoch of training batches; the last partial batch is dropped.
   *
   * @param augmentations of images; none for vectors
   */
  public static BatchLoader training(
      InputStore store,
      Targets targets,
      int batchSize,
      List<Augmentation> augmentations,
      Epoch epoch,
      int threads) {
    int[] order = new int[store.split().size()];
    Arrays.setAll(order, i -> i);
    SplitMix64.stream(epoch.shuffleSeed(), epoch.number()).shuffle(order);
    int[] whole = Arrays.copyOf(order, order.length / batchSize * batchSize);
    Change change =
        augmentations.isEmpty() ? Change.NONE : change(augmentations, epoch, store.shape());
    return new BatchLoader(store, Optional.of(targets), whole, batchSize, change, threads);
  }

  private static Change change(List<Augmentation> augmentations, Epoch epoch, InputShape shape) {
    if (!(shape instanceof InputShape.Image image)) {
      throw new IllegalArgumentException("augmentations of vectors");
    }
    return (rgb, row) -> {
      SplitMix64 generator = SplitMix64.stream(epoch.augmentationSeed(), epoch.number(), row);
      Movement movement = Movement.NONE;
      for (Augmentation augmentation : augmentations) {
        movement = movement.then(augmentation.apply(rgb, image.side(), generator));
      }
      return movement;
    };
  }

  /** All inputs in their order, unchanged, without targets; the last batch may be smaller. */
  public static BatchLoader evaluation(InputStore store, int batchSize, int threads) {
    int[] order = new int[store.split().size()];
    Arrays.setAll(order, i -> i);
    return new BatchLoader(store, Optional.empty(), order, batchSize, Change.NONE, threads);
  }

  /** Whether another batch comes. */
  public boolean hasNext() {
    return submitted < batches || !ahead.isEmpty();
  }

  /**
   * The next batch, waiting for it if it is not ready.
   *
   * @throws io.lossbench.core.HarnessException if an image of it cannot be decoded, or is not the
   *     one that was checked
   * @throws OutOfMemoryError if its preparation ran out of Java's memory
   */
  public Batch next() throws InterruptedException {
    while (submitted < batches && ahead.size() < AHEAD) {
      int number = submitted++;
      ahead.add(threads.submit(() -> assemble(number)));
    }
    long start = System.nanoTime();
    try {
      return ahead.remove().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
  }

  /** Gives a batch's buffer back, once the engine no longer reads it. */
  public void release(Batch batch) {
    buffers.add(batch.inputs());
  }

  /** How long {@link #next} has waited so far. */
  public long waitedNanos() {
    return waitedNanos;
  }

  private Batch assemble(int number) throws InterruptedException {
    ByteBuffer inputs = buffers.take();
    inputs.clear();
    int width = targets.map(Targets::width).orElse(0);
    int from = number * batchSize;
    int rows = Math.min(batchSize, order.length - from);
    float[] told = new float[rows * width];
    byte[] input = new byte[store.shape().bytes()];
    for (int i = 0; i < rows; i++) {
      int row = order[from + i];
      store.copy(row, input);
      Movement movement = change.apply(input, row);
      inputs.put(input);
      if (targets.isPresent()) {
        targets.get().write(row, movement, told, i * width);
      }
    }
    return new Batch(rows, store.shape(), width, inputs.flip(), told);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
