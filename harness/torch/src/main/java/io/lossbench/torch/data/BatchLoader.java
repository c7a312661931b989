package io.lossbench.torch.data;

import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Targets;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  /** What becomes of the image of a row: changes it, and tells where its points went. */
  @FunctionalInterface
  private interface Change {
    Change NONE = (image, row) -> Movement.NONE;

    Movement apply(Image image, int row);
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
    int from = number * batchSize;
    int[] rows = Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length));
    if (store instanceof VectorStore vectors) {
      for (int row : rows) {
        vectors.put(row, inputs);
      }
      Movement[] stay = new Movement[rows.length];
      Arrays.fill(stay, Movement.NONE);
      return batch(
          rows, stay, Collections.nCopies(rows.length, Place.NONE), store.largest(), inputs);
    }
    ImageStore images = (ImageStore) store;
    return images.sizing() instanceof ImageSizing.KeptAspect sizing
        ? padded(rows, images, sizing, inputs)
        : squares(rows, images, inputs);
  }

  private Batch squares(int[] rows, ImageStore images, ByteBuffer inputs) {
    byte[] pixels = new byte[store.largest().bytes()];
    Movement[] movements = new Movement[rows.length];
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      Image image = images.image(rows[i], length -> pixels);
      movements[i] = change.apply(image, rows[i]);
      places.add(Place.filling(image.width(), image.height()));
      inputs.put(image.rgb());
    }
    return batch(rows, movements, places, store.largest(), inputs);
  }

  /** The canvas is known when all images are. */
  private Batch padded(
      int[] rows, ImageStore store, ImageSizing.KeptAspect sizing, ByteBuffer inputs) {
    Movement[] movements = new Movement[rows.length];
    List<Image> images = new ArrayList<>();
    int height = 0;
    int width = 0;
    for (int i = 0; i < rows.length; i++) {
      Image image = store.image(rows[i], byte[]::new);
      movements[i] = change.apply(image, rows[i]);
      height = Math.max(height, image.height());
      width = Math.max(width, image.width());
      images.add(image);
    }
    InputShape.Canvas canvas = sizing.canvas(height, width);
    List<Place> places = new ArrayList<>();
    for (Image image : images) {
      places.add(new Place(image.width(), image.height(), canvas.width(), canvas.height()));
      canvas.put(image, inputs);
    }
    return batch(rows, movements, places, canvas, inputs);
  }

  private Batch batch(
      int[] rows, Movement[] movements, List<Place> places, InputShape shape, ByteBuffer inputs) {
    int width = targets.map(each -> each.width(places.get(0))).orElse(0);
    float[] told = new float[rows.length * width];
    if (targets.isPresent()) {
      for (int i = 0; i < rows.length; i++) {
        targets.get().write(rows[i], movements[i], places.get(i), told, i * width);
      }
    }
    return new Batch(places, shape, width, inputs.flip(), told);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
