package io.lossbench.torch.script;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A block of values that tensors of an archive share.
 *
 * @param type its class in PyTorch
 * @param size number of values
 * @param bytes the values, little-endian
 */
record Storage(String type, int size, Supplier<ByteBuffer> bytes) {
  /** Bytes of a value, by class. */
  static final Map<String, Integer> VALUE_BYTES =
      Map.ofEntries(
          Map.entry("FloatStorage", 4),
          Map.entry("DoubleStorage", 8),
          Map.entry("HalfStorage", 2),
          Map.entry("BFloat16Storage", 2),
          Map.entry("ComplexFloatStorage", 8),
          Map.entry("ComplexDoubleStorage", 16),
          Map.entry("LongStorage", 8),
          Map.entry("IntStorage", 4),
          Map.entry("ShortStorage", 2),
          Map.entry("CharStorage", 1),
          Map.entry("ByteStorage", 1),
          Map.entry("BoolStorage", 1));

  /** Float32 values. */
  Storage(float[] values) {
    this("FloatStorage", values.length, () -> littleEndian(values));
  }

  private static ByteBuffer littleEndian(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }
}
