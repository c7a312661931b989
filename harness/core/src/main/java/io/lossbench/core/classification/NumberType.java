package io.lossbench.core.classification;

import java.nio.ByteBuffer;

/** How a number is stored, and the order that numbers of its kind rank in. */
public enum NumberType {
  FLOAT16("float16", 2),
  FLOAT32("float32", 4),
  FLOAT64("float64", 8),
  INT8("int8", 1),
  INT16("int16", 2),
  INT32("int32", 4),
  INT64("int64", 8),
  UINT8("uint8", 1),
  UINT16("uint16", 2),
  UINT32("uint32", 4),
  UINT64("uint64", 8),
  BOOL("bool", 1);

  private final String words;
  private final int bytes;

  NumberType(String words, int bytes) {
    this.words = words;
    this.bytes = bytes;
  }

  /** NumPy's name. */
  public String words() {
    return words;
  }

  /** Bytes of a number. */
  public int bytes() {
    return bytes;
  }

  private boolean isFloating() {
    return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
  }

  /** Whether every number of the type is a float32. */
  private boolean isNarrow() {
    return bytes <= 2 || this == FLOAT32;
  }

  /** The number at a place, as the nearest double. */
  double value(ByteBuffer data, int at) {
    return switch (this) {
      case FLOAT16 -> half(data.getShort(at));
      case FLOAT32 -> data.getFloat(at);
      case FLOAT64 -> data.getDouble(at);
      case INT8 -> data.get(at);
      case INT16 -> data.getShort(at);
      case INT32 -> data.getInt(at);
      case INT64 -> data.getLong(at);
      case UINT8 -> Byte.toUnsignedInt(data.get(at));
      case UINT16 -> Short.toUnsignedInt(data.getShort(at));
      case UINT32 -> Integer.toUnsignedLong(data.getInt(at));
      case UINT64 -> unsigned(data.getLong(at));
      case BOOL -> data.get(at) == 0 ? 0 : 1;
    };
  }

  /** The key of the number at a place: less for a higher number, equal for an equal one. */
  long key(ByteBuffer data, int at) {
    return switch (this) {
      case INT64 -> ~data.getLong(at);
      case UINT64 -> ~(data.getLong(at) ^ Long.MIN_VALUE);
      default -> key(value(data, at));
    };
  }

  /** The key of a number that the type can hold. */
  private long key(double number) {
    return switch (this) {
      case INT64 -> ~(long) number;
      case UINT64 -> ~((long) number ^ Long.MIN_VALUE);
      default -> isNarrow() ? key((float) number) : descending(number);
    };
  }

  /** The key of a float32; its lower half is empty. */
  static long key(float number) {
    // Adding 0 turns -0 into 0, which ranks with it.
    int bits = Float.floatToIntBits(number + 0f);
    return (long) ~(bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32;
  }

  private static long descending(double number) {
    long bits = Double.doubleToLongBits(number + 0.0);
    return ~(bits ^ (bits >> 63 & Long.MAX_VALUE));
  }

  /** The highest key of a number that is at least the threshold, in the type's own precision. */
  long atLeast(double threshold) {
    return isFloating() ? key(rounded(threshold)) : key(Math.ceil(threshold));
  }

  /** The highest key of a number above the threshold, in the type's own precision. */
  long above(double threshold) {
    return (isFloating() ? key(rounded(threshold)) : key(Math.floor(threshold))) - 1;
  }

  private double rounded(double number) {
    if (this != FLOAT16 || !Double.isFinite(number)) {
      return number;
    }
    double quantum = Math.scalb(1.0, Math.max(Math.getExponent(number), -14) - 10);
    return Math.rint(number / quantum) * quantum;
  }

  /** IEEE 754 binary16. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    float size =
        exponent == 31
            ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
            : exponent == 0
                ? Math.scalb((float) fraction, -24)
                : Math.scalb((float) (1024 + fraction), exponent - 25);
    return bits < 0 ? -size : size;
  }

  private static double unsigned(long bits) {
    // Halved and doubled again; the lowest bit still decides how a tie is rounded.
    return bits >= 0 ? bits : 2.0 * (bits >>> 1 | (bits & 1));
  }
}
