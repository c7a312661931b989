package io.lossbench.core.stats;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.Summary.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What other test images would do to differences between trained networks: the images are drawn
 * again with replacement, the same ones for all networks. Intervals are simultaneous: they reach as
 * many standard errors as 95 % of the draws stay within in all differences at once.
 *
 * <p>Sources: Efron and Tibshirani, An Introduction to the Bootstrap, 1993; Westfall and Young,
 * Resampling-Based Multiple Testing, 1993 (single-step maxT).
 *
 * @param differences on the images as they are
 * @param standardErrors of the differences, from images alone
 * @param critical standard errors that the intervals reach to
 */
public record PairedBootstrap(double[] differences, double[] standardErrors, double critical) {
  /** Draws that tell a 95 % interval apart from a 94 % one. */
  public static final int RESAMPLES = 2000;

  /**
   * Draws the images again and again. Draws in which some metric is not a number, such as those
   * without any positive, are left out.
   *
   * @param images number of test images
   * @param metrics of the networks, where image i counts {@code draws[i]} times; called in parallel
   * @param contrasts differences x networks: what each network's metric contributes
   */
  public static PairedBootstrap of(
      int images,
      List<ToDoubleFunction<int[]>> metrics,
      double[][] contrasts,
      int resamples,
      SplitMix64 random) {
    int[] once = new int[images];
    Arrays.fill(once, 1);
    Contrast[] sparse = Arrays.stream(contrasts).map(Contrast::of).toArray(Contrast[]::new);
    long[] seeds = IntStream.range(0, resamples).mapToLong(i -> random.nextLong()).toArray();
    double[][] drawn =
        Arrays.stream(seeds)
            .parallel()
            .mapToObj(seed -> differences(draw(images, new SplitMix64(seed)), metrics, sparse))
            .filter(each -> Arrays.stream(each).noneMatch(Double::isNaN))
            .toArray(double[][]::new);
    Summary[] ofDraws =
        IntStream.range(0, contrasts.length)
            .mapToObj(k -> Summary.of(Arrays.stream(drawn).mapToDouble(d -> d[k]).toArray()))
            .toArray(Summary[]::new);
    double[] furthest =
        Arrays.stream(drawn).mapToDouble(each -> furthest(each, ofDraws)).sorted().toArray();
    return new PairedBootstrap(
        differences(once, metrics, sparse),
        Arrays.stream(ofDraws).mapToDouble(Summary::deviation).toArray(),
        furthest.length < 2
            ? Double.NaN
            : furthest[(int) Math.ceil(Summary.LEVEL * furthest.length) - 1]);
  }

  /** Simultaneous for all differences; NaN bounds if hardly any draw could be judged. */
  public Interval interval(int difference) {
    double half = critical * standardErrors[difference];
    return new Interval(differences[difference] - half, differences[difference] + half);
  }

  private static int[] draw(int images, SplitMix64 random) {
    int[] draws = new int[images];
    for (int i = 0; i < images; i++) {
      draws[random.nextInt(images)]++;
    }
    return draws;
  }

  /** The networks that contribute to a difference, few of ten thousand, and their weights in it. */
  private record Contrast(int[] networks, double[] weights) {
    static Contrast of(double[] all) {
      int[] networks = IntStream.range(0, all.length).filter(i -> all[i] != 0).toArray();
      return new Contrast(networks, Arrays.stream(networks).mapToDouble(i -> all[i]).toArray());
    }

    double applyTo(double[] values) {
      return IntStream.range(0, networks.length)
          .mapToDouble(i -> weights[i] * values[networks[i]])
          .sum();
    }
  }

  private static double[] differences(
      int[] draws, List<ToDoubleFunction<int[]>> metrics, Contrast[] contrasts) {
    double[] values = metrics.stream().mapToDouble(metric -> metric.applyAsDouble(draws)).toArray();
    boolean judged = Arrays.stream(values).noneMatch(Double::isNaN);
    return Arrays.stream(contrasts)
        .mapToDouble(contrast -> judged ? contrast.applyTo(values) : Double.NaN)
        .toArray();
  }

  /**
   * Standard errors between a draw and the mean of the draws, in the difference that is furthest.
   */
  private static double furthest(double[] drawn, Summary[] ofDraws) {
    double furthest = 0;
    for (int k = 0; k < drawn.length; k++) {
      double distance = Math.abs(drawn[k] - ofDraws[k].mean());
      furthest = Math.max(furthest, distance == 0 ? 0 : distance / ofDraws[k].deviation());
    }
    return furthest;
  }
}
