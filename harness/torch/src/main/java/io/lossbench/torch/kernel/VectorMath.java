package io.lossbench.torch.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link ScalarKernel}, operation for operation, for the lanes of a vector. A
 * worker's JVM is told to inline them: what is called takes and returns vectors as objects.
 */
final class VectorMath {
  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() <= BlockKernel.LANES
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;

  private VectorMath() {}

  static FloatVector constant(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /** Which of the targets from {@code i} on are positive. */
  static VectorMask<Float> positive(float[] y, int i) {
    return FloatVector.fromArray(FLOATS, y, i).compare(GT, 0.5f);
  }

  /** b to the power of {@code exponent}, by squares. */
  static FloatVector power(FloatVector b, int exponent) {
    if (exponent == 0) {
      return constant(1);
    }
    if (exponent == 1) {
      return b;
    }
    // The usual ones apart: they need no loop for each vector.
    FloatVector square = b.mul(b);
    if (exponent == 2) {
      return square;
    }
    if (exponent == 4) {
      return square.mul(square);
    }
    FloatVector power = b;
    for (int bit = Integer.highestOneBit(exponent) >> 1; bit > 0; bit >>= 1) {
      power = power.mul(power);
      if ((exponent & bit) != 0) {
        power = power.mul(b);
      }
    }
    return power;
  }

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.max(Series.SMALLEST);
    FloatVector shifted = bounded.lanewise(FMA, constant(Series.LOG2_E), Series.ROUNDING);
    FloatVector k = shifted.sub(Series.ROUNDING);
    FloatVector r =
        k.lanewise(
            FMA, constant(-Series.LN2_LOW), k.lanewise(FMA, constant(-Series.LN2_HIGH), bounded));
    FloatVector sum =
        constant(Series.EXP_7)
            .lanewise(FMA, r, Series.EXP_6)
            .lanewise(FMA, r, Series.EXP_5)
            .lanewise(FMA, r, Series.EXP_4)
            .lanewise(FMA, r, Series.EXP_3)
            .lanewise(FMA, r, Series.EXP_2)
            .lanewise(FMA, r, 1f)
            .lanewise(FMA, r, 1f);
    IntVector powers = shifted.reinterpretAsInts().lanewise(LSHL, Series.MANTISSA);
    return sum.reinterpretAsInts().add(powers).reinterpretAsFloats();
  }

  static FloatVector log1p(FloatVector e) {
    FloatVector s = e.div(e.add(2f));
    FloatVector z = s.mul(s);
    FloatVector sum =
        constant(Series.ARTANH_13)
            .lanewise(FMA, z, Series.ARTANH_11)
            .lanewise(FMA, z, Series.ARTANH_9);
    return lastTerms(sum, z).lanewise(FMA, z, 2f).mul(s);
  }

  static FloatVector log(FloatVector u) {
    IntVector bits = u.reinterpretAsInts();
    IntVector k = bits.sub(Series.ROOT_HALF).lanewise(ASHR, Series.MANTISSA);
    FloatVector f = bits.sub(k.lanewise(LSHL, Series.MANTISSA)).reinterpretAsFloats().sub(1f);
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector artanh = lastTerms(constant(Series.ARTANH_9), z).lanewise(FMA, z, 2f).mul(s);
    return ((FloatVector) k.convertShape(I2F, FLOATS, 0))
        .lanewise(FMA, constant(Series.LN2), artanh);
  }

  private static FloatVector lastTerms(FloatVector sum, FloatVector z) {
    return sum.lanewise(FMA, z, Series.ARTANH_7)
        .lanewise(FMA, z, Series.ARTANH_5)
        .lanewise(FMA, z, Series.ARTANH_3);
  }
}
