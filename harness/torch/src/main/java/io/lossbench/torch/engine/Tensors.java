package io.lossbench.torch.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lossbench.torch.script.ScriptMethod;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The tensors of some calls of an archive: what goes in and what comes out is freed when this is
 * closed. Not thread-safe.
 */
public final class Tensors implements AutoCloseable {
  private final LoadedArchive archive;
  private final NDManager device;
  private final NDManager processor;

  Tensors(LoadedArchive archive, NDManager device) {
    this.archive = archive;
    this.device = device;
    this.processor = device.newSubManager(Device.CPU.inDjl());
  }

  /** A number where the archive is. */
  public Tensor number(float value) {
    return new Tensor(device.create(value));
  }

  /** Float32 values where the archive is. */
  public Tensor floats(float[] values, long... shape) {
    return new Tensor(device.create(values, new Shape(shape)));
  }

  /** Float64 values where the archive is. */
  public Tensor doubles(double[] values, long... shape) {
    return new Tensor(device.create(values, new Shape(shape)));
  }

  /** Float32 values of the processor, wherever the archive is. */
  public Tensor processorFloats(float[] values, long... shape) {
    return new Tensor(processor.create(values, new Shape(shape)));
  }

  /**
   * Uint8 values of the processor, wherever the archive is.
   *
   * @param bytes the memory from its position to its limit; it may be read until this is closed
   */
  public Tensor processorBytes(ByteBuffer bytes, long... shape) {
    return new Tensor(processor.create(bytes, new Shape(shape), DataType.UINT8));
  }

  /**
   * Float32 values of the processor, wherever the archive is.
   *
   * @param bytes the memory from its position to its limit, in the machine's order of bytes; it may
   *     be read until this is closed
   */
  public Tensor processorFloats(ByteBuffer bytes, long... shape) {
    return new Tensor(processor.create(bytes, new Shape(shape), DataType.FLOAT32));
  }

  /**
   * Calls a method.
   *
   * @throws EngineFailure if it fails in the engine
   */
  public List<Tensor> call(ScriptMethod method, Tensor... arguments) {
    NDList inputs = new NDList();
    if (arguments.length == 0) {
      // A method takes one tensor at least.
      inputs.add(device.create(0f));
    }
    for (Tensor argument : arguments) {
      NDArray array = argument.inDjl();
      array.setName(null);
      inputs.add(array);
    }
    try {
      return archive.call(method, inputs).stream().map(Tensor::new).toList();
    } catch (EngineException e) {
      throw new EngineFailure(e);
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
