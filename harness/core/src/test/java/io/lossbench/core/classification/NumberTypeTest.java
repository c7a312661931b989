package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NumberTypeTest {
  private static ByteBuffer bits(NumberType type, long bits) {
    ByteBuffer data = ByteBuffer.allocate(8);
    return switch (type.bytes()) {
      case 1 -> data.put(0, (byte) bits);
      case 2 -> data.putShort(0, (short) bits);
      case 4 -> data.putInt(0, (int) bits);
      default -> data.putLong(0, bits);
    };
  }

  /** Java's own order of the values decides. */
  @ParameterizedTest
  @EnumSource(NumberType.class)
  void keysFallAsNumbersRise(NumberType type) {
    long[] patterns = {
      0,
      1,
      2,
      7,
      0x3c00,
      0x3c01,
      0x7bff,
      0x7f,
      0x80,
      0x81,
      0xff,
      0x8000,
      0x8001,
      0xbc00,
      0xfbff,
      0x3f800000,
      0x3f800001,
      0x7f7fffff,
      0x80000000L,
      0x80000001L,
      0xbf800000L,
      0xff7fffffL,
      0x3ff0000000000000L,
      0x3ff0000000000001L,
      0x7fefffffffffffffL,
      Long.MIN_VALUE,
      Long.MIN_VALUE + 1,
      0xbff0000000000000L,
      -1,
      -2,
      Long.MAX_VALUE,
      Long.MAX_VALUE - 1
    };
    for (long a : patterns) {
      for (long b : patterns) {
        ByteBuffer left = bits(type, a);
        ByteBuffer right = bits(type, b);
        double x = type.value(left, 0);
        double y = type.value(right, 0);
        if (Double.isFinite(x) && Double.isFinite(y)) {
          int order =
              switch (type) {
                case INT64 -> Long.compare(a, b);
                case UINT64 -> Long.compareUnsigned(a, b);
                default -> x < y ? -1 : x > y ? 1 : 0;
              };
          assertThat(Long.compare(type.key(right, 0), type.key(left, 0)))
              .as("%s and %s", x, y)
              .isEqualTo(order);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(NumberType.class)
  void thresholdsPartTheNumbers(NumberType type) {
    for (double threshold : new double[] {0, 0.25, 0.3, 0.5, 0.8, 1, 1.5, 3}) {
      for (long pattern : new long[] {0, 1, 2, 3, 4, 0x3400, 0x34cd, 0x3a66, 0x3c00, 0x3e00}) {
        ByteBuffer data = bits(type, type == NumberType.BOOL ? pattern & 1 : pattern);
        double value = type.value(data, 0);
        double limit = type == NumberType.FLOAT16 ? nearestHalf(threshold) : threshold;
        assertThat(type.key(data, 0) <= type.atLeast(threshold))
            .as("%s at least %s", value, threshold)
            .isEqualTo(value >= limit);
        assertThat(type.key(data, 0) <= type.above(threshold))
            .as("%s above %s", value, threshold)
            .isEqualTo(value > limit);
      }
    }
  }

  private static double nearestHalf(double number) {
    double nearest = 0;
    for (int bits = 0; bits < 0x7c00; bits++) {
      double half = NumberType.FLOAT16.value(bits(NumberType.FLOAT16, bits), 0);
      nearest = Math.abs(half - number) < Math.abs(nearest - number) ? half : nearest;
    }
    return nearest;
  }

  @Test
  void aThresholdIsRoundedToThePrecisionOfTheScores() {
    ByteBuffer half = bits(NumberType.FLOAT16, 0x2e66);
    assertThat(NumberType.FLOAT16.value(half, 0)).isEqualTo(0.0999755859375);
    assertThat(NumberType.FLOAT16.key(half, 0)).isEqualTo(NumberType.FLOAT16.atLeast(0.1));
    assertThat(NumberType.FLOAT32.atLeast(0.7)).isEqualTo(NumberType.key(0.7f));
    assertThat(NumberType.FLOAT16.atLeast(Double.POSITIVE_INFINITY))
        .isLessThan(NumberType.FLOAT16.atLeast(65504));
  }

  @Test
  void halvesAreThoseOfIeee754() {
    assertThat(NumberType.FLOAT16.value(bits(NumberType.FLOAT16, 0x0001), 0)).isEqualTo(0x1p-24);
    assertThat(NumberType.FLOAT16.value(bits(NumberType.FLOAT16, 0x0400), 0)).isEqualTo(0x1p-14);
    assertThat(NumberType.FLOAT16.value(bits(NumberType.FLOAT16, 0xfbff), 0)).isEqualTo(-65504);
    assertThat(NumberType.FLOAT16.value(bits(NumberType.FLOAT16, 0x7c00), 0))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(NumberType.FLOAT16.value(bits(NumberType.FLOAT16, 0x7c01), 0)).isNaN();
  }

  @Test
  void unsignedNumbersBeyondLongAreRoundedAsDoublesAre() {
    for (long bits :
        new long[] {-1, Long.MIN_VALUE, Long.MIN_VALUE + 1025, Long.MIN_VALUE + 1024}) {
      assertThat(NumberType.UINT64.value(bits(NumberType.UINT64, bits), 0))
          .isEqualTo(new java.math.BigInteger(Long.toUnsignedString(bits)).doubleValue());
    }
  }
}
