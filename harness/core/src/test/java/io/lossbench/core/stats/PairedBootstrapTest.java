package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabelMetrics;
import io.lossbench.core.classification.ResampledPrecision;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.random.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
  private static final int IMAGES = 400;

  private static double[] noise(long seed) {
    SplitMix64 random = new SplitMix64(seed);
    return IntStream.range(0, IMAGES).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  private static ToDoubleFunction<int[]> mean(double[] values) {
    return draws ->
        IntStream.range(0, IMAGES).mapToDouble(i -> draws[i] * values[i]).sum() / IMAGES;
  }

  /**
   * The bootstrap error of a mean is known: the deviation over the root of the number of images.
   */
  @Test
  void errorsOfMeansAreTheKnownOnes() {
    double[] a = noise(1);
    double[] b = noise(2);
    PairedBootstrap bootstrap =
        PairedBootstrap.of(
            IMAGES, List.of(mean(a), mean(b)), new double[][] {{1, -1}}, 4000, new SplitMix64(3));
    double[] differences = new double[IMAGES];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    Summary known = Summary.of(differences);
    assertThat(bootstrap.differences()[0]).isCloseTo(known.mean(), within(1e-12));
    double error = known.deviation() / Math.sqrt(IMAGES);
    assertThat(bootstrap.standardErrors()[0] / error).isCloseTo(1, within(.03));
    assertThat(bootstrap.critical()).isCloseTo(1.96, within(.08));
    assertThat(bootstrap.interval(0).low())
        .isEqualTo(
            bootstrap.differences()[0] - bootstrap.critical() * bootstrap.standardErrors()[0]);
    assertThat(bootstrap.interval(0).high())
        .isEqualTo(
            bootstrap.differences()[0] + bootstrap.critical() * bootstrap.standardErrors()[0]);
  }

  /** Treatments that share a baseline need less than independent ones, 2.212 instead of 2.236. */
  @Test
  void intervalsOfSeveralDifferencesReachAsFarAsDunnetts() {
    List<ToDoubleFunction<int[]>> metrics = List.of(mean(noise(1)), mean(noise(2)), mean(noise(3)));
    double[][] contrasts = {{-1, 1, 0}, {-1, 0, 1}};
    PairedBootstrap bootstrap =
        PairedBootstrap.of(IMAGES, metrics, contrasts, 8000, new SplitMix64(4));
    assertThat(bootstrap.critical())
        .isCloseTo(new Dunnett(2, Double.POSITIVE_INFINITY).quantile(.95), within(.05));
    assertThat(PairedBootstrap.of(IMAGES, metrics, contrasts, 8000, new SplitMix64(4)))
        .usingRecursiveComparison()
        .isEqualTo(bootstrap);
  }

  /** Networks that differ by luck: all see the same images, so what is common to them cancels. */
  @Test
  void whatIsCommonToTheNetworksCancels() {
    SplitMix64 random = new SplitMix64(5);
    int classes = 4;
    byte[] labels = new byte[IMAGES * classes];
    float[] one = new float[labels.length];
    float[] other = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (random.nextInt(5) == 0 ? 1 : 0);
      double common = labels[i] + random.nextGaussian();
      one[i] = (float) (common + .1 * random.nextGaussian());
      other[i] = (float) (common + .1 * random.nextGaussian());
    }
    LabelMatrix truth = LabelMatrix.of(IMAGES, classes, labels);
    ScoreMatrix first = ScoreMatrix.of(IMAGES, classes, one);
    ScoreMatrix second = ScoreMatrix.of(IMAGES, classes, other);
    PairedBootstrap bootstrap =
        PairedBootstrap.of(
            IMAGES,
            List.of(
                ResampledPrecision.of(first, truth)::meanAveragePrecision,
                ResampledPrecision.of(second, truth)::meanAveragePrecision),
            new double[][] {{1, -1}, {1, 0}},
            500,
            new SplitMix64(6));
    assertThat(bootstrap.differences()[0])
        .isEqualTo(
            MultiLabelMetrics.meanAveragePrecision(first, truth)
                - MultiLabelMetrics.meanAveragePrecision(second, truth));
    assertThat(bootstrap.standardErrors()[0]).isLessThan(bootstrap.standardErrors()[1] / 2);
  }

  @Test
  void drawsThatCannotBeJudgedAreLeftOut() {
    double[] values = noise(7);
    ToDoubleFunction<int[]> mean = mean(values);
    PairedBootstrap bootstrap =
        PairedBootstrap.of(
            IMAGES,
            List.of(draws -> draws[0] == 0 ? Double.NaN : mean.applyAsDouble(draws)),
            new double[][] {{1}},
            1000,
            new SplitMix64(8));
    assertThat(bootstrap.standardErrors()[0])
        .isCloseTo(Summary.of(values).deviation() / 20, within(.005));
    PairedBootstrap none =
        PairedBootstrap.of(
            IMAGES, List.of(draws -> Double.NaN), new double[][] {{1}}, 10, new SplitMix64(8));
    assertThat(none.interval(0).low()).isNaN();
  }

  @Test
  void equalNetworksDoNotDifferOnAnyImages() {
    ToDoubleFunction<int[]> mean = mean(noise(9));
    PairedBootstrap bootstrap =
        PairedBootstrap.of(
            IMAGES, List.of(mean, mean), new double[][] {{1, -1}}, 100, new SplitMix64(10));
    assertThat(bootstrap.interval(0)).isEqualTo(new Summary.Interval(0, 0));
  }
}
