package io.lossbench.core.tensor;

import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The writer of safetensors files of float32. */
public final class TensorWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TensorWriter() {}

  /** A tensor's entry as it is written; offsets count from the end of the header. */
  private record Entry(String dtype, List<Long> shape, List<Long> data_offsets) {}

  /**
   * Writes tensors one behind the other.
   *
   * @param shapes by the tensor's name, in the order of the values
   * @param values as many as the shapes take together
   */
  public static void write(Path file, Map<String, List<Long>> shapes, float[] values)
      throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, List<Long>> tensor : shapes.entrySet()) {
      long size = tensor.getValue().stream().reduce(1L, Math::multiplyExact);
      long end = offset + Float.BYTES * size;
      header.put(tensor.getKey(), new Entry("F32", tensor.getValue(), List.of(offset, end)));
      offset = end;
    }
    if (offset != (long) Float.BYTES * values.length) {
      throw new IllegalArgumentException(
          values.length + " values for shapes of " + offset / Float.BYTES);
    }
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    head.flip();
    DurableFile.write(
        file,
        out -> {
          out.write(head);
          DurableFile.floats(out, values);
        });
  }
}
