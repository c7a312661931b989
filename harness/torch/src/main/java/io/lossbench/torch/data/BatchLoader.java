package io.lossbench.torch.data;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.data.BatchAssembly.Change;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Targets;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of one pass over a split, in order, prepared ahead by some threads in a bounded
 * number of buffers. All threads work on the batch that is needed next.
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
  private final int threads;
  private final ExecutorService executor;
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
  private final ArrayDeque<Future<Batch>> ahead = new ArrayDeque<>();
  private int submitted;
  private long waitedNanos;

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
    this.threads = threads;
    this.executor =
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
              Math.multiplyExact(store.largest().bytes(), Math.min(batchSize, order.length))));
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
    Change change = augmentations.isEmpty() ? Change.NONE : change(augmentations, epoch);
    return new BatchLoader(store, Optional.of(targets), whole, batchSize, change, threads);
  }

  private static Change change(List<Augmentation> augmentations, Epoch epoch) {
    return (image, row) -> {
      SplitMix64 generator = SplitMix64.stream(epoch.augmentationSeed(), epoch.number(), row);
      Movement movement = Movement.NONE;
      for (Augmentation augmentation : augmentations) {
        movement = movement.then(augmentation.apply(image, generator));
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
    while (submitted < batches && ahead.size() < AHEAD && !buffers.isEmpty()) {
      ahead.add(assemble(submitted++, buffers.remove()));
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

  private Future<Batch> assemble(int number, ByteBuffer inputs) {
    int start = number * batchSize;
    int[] rows = Arrays.copyOfRange(order, start, Math.min(start + batchSize, order.length));
    BatchAssembly assembly = BatchAssembly.of(store, rows, change, targets, inputs.clear());
    int parts = Math.min(threads, rows.length);
    List<CompletableFuture<Void>> prepared = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int from = rows.length * i / parts;
      int to = rows.length * (i + 1) / parts;
      prepared.add(CompletableFuture.runAsync(() -> assembly.prepare(from, to), executor));
    }
    return CompletableFuture.allOf(prepared.toArray(CompletableFuture[]::new))
        .handle(
            (done, failure) -> {
              // Of several failures, that of the first rows.
              prepared.forEach(CompletableFuture::join);
              return assembly.finished();
            });
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
