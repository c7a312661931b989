package io.lossbench.torch.data;

import io.lossbench.core.image.Image;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Targets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A batch in the making. Its rows are prepared in any order, different ones by different threads at
 * the same time; then it is finished.
 */
abstract sealed class BatchAssembly {
  private final int[] rows;
  private final Optional<Targets> targets;
  private final ByteBuffer inputs;
  private final Movement[] movements;

  /** What becomes of the image of a row: changes it, and tells where its points went. */
  @FunctionalInterface
  interface Change {
    Change NONE = (image, row) -> Movement.NONE;

    Movement apply(Image image, int row);
  }

  private BatchAssembly(int[] rows, Optional<Targets> targets, ByteBuffer inputs) {
    this.rows = rows;
    this.targets = targets;
    this.inputs = inputs;
    this.movements = new Movement[rows.length];
    Arrays.fill(movements, Movement.NONE);
  }

  /**
   * The assembly for a kind of inputs.
   *
   * @param rows of the store, in the batch's order
   * @param inputs where they go
   */
  static BatchAssembly of(
      InputStore store, int[] rows, Change change, Optional<Targets> targets, ByteBuffer inputs) {
    if (store instanceof VectorStore vectors) {
      return new Vectors(vectors, rows, targets, inputs);
    }
    ImageStore images = (ImageStore) store;
    return images.sizing() instanceof ImageSizing.KeptAspect sizing
        ? new Padded(images, sizing, rows, change, targets, inputs)
        : new Squares(images, rows, change, targets, inputs);
  }

  /** Prepares the rows of the batch from one, counted from 0, to before another. */
  abstract void prepare(int from, int to);

  /** The batch, all of whose rows are prepared. */
  abstract Batch finished();

  int row(int index) {
    return rows[index];
  }

  int size() {
    return rows.length;
  }

  void moved(int index, Movement movement) {
    movements[index] = movement;
  }

  ByteBuffer inputs() {
    return inputs;
  }

  /** The part of the buffer for some rows that take as many bytes each. */
  ByteBuffer part(int from, int to, int bytes) {
    return inputs.duplicate().limit(to * bytes).position(from * bytes);
  }

  Batch batch(List<Place> places, InputShape shape) {
    int width = targets.map(each -> each.width(places.get(0))).orElse(0);
    float[] told = new float[rows.length * width];
    if (targets.isPresent()) {
      for (int i = 0; i < rows.length; i++) {
        targets.get().write(rows[i], movements[i], places.get(i), told, i * width);
      }
    }
    inputs.position(0).limit(rows.length * shape.bytes());
    return new Batch(places, shape, width, inputs, told);
  }

  private static final class Vectors extends BatchAssembly {
    private final VectorStore store;

    Vectors(VectorStore store, int[] rows, Optional<Targets> targets, ByteBuffer inputs) {
      super(rows, targets, inputs);
      this.store = store;
    }

    @Override
    void prepare(int from, int to) {
      ByteBuffer part = part(from, to, store.largest().bytes());
      for (int i = from; i < to; i++) {
        store.put(row(i), part);
      }
    }

    @Override
    Batch finished() {
      return batch(Collections.nCopies(size(), Place.NONE), store.largest());
    }
  }

  /** Images of one size, which the changes keep. */
  private static final class Squares extends BatchAssembly {
    private final ImageStore store;
    private final Change change;
    private final Place[] places;

    Squares(
        ImageStore store, int[] rows, Change change, Optional<Targets> targets, ByteBuffer inputs) {
      super(rows, targets, inputs);
      this.store = store;
      this.change = change;
      this.places = new Place[rows.length];
    }

    @Override
    void prepare(int from, int to) {
      ByteBuffer part = part(from, to, store.largest().bytes());
      byte[] pixels = new byte[store.largest().bytes()];
      for (int i = from; i < to; i++) {
        Image image = store.image(row(i), length -> pixels);
        moved(i, change.apply(image, row(i)));
        places[i] = Place.filling(image.width(), image.height());
        part.put(image.rgb());
      }
    }

    @Override
    Batch finished() {
      return batch(List.of(places), store.largest());
    }
  }

  /** Images of unlike sizes: their canvas is known when all are prepared. */
  private static final class Padded extends BatchAssembly {
    private final ImageStore store;
    private final ImageSizing.KeptAspect sizing;
    private final Change change;
    private final Image[] images;

    Padded(
        ImageStore store,
        ImageSizing.KeptAspect sizing,
        int[] rows,
        Change change,
        Optional<Targets> targets,
        ByteBuffer inputs) {
      super(rows, targets, inputs);
      this.store = store;
      this.sizing = sizing;
      this.change = change;
      this.images = new Image[rows.length];
    }

    @Override
    void prepare(int from, int to) {
      for (int i = from; i < to; i++) {
        images[i] = store.image(row(i), byte[]::new);
        moved(i, change.apply(images[i], row(i)));
      }
    }

    @Override
    Batch finished() {
      InputShape.Canvas canvas =
          sizing.canvas(
              Arrays.stream(images).mapToInt(Image::height).max().orElse(0),
              Arrays.stream(images).mapToInt(Image::width).max().orElse(0));
      List<Place> places = new ArrayList<>();
      for (Image image : images) {
        places.add(new Place(image.width(), image.height(), canvas.width(), canvas.height()));
        canvas.put(image, inputs());
      }
      return batch(places, canvas);
    }
  }
}
