package io.lossbench.core.stats;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.Summary.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Treatments over several settings (datasets and backbones) at once. It speaks of these settings,
 * which nobody drew at random, and of other repetitions in them.
 *
 * @param settings number of settings that all treatments were measured in, by which they are ranked
 * @param averageRanks of the treatments by their means, 1 for the best; NaN without a setting
 * @param advantages over the baseline; empty for the baseline and where no setting has two common
 *     repetitions
 */
public record AcrossSettings(
    int settings, List<Double> averageRanks, List<Optional<Advantage>> advantages) {
  /** Draws that tell an error to 2 %. */
  public static final int RESAMPLES = 2000;

  public AcrossSettings {
    averageRanks = List.copyOf(averageRanks);
    advantages = List.copyOf(advantages);
  }

  /**
   * How a treatment stands to the baseline over all settings; both intervals hold for all
   * treatments at once, by Bonferroni's correction.
   *
   * @param improvement chance of being better than the baseline in the same repetition, ties half:
   *     as rliable's, but of common seeds
   * @param improvementInterval by Clopper and Pearson 1934, which is on the safe side where the
   *     settings differ (Hoeffding 1956)
   * @param gain interquartile mean of the differences in all settings and repetitions
   * @param gainInterval Student's t with the error of the stratified bootstrap
   */
  public record Advantage(
      int pairs,
      double improvement,
      Interval improvementInterval,
      double gain,
      Interval gainInterval) {}

  /**
   * Summarizes settings. More is better.
   *
   * <p>Sources: Demsar, Statistical comparisons of classifiers over multiple data sets, JMLR 7
   * (2006), for ranks; Agarwal et al., Deep reinforcement learning at the edge of the statistical
   * precipice, NeurIPS 2021 (rliable), for probability of improvement, interquartile mean and
   * bootstrap by settings. A draw takes one repetition less than there are (McCarthy and Snowden
   * 1985): as many, as rliable does, would make the error of three repetitions a fifth too small.
   *
   * @param values settings x treatments x repetitions; NaN where there is none
   */
  public static AcrossSettings of(
      double[][][] values, int baseline, int resamples, SplitMix64 random) {
    int treatments = values[0].length;
    List<double[]> ranks =
        Arrays.stream(values)
            .map(setting -> Arrays.stream(setting).mapToDouble(AcrossSettings::mean).toArray())
            .filter(means -> Arrays.stream(means).noneMatch(Double::isNaN))
            .map(AcrossSettings::ranks)
            .toList();
    List<List<double[]>> differences =
        IntStream.range(0, treatments).mapToObj(t -> differences(values, t, baseline)).toList();
    int comparisons =
        (int)
            IntStream.range(0, treatments)
                .filter(t -> t != baseline && !differences.get(t).isEmpty())
                .count();
    List<Double> averageRanks = new ArrayList<>();
    List<Optional<Advantage>> advantages = new ArrayList<>();
    for (int t = 0; t < treatments; t++) {
      int treatment = t;
      averageRanks.add(mean(ranks.stream().mapToDouble(each -> each[treatment]).toArray()));
      advantages.add(
          t == baseline || differences.get(t).isEmpty()
              ? Optional.empty()
              : Optional.of(advantage(differences.get(t), comparisons, resamples, random)));
    }
    return new AcrossSettings(ranks.size(), averageRanks, advantages);
  }

  /**
   * The lowest p value that a sign test over the settings could give, if all agreed: with five
   * settings or fewer, no agreement between settings is significant at 5 %.
   */
  public double lowestSignP() {
    return Math.min(1, Math.pow(2, 1 - settings));
  }

  private static Advantage advantage(
      List<double[]> differences, int comparisons, int resamples, SplitMix64 random) {
    double[] all = differences.stream().flatMapToDouble(Arrays::stream).toArray();
    double wins = Arrays.stream(all).map(d -> d > 0 ? 1 : d == 0 ? .5 : 0).sum();
    double gain = interquartileMean(all);
    double[] drawn = new double[resamples];
    Arrays.setAll(drawn, i -> interquartileMean(draw(differences, random)));
    double half =
        Basis.PAIRS.critical(all.length - differences.size(), comparisons)
            * Summary.of(drawn).deviation();
    return new Advantage(
        all.length,
        wins / all.length,
        proportion(wins, all.length, (1 - Summary.LEVEL) / 2 / comparisons),
        gain,
        new Interval(gain - half, gain + half));
  }

  private static double[] draw(List<double[]> differences, SplitMix64 random) {
    return differences.stream()
        .flatMapToDouble(
            setting ->
                IntStream.range(1, setting.length)
                    .mapToDouble(i -> setting[random.nextInt(setting.length)]))
        .toArray();
  }

  /**
   * The mean of the middle half: a quarter of the values, rounded down, is left out at each end.
   */
  static double interquartileMean(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int cut = sorted.length / 4;
    return mean(Arrays.copyOfRange(sorted, cut, sorted.length - cut));
  }

  private static Interval proportion(double wins, int pairs, double tail) {
    return new Interval(
        wins == 0
            ? 0
            : BetaDistribution.of(wins, pairs - wins + 1).inverseCumulativeProbability(tail),
        wins == pairs
            ? 1
            : BetaDistribution.of(wins + 1, pairs - wins).inverseSurvivalProbability(tail));
  }

  /** By setting that has two common repetitions or more. */
  private static List<double[]> differences(double[][][] values, int treatment, int baseline) {
    return Arrays.stream(values)
        .map(
            setting ->
                IntStream.range(0, setting[baseline].length)
                    .mapToDouble(r -> setting[treatment][r] - setting[baseline][r])
                    .filter(difference -> !Double.isNaN(difference))
                    .toArray())
        .filter(setting -> setting.length > 1)
        .toList();
  }

  /** 1 for the highest; equal values share the mean of their ranks. */
  private static double[] ranks(double[] means) {
    return Arrays.stream(means)
        .map(mean -> Arrays.stream(means).map(o -> o > mean ? 1 : o == mean ? .5 : 0).sum() + .5)
        .toArray();
  }

  /** Of the values that are numbers; NaN without any. */
  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }
}
