package io.lossbench.core.tensor;

import java.nio.ByteBuffer;
import java.util.Set;

/** Floating-point numbers as safetensors files hold them, widened to float32. */
public final class StoredFloats {
  /** Types that every float32 can hold. */
  public static final Set<String> TYPES = Set.of("F32", "F16", "BF16");

  private StoredFloats() {}

  /**
   * Reads the next numbers of a buffer.
   *
   * @param dtype of {@link #TYPES}
   * @param at where the first one goes
   */
  public static void read(String dtype, ByteBuffer bytes, float[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      into[at + i] =
          switch (dtype) {
            case "F16" -> half(bytes.getShort());
            case "BF16" -> Float.intBitsToFloat(bytes.getShort() << 16);
            default -> bytes.getFloat();
          };
    }
  }

  /** IEEE 754 binary16; JDK 20 has it as Float.float16ToFloat. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude =
        exponent == 0
            ? fraction * 0x1p-24f
            : exponent == 31
                ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                : Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    return bits < 0 ? -magnitude : magnitude;
  }
}
