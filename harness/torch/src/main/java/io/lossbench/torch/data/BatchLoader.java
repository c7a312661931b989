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

  private final ImageStore store;
  private final int[] order;
  private final int batchSize;
  private final int batches;
  private final ImageChange change;
  private final Optional<Targets> targets;
  private final ExecutorService threads;
  private final BlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(AHEAD + 1);
  private final ArrayDeque<Future<Batch>> ahead = new ArrayDeque<>();
  private int submitted;
  private long waitedNanos;

  /** What becomes of the image of a row: changes it, and tells where its points went. */
  @FunctionalInterface
  private interface ImageChange {
    Movement apply(byte[] rgb, int row);
  }

  private BatchLoader(
      ImageStore store,
      Optional<Targets> targets,
      int[] order,
      int batchSize,
      ImageChange change,
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
              3 * store.size() * store.size() * Math.min(batchSize, order.length)));
    }
  }

  /** One shuffled epoch of training batches; the last partial batch is dropped. */
  public static BatchLoader training(
      ImageStore store,
      Targets targets,
      int batchSize,
      List<Augmentation> augmentations,
      Epoch epoch,
      int threads) {
    int[] order = new int[store.split().size()];
    Arrays.setAll(order, i -> i);
    SplitMix64.stream(epoch.shuffleSeed(), epoch.number()).shuffle(order);
    int[] whole = Arrays.copyOf(order, order.length / batchSize * batchSize);
    ImageChange change =
        (rgb, row) -> {
          SplitMix64 generator = SplitMix64.stream(epoch.augmentationSeed(), epoch.number(), row);
          Movement movement = Movement.NONE;
          for (Augmentation augmentation : augmentations) {
            movement = movement.then(augmentation.apply(rgb, store.size(), generator));
          }
          return movement;
        };
    return new BatchLoader(store, Optional.of(targets), whole, batchSize, change, threads);
  }

  /** All images in their order, unchanged, without targets; the last batch may be smaller. */
  public static BatchLoader evaluation(ImageStore store, int batchSize, int threads) {
    int[] order = new int[store.split().size()];
    Arrays.setAll(order, i -> i);
    return new BatchLoader(
        store, Optional.empty(), order, batchSize, (rgb, row) -> Movement.NONE, threads);
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
    buffers.add(batch.images());
  }

  /** How long {@link #next} has waited so far. */
  public long waitedNanos() {
    return waitedNanos;
  }

  private Batch assemble(int number) throws InterruptedException {
    ByteBuffer images = buffers.take();
    images.clear();
    int size = store.size();
    int width = targets.map(Targets::width).orElse(0);
    int from = number * batchSize;
    int rows = Math.min(batchSize, order.length - from);
    float[] told = new float[rows * width];
    byte[] image = new byte[3 * size * size];
    for (int i = 0; i < rows; i++) {
      int row = order[from + i];
      store.copy(row, image);
      Movement movement = change.apply(image, row);
      images.put(image);
      if (targets.isPresent()) {
        targets.get().write(row, movement, told, i * width);
      }
    }
    return new Batch(rows, size, width, images.flip(), told);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
