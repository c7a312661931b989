package io.lossbench.core.stats;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.ResampledPrecision;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How often intervals of a difference in mAP hold the truth, for two losses that are equally good:
 * every one of three repetitions is a network of its own, and all are judged on the same images.
 */
final class ImageSimulation {
  private static final int CLASSES = 5;
  private static final int REPETITIONS = 3;
  private static final int RESAMPLES = 400;

  /** What the intervals speak of. */
  enum Chance {
    /** Other repetitions, on the same images. */
    SEEDS,
    /** Other images, of the same networks. */
    IMAGES,
    /** Other repetitions on other images. */
    BOTH
  }

  private ImageSimulation() {}

  /**
   * The share of intervals that hold 0, where every trial has new networks and new images.
   *
   * @param ofLoss how much images suit one loss more than the other, in deviations
   * @param ofNetwork how much networks of one loss differ in quality
   */
  static double coverage(Chance chance, int images, double ofLoss, double ofNetwork, int trials) {
    return Simulation.share(
        trials,
        -images,
        random -> Simulation.holds(interval(chance, images, ofLoss, ofNetwork, random), 0));
  }

  private static Summary.Interval interval(
      Chance chance, int images, double ofLoss, double ofNetwork, SplitMix64 random) {
    double[] labels = new double[images * CLASSES];
    double[] common = new double[labels.length];
    Arrays.setAll(labels, i -> random.nextInt(10) == 0 ? 1 : 0);
    Arrays.setAll(common, i -> 1.5 * labels[i] + random.nextGaussian());
    byte[] truth = new byte[labels.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = (byte) labels[i];
    }
    LabelMatrix matrix = LabelMatrix.of(images, CLASSES, truth);
    List<ToDoubleFunction<int[]>> networks = new ArrayList<>();
    for (int loss = 0; loss < 2; loss++) {
      double[] ofThisLoss = new double[labels.length];
      Arrays.setAll(ofThisLoss, i -> common[i] + ofLoss * random.nextGaussian());
      for (int repetition = 0; repetition < REPETITIONS; repetition++) {
        double quality = ofNetwork * random.nextGaussian();
        float[] scores = new float[labels.length];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = (float) (ofThisLoss[i] + quality * labels[i] + .3 * random.nextGaussian());
        }
        networks.add(
            ResampledPrecision.of(ScoreMatrix.of(images, CLASSES, scores), matrix)
                ::meanAveragePrecision);
      }
    }
    int[] once = new int[images];
    Arrays.fill(once, 1);
    double[][] values = new double[2][REPETITIONS];
    double[] contrast = new double[2 * REPETITIONS];
    for (int i = 0; i < contrast.length; i++) {
      values[i / REPETITIONS][i % REPETITIONS] = networks.get(i).applyAsDouble(once);
      contrast[i] = (i < REPETITIONS ? -1.0 : 1.0) / REPETITIONS;
    }
    Difference difference = BaselineComparison.of(values, 0).differences().get(1).orElseThrow();
    if (chance == Chance.SEEDS) {
      return difference.interval();
    }
    PairedBootstrap bootstrap =
        PairedBootstrap.of(images, networks, new double[][] {contrast}, RESAMPLES, random);
    return chance == Chance.IMAGES
        ? bootstrap.interval(0)
        : difference.interval(bootstrap.standardErrors()[0]);
  }
}
