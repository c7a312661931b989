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
  public InputShape shape() {
    return shape;
  }

  /** The numbers in the order of bytes that the engine reads. */
  @Override
  public void copy(int row, byte[] into) {
    float[] vector = new float[shape.width()];
    split.vectors().copy(row, vector, 0);
    ByteBuffer.wrap(into).order(ByteOrder.nativeOrder()).asFloatBuffer().put(vector);
  }
}
