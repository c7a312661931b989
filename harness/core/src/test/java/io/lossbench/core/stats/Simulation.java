package io.lossbench.core.stats;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.AcrossSettings.Advantage;
import io.lossbench.core.stats.Equivalence.Finding;
import io.lossbench.core.stats.Summary.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often the methods are wrong where the truth is known. Every number is a share of trials whose
 * seeds are fixed; the same call gives the same share on every machine.
 */
final class Simulation {
  private static final long SEED = 14;

  /** Quantiles of t are asked for once a shape, not once a table. */
  private static final Map<Test, Double> CRITICAL = new ConcurrentHashMap<>();

  private record Test(Basis basis, double degreesOfFreedom, int comparisons) {}

  private Simulation() {}

  /** The share of trials in which something happens; each has a generator of its own. */
  static double share(int trials, long cell, Predicate<SplitMix64> happens) {
    return LongStream.range(0, trials)
            .parallel()
            .filter(trial -> happens.test(SplitMix64.stream(SEED, cell, trial)))
            .count()
        / (double) trials;
  }

  /**
   * The share of tables in which some treatment is found to differ although none does: the false
   * alarms of the whole procedure, and what simultaneous intervals lack of coverage.
   */
  static double falseAlarms(Noise noise, int treatments, int repetitions, int trials) {
    return share(
        trials,
        cell(noise, treatments, repetitions),
        random -> found(noise.table(treatments, repetitions, random)) > 0);
  }

  /**
   * The share of tables whose intervals all hold the true differences at once, where every
   * treatment is better than the one before it.
   */
  static double coverage(Noise noise, int treatments, int repetitions, int trials) {
    return share(
        trials,
        cell(noise, treatments, repetitions),
        random -> {
          double[][] values = noise.table(treatments, repetitions, random);
          for (int t = 1; t < treatments; t++) {
            for (int r = 0; r < repetitions; r++) {
              values[t][r] += t;
            }
          }
          List<Optional<Difference>> differences = BaselineComparison.of(values, 0).differences();
          return IntStream.range(1, treatments)
              .allMatch(t -> holds(differences.get(t).orElseThrow().interval(), t));
        });
  }

  /** The same as {@link #falseAlarms}, by p values, which takes longer. */
  static double falseAlarmsByP(Noise noise, int treatments, int repetitions, int trials) {
    return share(
        trials,
        cell(noise, treatments, repetitions),
        random ->
            BaselineComparison.of(noise.table(treatments, repetitions, random), 0)
                .differences()
                .stream()
                .flatMap(Optional::stream)
                .anyMatch(difference -> difference.pValue() < 1 - Summary.LEVEL));
  }

  /** The chance to find that one of the treatments is better by a multiple of the noise. */
  static double power(double difference, int treatments, int repetitions, int trials) {
    return share(
        trials,
        cell(Noise.NORMAL, treatments, repetitions),
        random -> {
          double[][] values = Noise.NORMAL.table(treatments, repetitions, random);
          Arrays.setAll(values[1], r -> values[1][r] + difference);
          return isFound(BaselineComparison.of(values, 0).differences().get(1).orElseThrow());
        });
  }

  /** The same, if each pair were judged by itself. */
  static double powerOfPairs(double difference, int treatments, int repetitions, int trials) {
    return share(
        trials,
        cell(Noise.NORMAL, treatments, repetitions),
        random -> {
          double[][] values = Noise.NORMAL.table(treatments, repetitions, random);
          double[] pairs = new double[repetitions];
          Arrays.setAll(pairs, r -> values[1][r] + difference - values[0][r]);
          Summary pair = Summary.of(pairs);
          return isFound(
              new Difference(
                  Basis.PAIRS, treatments - 1, repetitions, pair.mean(), pair.deviation()));
        });
  }

  private static long found(double[][] values) {
    return BaselineComparison.of(values, 0).differences().stream()
        .flatMap(Optional::stream)
        .filter(Simulation::isFound)
        .count();
  }

  /** Whether the interval leaves out 0; quicker than to ask for the interval. */
  private static boolean isFound(Difference difference) {
    double critical =
        CRITICAL.computeIfAbsent(
            new Test(difference.basis(), difference.degreesOfFreedom(), difference.comparisons()),
            test -> test.basis().critical(test.degreesOfFreedom(), test.comparisons()));
    return Math.abs(difference.mean()) > critical * difference.standardError();
  }

  /** The share of intervals of a mean that hold the true one. */
  static double coverageOfMeans(Noise noise, int repetitions, int trials) {
    return share(
        trials,
        cell(noise, 1, repetitions),
        random -> holds(Summary.of(sample(noise, repetitions, random)).interval(), 0));
  }

  /** The share of prediction intervals that hold a further measurement. */
  static double coverageOfPredictions(Noise noise, int repetitions, int trials) {
    return share(
        trials,
        cell(noise, 1, repetitions),
        random ->
            holds(
                Summary.of(sample(noise, repetitions, random)).predictionInterval().orElseThrow(),
                noise.draw(random)));
  }

  /** The share of results exactly at the bound that are said to reproduce a value. */
  static double falselyReproduced(Noise noise, int repetitions, int trials) {
    return share(
        trials,
        cell(noise, 1, repetitions),
        random ->
            Equivalence.of(Summary.of(sample(noise, repetitions, random)), .5, .5).finding()
                == Finding.REPRODUCED);
  }

  /**
   * The share of intervals of the gain over settings that hold the truth, where settings have
   * differences that cancel.
   *
   * @param spread how far the differences of the settings lie from 0, in deviations of the noise
   */
  static double coverageOfGain(int settings, int repetitions, double spread, int trials) {
    return coverageAcross(
        settings,
        repetitions,
        spread,
        trials,
        (values, random) -> holds(advantage(values, 200, random).gainInterval(), 0));
  }

  /** The same for the chance to be better, which needs no bootstrap. */
  static double coverageOfImprovement(int settings, int repetitions, double spread, int trials) {
    return coverageAcross(
        settings,
        repetitions,
        spread,
        trials,
        (values, random) -> holds(advantage(values, 2, random).improvementInterval(), .5));
  }

  private static Advantage advantage(double[][][] values, int resamples, SplitMix64 random) {
    return AcrossSettings.of(values, 0, resamples, random).advantages().get(1).orElseThrow();
  }

  private static double coverageAcross(
      int settings,
      int repetitions,
      double spread,
      int trials,
      BiPredicate<double[][][], SplitMix64> covers) {
    return share(
        trials,
        cell(Noise.NORMAL, 100 + settings, repetitions),
        random -> {
          double[][][] values = new double[settings][2][repetitions];
          for (int s = 0; s < settings; s++) {
            double shift = settings == 1 ? 0 : spread * (2.0 * s / (settings - 1) - 1);
            for (int r = 0; r < repetitions; r++) {
              values[s][1][r] = shift + random.nextGaussian();
            }
          }
          return covers.test(values, random);
        });
  }

  private static double[] sample(Noise noise, int size, SplitMix64 random) {
    return IntStream.range(0, size).mapToDouble(i -> noise.draw(random)).toArray();
  }

  static boolean holds(Interval interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }

  private static long cell(Noise noise, int treatments, int repetitions) {
    return (noise.ordinal() * 1000L + treatments) * 1000 + repetitions;
  }
}
