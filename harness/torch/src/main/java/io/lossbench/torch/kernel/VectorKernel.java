package io.lossbench.torch.kernel;

import static io.lossbench.torch.kernel.VectorMath.FLOATS;
import static io.lossbench.torch.kernel.VectorMath.constant;
import static io.lossbench.torch.kernel.VectorMath.exp;
import static io.lossbench.torch.kernel.VectorMath.log;
import static io.lossbench.torch.kernel.VectorMath.log1p;
import static io.lossbench.torch.kernel.VectorMath.positive;
import static io.lossbench.torch.kernel.VectorMath.power;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The kernel with the processor's vectors, through the Vector API, with which a worker's JVM is
 * started where the Java runtime has it. It is loaded by name: nothing else may refer to this
 * class. Its operations are those of {@link ScalarKernel}, which explains them.
 *
 * <p>It works in small loops over arrays, because the compiler gives up on large ones, and then
 * every vector is an object.
 */
final class VectorKernel implements BlockKernel {
  private final float[] p = BlockScratch.array();
  private final float[] q = BlockScratch.array();
  private final float[] e = BlockScratch.array();
  private final float[] base = BlockScratch.array();
  private final float[] log = BlockScratch.array();
  private final float[] divisor = BlockScratch.array();
  private final float[] w = BlockScratch.array();

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
  };

  private final Stage[] withMargin = {
    (family, x, y, slope, length) -> sigmoid(x, length),
    (family, x, y, slope, length) -> marginBase(family, y, length),
    (family, x, y, slope, length) -> weight(family, y, length),
    (family, x, y, slope, length) -> marginSlope(family, y, slope, length),
  };

  @Override
  public void run(AsymmetricFamily family, float scale, BlockScratch block, int length) {
    for (Stage stage : family.margin() > 0 ? withMargin : withoutMargin) {
      stage.run(family, block.x, block.y, block.gradient, length);
    }
    if (family.isWeighted()) {
      weightClasses(block.weights, block.gradient, length);
    }
    float sign = family.margin() > 0 ? -1 : 1;
    finish(sign, scale, block.y, block.gradient, length, block.sums);
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
      VectorMask<Float> positive = positive(y, i);
      FloatVector logit = FloatVector.fromArray(FLOATS, x, i);
      FloatVector z = logit.blend(logit.neg(), positive).max(0f);
      z.add(log1p(FloatVector.fromArray(FLOATS, e, i))).intoArray(log, i);
      FloatVector.fromArray(FLOATS, p, i)
          .blend(FloatVector.fromArray(FLOATS, q, i), positive)
          .intoArray(base, i);
    }
  }

  /** The base of the focusing weight, u as {@code divisor}, and log u. */
  private void marginBase(AsymmetricFamily family, float[] y, int length) {
    float margin = family.margin();
    float eps = family.eps();
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = positive(y, i);
      FloatVector probability = FloatVector.fromArray(FLOATS, p, i);
      FloatVector t = probability.sub(margin).max(0f);
      FloatVector u = constant(1).sub(t).blend(probability, positive);
      u.intoArray(divisor, i);
      log(u.max(eps)).intoArray(log, i);
      t.blend(FloatVector.fromArray(FLOATS, q, i), positive).intoArray(base, i);
    }
  }

  private void weight(AsymmetricFamily family, float[] y, int length) {
    int ofPositives = AsymmetricFamily.whole(family.positives().gamma());
    int ofNegatives = AsymmetricFamily.whole(family.negatives().gamma());
    if (ofPositives >= 0 && ofNegatives >= 0) {
      wholePowers(family, ofPositives, ofNegatives, y, length);
      return;
    }
    fractionalPowers(family, y, length);
    if (ofPositives >= 0) {
      wholePower(ofPositives, 1, y, length);
    }
    if (ofNegatives >= 0) {
      wholePower(ofNegatives, -1, y, length);
    }
    scaleWeight(family, y, length);
  }

  private void wholePowers(
      AsymmetricFamily family, int ofPositives, int ofNegatives, float[] y, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = positive(y, i);
      FloatVector b = FloatVector.fromArray(FLOATS, base, i);
      power(b, ofNegatives)
          .mul(family.negatives().weight())
          .blend(power(b, ofPositives).mul(family.positives().weight()), positive)
          .intoArray(w, i);
    }
  }

  private void fractionalPowers(AsymmetricFamily family, float[] y, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = positive(y, i);
      FloatVector b = FloatVector.fromArray(FLOATS, base, i);
      FloatVector gamma =
          constant(family.negatives().gamma()).blend(family.positives().gamma(), positive);
      constant(0).blend(exp(log(b).mul(gamma)), b.compare(GT, 0f)).intoArray(w, i);
    }
  }

  /** Sets the weights of one side: of positives for 1, of negatives for -1. */
  private void wholePower(int exponent, float side, float[] y, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> its =
          FloatVector.fromArray(FLOATS, y, i).sub(0.5f).mul(side).compare(GT, 0f);
      FloatVector.fromArray(FLOATS, w, i)
          .blend(power(FloatVector.fromArray(FLOATS, base, i), exponent), its)
          .intoArray(w, i);
    }
  }

  private void scaleWeight(AsymmetricFamily family, float[] y, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      VectorMask<Float> positive = positive(y, i);
      FloatVector factor =
          constant(family.negatives().weight()).blend(family.positives().weight(), positive);
      FloatVector.fromArray(FLOATS, w, i).mul(factor).intoArray(w, i);
    }
  }

  /** The slope by z. */
  private void plainSlope(AsymmetricFamily family, float[] y, float[] slope, int length) {
    float bound = family.bound();
    boolean follows = family.follows();
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector free = FloatVector.fromArray(FLOATS, log, i);
      FloatVector entropy = free.min(bound);
      FloatVector inside =
          constant(0).blend(FloatVector.fromArray(FLOATS, base, i), free.compare(LE, bound));
      if (follows) {
        VectorMask<Float> positive = positive(y, i);
        FloatVector gamma =
            constant(family.negatives().gamma()).blend(family.positives().gamma(), positive);
        inside =
            FloatVector.fromArray(FLOATS, q, i)
                .blend(FloatVector.fromArray(FLOATS, p, i), positive)
                .mul(gamma)
                .lanewise(FMA, entropy, inside);
      }
      entropy.intoArray(log, i);
      FloatVector.fromArray(FLOATS, w, i).mul(inside).intoArray(slope, i);
    }
  }

  /** The slope by -x of positives, by x of negatives. */
  private void marginSlope(AsymmetricFamily family, float[] y, float[] slope, int length) {
    float eps = family.eps();
    boolean follows = family.follows();
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector u = FloatVector.fromArray(FLOATS, divisor, i);
      FloatVector b = FloatVector.fromArray(FLOATS, base, i);
      FloatVector weight = FloatVector.fromArray(FLOATS, w, i);
      VectorMask<Float> flows = b.compare(GT, 0f);
      FloatVector inner = constant(0).blend(weight.div(u), u.compare(GT, eps));
      if (follows) {
        VectorMask<Float> positive = positive(y, i);
        FloatVector change =
            constant(family.negatives().gamma())
                .blend(family.positives().gamma(), positive)
                .mul(weight)
                .div(b)
                .mul(FloatVector.fromArray(FLOATS, log, i));
        inner = inner.sub(constant(0).blend(change, flows));
      }
      FloatVector known =
          FloatVector.fromArray(FLOATS, p, i).mul(FloatVector.fromArray(FLOATS, q, i)).mul(inner);
      constant(0).blend(known, flows).intoArray(slope, i);
    }
  }

  /** Weights the pairs by their classes. */
  private void weightClasses(float[] weights, float[] slope, int length) {
    for (int i = 0; i < length; i += FLOATS.length()) {
      FloatVector weight = FloatVector.fromArray(FLOATS, weights, i);
      FloatVector.fromArray(FLOATS, w, i).mul(weight).intoArray(w, i);
      FloatVector.fromArray(FLOATS, slope, i).mul(weight).intoArray(slope, i);
    }
  }

  /** Signs and scales the gradient, without the unknown pairs, and sums up. */
  private void finish(
      float sign, float scale, float[] y, float[] gradient, int length, float[][] sums) {
    for (int lane = 0; lane < LANES; lane += FLOATS.length()) {
      FloatVector loss = FloatVector.fromArray(FLOATS, sums[0], lane);
      FloatVector probabilities = FloatVector.fromArray(FLOATS, sums[1], lane);
      FloatVector positives = FloatVector.fromArray(FLOATS, sums[2], lane);
      FloatVector complements = FloatVector.fromArray(FLOATS, sums[3], lane);
      FloatVector negatives = FloatVector.fromArray(FLOATS, sums[4], lane);
      for (int i = lane; i < length; i += LANES) {
        FloatVector target = FloatVector.fromArray(FLOATS, y, i);
        FloatVector positive = target.max(0f);
        FloatVector negative = constant(1).sub(target.abs());
        FloatVector.fromArray(FLOATS, gradient, i)
            .mul(negative.sub(positive))
            .mul(scale)
            .intoArray(gradient, i);
        loss =
            FloatVector.fromArray(FLOATS, log, i)
                .mul(FloatVector.fromArray(FLOATS, w, i))
                .mul(sign)
                .mul(negative.add(positive))
                .add(loss);
        probabilities = FloatVector.fromArray(FLOATS, p, i).mul(positive).add(probabilities);
        positives = positives.add(positive);
        complements = FloatVector.fromArray(FLOATS, q, i).mul(negative).add(complements);
        negatives = negatives.add(negative);
      }
      loss.intoArray(sums[0], lane);
      probabilities.intoArray(sums[1], lane);
      positives.intoArray(sums[2], lane);
      complements.intoArray(sums[3], lane);
      negatives.intoArray(sums[4], lane);
    }
  }
}
