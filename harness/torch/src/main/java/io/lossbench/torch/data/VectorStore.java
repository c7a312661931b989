package io.lossbench.torch.data;

import io.lossbench.core.dataset.Split;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The vectors of a split, which are in memory already. */
public final class VectorStore implements InputStore {
  private final Split split;
  private final InputShape.Vector shape;

  /**
   * @throws IllegalStateException if the split consists of images
   */
  public VectorStore(Split split) {
    this.split = split;
    this.shape = new InputShape.Vector(split.vectors().width());
  }

  @Override
  public Split split() {
    return split;
  }

  @Override
  public InputShape.Vector largest() {
    return shape;
  }

  /** Appends the numbers of a vector in the order of bytes that the engine reads. */
  void put(int row, ByteBuffer into) {
    float[] vector = new float[shape.width()];
    split.vectors().copy(row, vector, 0);
    into.slice().order(ByteOrder.nativeOrder()).asFloatBuffer().put(vector);
    into.position(into.position() + shape.bytes());
  }
}
