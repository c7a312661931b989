package io.lossbench.torch.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The processor's vectors through the Vector API, with which a worker's JVM is started where the
 * Java runtime has it. Loaded by name: nothing else may refer to this class. Operation for
 * operation the same as {@link ScalarKernel}, which explains them.
 *
 * <p>In small loops over arrays, because the compiler gives up on large ones, and then every vector
 * is an object.
 */
final class VectorKernel implements BlockKernel {
  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() <= LANES
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;

  private final float[] p = new float[BlockScratch.LENGTH];
  private final float[] q = new float[BlockScratch.LENGTH];
  private final float[] e = new float[BlockScratch.LENGTH];
  private final float[] base = new float[BlockScratch.LENGTH];
  private final float[] log = new float[BlockScratch.LENGTH];
  private final float[] divisor = new float[BlockScratch.LENGTH];
  private final float[] w = new float[BlockScratch.LENGTH];
  private final float[] wPositive = new float[BlockScratch.LENGTH];

  /** One loop over a block. */
  @FunctionalInterface
  private interface Stage {
    void run(AsymmetricFamily family, float[] x, float[] y, float[] slope, int length);
  }

  // Called in turns from one place, so that the compiler does not inline them into one loop that is
  // too large for it.
  private final Stage[] withoutMargin = {
    (family, x, y, slope, length) -> sigmoid(x, length),
    (family, x, y, slope, length) -> plainBase(x, y, length),
    (family, x, y, slope, length) -> weight(family, y, length),
    (family, x, y, slope, length) -> plainSlope(family, y, slope, length),
    (family, x, y, slope, length) -> multiply(log, w, length),
  };

  private final Stage[] withMargin = {
    (family, x, y, slope, length) -> sigmoid(x, length),
    (family, x, y, slope, length) -> marginBase(family, y, length),
    (family, x, y, slope, length) -> logarithm(family.eps(), length),
    (family, x, y, slope, length) -> weight(family, y, length),
    (family, x, y, slope, length) -> marginSlope(family, y, slope, length),
    (family, x, y, slope, length) -> multiply(log, w, length),
  };

  @Override
  public void run(
      AsymmetricFamily family,
      float scale,
      float[] x,
      float[] y,
      float[] gradient,
      int length,
      float[][] sums) {
    for (Stage stage : family.margin() > 0 ? withMargin : withoutMargin) {
      stage.run(family, x, y, gradient, length);
    }
    finish(family.margin() > 0 ? -1 : 1, scale, y, gradient, length, sums);
  }

  private void sigmoid(float[] x, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector logit = FloatVector.fromArray(FLOATS, x, i);
      FloatVector small = exp(logit.abs().neg());
      small.intoArray(e, i);
      FloatVector large = constant(1).div(small.add(1f));
      small = small.mul(large);
      VectorMask<Float> right = logit.compare(GE, 0f);
      small.blend(large, right).intoArray(p, i);
      large.blend(small, right).intoArray(q, i);
    }
  }

  /** The base of the focusing weight, and softplus(z) as {@code log}. */
  private void plainBase(float[] x, float[] y, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = FloatVector.fromArray(FLOATS, y, i).compare(GT, 0.5f);
      FloatVector logit = FloatVector.fromArray(FLOATS, x, i);
      FloatVector z = logit.blend(logit.neg(), positive).max(0f);
      z.add(log1p(FloatVector.fromArray(FLOATS, e, i))).intoArray(log, i);
      FloatVector.fromArray(FLOATS, p, i)
          .blend(FloatVector.fromArray(FLOATS, q, i), positive)
          .intoArray(base, i);
    }
  }

  /** The base of the focusing weight, and u as {@code divisor}. */
  private void marginBase(AsymmetricFamily family, float[] y, int length) {
    float margin = family.margin();
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = FloatVector.fromArray(FLOATS, y, i).compare(GT, 0.5f);
      FloatVector probability = FloatVector.fromArray(FLOATS, p, i);
      FloatVector t = probability.sub(margin).max(0f);
      constant(1).sub(t).blend(probability, positive).intoArray(divisor, i);
      t.blend(FloatVector.fromArray(FLOATS, q, i), positive).intoArray(base, i);
    }
  }

  private void logarithm(float eps, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      log(FloatVector.fromArray(FLOATS, divisor, i).max(eps)).intoArray(log, i);
    }
  }

  private void weight(AsymmetricFamily family, float[] y, int length) {
    power(base, family.gammaNeg(), w, length);
    multiply(w, family.weightNeg(), length);
    if (family.gammaPos() == family.gammaNeg() && family.weightPos() == family.weightNeg()) {
      return;
    }
    power(base, family.gammaPos(), wPositive, length);
    multiply(wPositive, family.weightPos(), length);
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = FloatVector.fromArray(FLOATS, y, i).compare(GT, 0.5f);
      FloatVector.fromArray(FLOATS, w, i)
          .blend(FloatVector.fromArray(FLOATS, wPositive, i), positive)
          .intoArray(w, i);
    }
  }

  /** The slope by z. */
  private void plainSlope(AsymmetricFamily family, float[] y, float[] slope, int length) {
    float bound = family.bound();
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector free = FloatVector.fromArray(FLOATS, log, i);
      free.min(bound).intoArray(log, i);
      constant(0)
          .blend(FloatVector.fromArray(FLOATS, base, i), free.compare(LE, bound))
          .intoArray(slope, i);
    }
    if (family.follows()) {
      follow(family, y, slope, length);
    }
    multiply(slope, w, length);
  }

  private void follow(AsymmetricFamily family, float[] y, float[] slope, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = FloatVector.fromArray(FLOATS, y, i).compare(GT, 0.5f);
      FloatVector gamma = constant(family.gammaNeg()).blend(family.gammaPos(), positive);
      FloatVector.fromArray(FLOATS, q, i)
          .blend(FloatVector.fromArray(FLOATS, p, i), positive)
          .mul(gamma)
          .lanewise(
              FMA, FloatVector.fromArray(FLOATS, log, i), FloatVector.fromArray(FLOATS, slope, i))
          .intoArray(slope, i);
    }
  }

  /** The slope by -x of positives, by x of negatives. */
  private void marginSlope(AsymmetricFamily family, float[] y, float[] slope, int length) {
    float eps = family.eps();
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector u = FloatVector.fromArray(FLOATS, divisor, i);
      constant(0)
          .blend(FloatVector.fromArray(FLOATS, w, i).div(u), u.compare(GT, eps))
          .intoArray(slope, i);
    }
    if (family.follows()) {
      followWithMargin(family, y, slope, length);
    }
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector known =
          FloatVector.fromArray(FLOATS, p, i)
              .mul(FloatVector.fromArray(FLOATS, q, i))
              .mul(FloatVector.fromArray(FLOATS, slope, i));
      VectorMask<Float> flows = FloatVector.fromArray(FLOATS, base, i).compare(GT, 0f);
      constant(0).blend(known, flows).intoArray(slope, i);
    }
  }

  private void followWithMargin(AsymmetricFamily family, float[] y, float[] slope, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = FloatVector.fromArray(FLOATS, y, i).compare(GT, 0.5f);
      FloatVector b = FloatVector.fromArray(FLOATS, base, i);
      FloatVector change =
          constant(family.gammaNeg())
              .blend(family.gammaPos(), positive)
              .mul(FloatVector.fromArray(FLOATS, w, i))
              .div(b)
              .mul(FloatVector.fromArray(FLOATS, log, i));
      FloatVector.fromArray(FLOATS, slope, i)
          .sub(constant(0).blend(change, b.compare(GT, 0f)))
          .intoArray(slope, i);
    }
  }

  /** Signs and scales the gradient, without the unknown pairs, and sums up. */
  private void finish(
      float sign, float scale, float[] y, float[] gradient, int length, float[][] sums) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector target = FloatVector.fromArray(FLOATS, y, i);
      FloatVector positive = target.max(0f);
      FloatVector negative = constant(1).sub(target.abs());
      FloatVector.fromArray(FLOATS, gradient, i)
          .mul(negative.sub(positive))
          .mul(scale)
          .intoArray(gradient, i);
      add(sums[0], i, FloatVector.fromArray(FLOATS, log, i).mul(sign).mul(negative.add(positive)));
      add(sums[1], i, FloatVector.fromArray(FLOATS, p, i).mul(positive));
      add(sums[2], i, positive);
      add(sums[3], i, FloatVector.fromArray(FLOATS, q, i).mul(negative));
      add(sums[4], i, negative);
    }
  }

  private static void add(float[] sum, int i, FloatVector terms) {
    FloatVector.fromArray(FLOATS, sum, i % LANES).add(terms).intoArray(sum, i % LANES);
  }

  private static void power(float[] b, float exponent, float[] to, int length) {
    int whole = AsymmetricFamily.whole(exponent);
    if (whole < 0) {
      fractionalPower(b, exponent, to, length);
    } else if (whole == 0) {
      Arrays.fill(to, 0, length, 1);
    } else {
      System.arraycopy(b, 0, to, 0, length);
      for (int bit = Integer.highestOneBit(whole) >> 1; bit > 0; bit >>= 1) {
        multiply(to, to, length);
        if ((whole & bit) != 0) {
          multiply(to, b, length);
        }
      }
    }
  }

  private static void fractionalPower(float[] b, float exponent, float[] to, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector from = FloatVector.fromArray(FLOATS, b, i);
      constant(0).blend(exp(log(from).mul(exponent)), from.compare(GT, 0f)).intoArray(to, i);
    }
  }

  // The compiler finds these vectors itself.
  private static void multiply(float[] a, float[] b, int length) {
    for (int i = 0; i < length; i++) {
      a[i] *= b[i];
    }
  }

  private static void multiply(float[] a, float factor, int length) {
    if (factor != 1) {
      for (int i = 0; i < length; i++) {
        a[i] *= factor;
      }
    }
  }

  private static FloatVector exp(FloatVector x) {
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

  private static FloatVector log1p(FloatVector e) {
    FloatVector s = e.div(e.add(2f));
    FloatVector z = s.mul(s);
    return constant(Series.ARTANH_13)
        .lanewise(FMA, z, Series.ARTANH_11)
        .lanewise(FMA, z, Series.ARTANH_9)
        .lanewise(FMA, z, Series.ARTANH_7)
        .lanewise(FMA, z, Series.ARTANH_5)
        .lanewise(FMA, z, Series.ARTANH_3)
        .lanewise(FMA, z, 2f)
        .mul(s);
  }

  private static FloatVector log(FloatVector u) {
    IntVector bits = u.reinterpretAsInts();
    IntVector k = bits.sub(Series.ROOT_HALF).lanewise(ASHR, Series.MANTISSA);
    FloatVector f = bits.sub(k.lanewise(LSHL, Series.MANTISSA)).reinterpretAsFloats().sub(1f);
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector artanh =
        constant(Series.ARTANH_9)
            .lanewise(FMA, z, Series.ARTANH_7)
            .lanewise(FMA, z, Series.ARTANH_5)
            .lanewise(FMA, z, Series.ARTANH_3)
            .lanewise(FMA, z, 2f)
            .mul(s);
    return ((FloatVector) k.convertShape(I2F, FLOATS, 0))
        .lanewise(FMA, constant(Series.LN2), artanh);
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
