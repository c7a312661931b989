package io.lossbench.torch.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;

/** A tensor in the engine, until the {@link Tensors} that it belongs to are closed. */
public final class Tensor {
  private final NDArray array;

  Tensor(NDArray array) {
    this.array = array;
  }

  NDArray inDjl() {
    return array;
  }

  /** Its extents. */
  public long[] shape() {
    return array.getShape().getShape();
  }

  /** The only value of a float32 tensor. */
  public float value() {
    return array.getFloat();
  }

  /** The values of a float32 tensor, row-major. */
  public float[] floats() {
    return array.toFloatArray();
  }

  /** Whether it is a float64 tensor. */
  public boolean isDouble() {
    return array.getDataType() == DataType.FLOAT64;
  }

  /** The values of a float64 tensor, row-major. */
  public double[] doubles() {
    return array.toDoubleArray();
  }

  /** The memory itself, of a tensor of the processor. */
  public ByteBuffer memory() {
    return array.toByteBuffer(true);
  }

  /** Waits until the device has computed it. */
  public void await() {
    // One element that comes to the processor comes after all that was computed before it.
    int dimensions = array.getShape().dimension();
    NDArray element = dimensions == 0 ? array : array.get(new NDIndex(new long[dimensions]));
    element.toByteBuffer();
  }
}
