package io.lossbench.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.OlympicMean;
import io.lossbench.core.suite.TestSuites;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often unchanged code fails, simulated with fixed seeds. */
class FalseAlarmsTest {
  private static final double RATE = 0.01;

  private static List<Trial> trials(int seed) {
    return Plan.of(
            TestSuites.small("seed=" + seed), name -> "fingerprint", name -> Optional.empty())
        .trials();
  }

  /**
   * The most alarms that a rate allows: more of them have a probability of at most 1 in 1,000, by
   * the binomial distribution itself. Of 100 checks at 1 % that are 5 (P(X > 5) = 0.0005).
   */
  private static int mostAlarms(int checks, double rate) {
    return BinomialDistribution.of(checks, rate).inverseSurvivalProbability(1e-3);
  }

  private static int alarms(int checks, IntFunction<Check> check) {
    int alarms = 0;
    for (int i = 0; i < checks; i++) {
      alarms += check.apply(i).failures().isEmpty() ? 0 : 1;
    }
    return alarms;
  }

  private static List<TrialRecord> records(List<Trial> trials, DoubleSupplier noise) {
    return trials.stream()
        .map(
            trial -> {
              double value = 40 + 2 * noise.getAsDouble();
              return Records.completed(trial, value, value);
            })
        .toList();
  }

  @Test
  void theBoundIsTheBinomialOne() {
    assertThat(mostAlarms(100, RATE)).isEqualTo(5);
    BinomialDistribution alarms = BinomialDistribution.of(100, RATE);
    assertThat(alarms.survivalProbability(5)).isBetween(4e-4, 6e-4);
    assertThat(alarms.survivalProbability(4)).isGreaterThan(1e-3);
  }

  /**
   * Margin 0, the least favourable one; 2 means other seeds than the reference's, so that nothing
   * is paired.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ofHundredStatisticalChecksAtOnePercentNoMoreFailThanThatAllows(int seed) {
    assertThat(statisticalAlarms(100, seed, new SplitMix64(7)))
        .isLessThanOrEqualTo(mostAlarms(100, RATE));
  }

  /** Enough checks to notice a rate of 1.5 % instead of 1. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void norOfFourThousand(int seed) {
    assertThat(statisticalAlarms(4000, seed, new SplitMix64(8)))
        .isLessThanOrEqualTo(mostAlarms(4000, RATE));
  }

  private static int statisticalAlarms(int checks, int seed, SplitMix64 generator) {
    List<Trial> before = trials(1);
    List<Trial> after = trials(seed);
    Rules rules = new Rules(Optional.of(Mode.STATISTICAL), 0, RATE);
    return alarms(
        checks,
        i ->
            Check.of(
                records(before, generator::nextGaussian),
                records(after, generator::nextGaussian),
                rules));
  }

  /** Three repetitions have plain means, ten against five olympic ones. */
  @ParameterizedTest
  @ValueSource(ints = {3, 10})
  void learningCurvesKeepTheRateToo(int repetitions) {
    SplitMix64 generator = new SplitMix64(9);
    List<Trial> before = Curves.trials(repetitions);
    List<Trial> after = Curves.trials(Math.min(5, repetitions));
    Rules rules =
        new Rules(
            Optional.of(Mode.CURVE),
            0,
            0.05,
            OptionalDouble.of(Curves.TARGET),
            false,
            OptionalDouble.empty());
    int checks = 1000;
    int alarms =
        alarms(
            checks,
            i ->
                Check.of(
                    Curves.arriving(before, trial -> 15 + generator.nextGaussian()),
                    Curves.arriving(after, trial -> 15 + generator.nextGaussian()),
                    rules));
    assertThat(alarms).isLessThanOrEqualTo(mostAlarms(checks, 0.05));
  }

  /**
   * Why a gate does not fail by MLPerf's bound: its deviation is that of the middle runs alone, so
   * that unchanged code is called too fast about twice as often as the 5 % of its test.
   */
  @Test
  void mlperfsBoundCallsUnchangedCodeTooFastMoreOftenThanItsLevel() {
    SplitMix64 generator = new SplitMix64(10);
    int faster = 0;
    int trials = 20_000;
    for (int i = 0; i < trials; i++) {
      OlympicMean reference = OlympicMean.of(runs(generator, 10));
      OlympicMean result = OlympicMean.of(runs(generator, 5));
      faster += result.mean() < reference.least(3, OlympicMean.MLPERF_LEVEL) ? 1 : 0;
    }
    assertThat((double) faster / trials).isBetween(0.08, 0.16);
  }

  private static double[] runs(SplitMix64 generator, int n) {
    double[] epochs = new double[n];
    Arrays.setAll(epochs, i -> 15 + generator.nextGaussian());
    return epochs;
  }
}
