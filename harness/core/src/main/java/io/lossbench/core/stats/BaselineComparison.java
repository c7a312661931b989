package io.lossbench.core.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Treatments compared with one baseline over common repetitions: by the residual of the whole
 * two-way layout where no treatment spreads more than the others, else pair by pair.
 *
 * <p>A check before a test spoils the test: where the spreads of the pairs happen to differ, some
 * pair spreads little by chance and is found too easily. So a pair that follows a failed check is
 * judged by its own spread or the pooled one, whichever is larger. docs/STATISTICS.md has the
 * simulated false alarms of the whole procedure.
 *
 * @param grounds why the differences are judged by what they are judged by
 * @param unequalSpread what is held against {@link #SPREAD_LEVEL}: the smaller of two p values,
 *     whether the baseline spreads more than the other treatments, and whether one of those,
 *     corrected for their number, does; NaN if that was not checked
 * @param leftOut number of repetitions that the layout leaves out because they lack some treatment
 * @param differences one for each treatment, in order; empty for the baseline, and where no
 *     repetition is common
 */
public record BaselineComparison(
    Grounds grounds, double unequalSpread, int leftOut, List<Optional<Difference>> differences) {

  /**
   * The p value below which spreads are held for different. A check before a test is made at a
   * liberal level, because what it overlooks is paid for in false alarms.
   *
   * <p>Source: Bancroft, Analysis and inference for incompletely specified models involving the use
   * of preliminary tests of significance, Biometrics 20 (1964).
   */
  public static final double SPREAD_LEVEL = 0.25;

  /** With fewer repetitions hardly any spread is found to differ. */
  public static final int FEWEST_POOLED = 3;

  public BaselineComparison {
    differences = List.copyOf(differences);
  }

  /** Why differences are judged by the pooled residual or pair by pair. */
  public enum Grounds {
    /** No treatment was found to spread more than the others. */
    SPREADS_AGREE,
    /** A treatment spreads more than the others. */
    SPREADS_DIFFER,
    /** There is one comparison at most: pooled and paired are the same. */
    ONE_COMPARISON,
    /** There are too few repetitions to see whether spreads differ. */
    FEW_REPETITIONS,
    /** At least half of the repetitions lack some treatment. */
    INCOMPLETE;

    /** What this leads to. */
    public Basis basis() {
      return this == SPREADS_AGREE ? Basis.POOLED : Basis.PAIRS;
    }
  }

  /**
   * Compares all treatments with one of them. A treatment that shares fewer than two repetitions
   * with the baseline is not judged and leaves the others alone.
   *
   * @param values treatments x repetitions; NaN where there is none
   * @param baseline which of the treatments
   */
  public static BaselineComparison of(double[][] values, int baseline) {
    int[] all = IntStream.range(0, values[baseline].length).toArray();
    Summary[] pairs =
        Arrays.stream(values)
            .map(each -> paired(each, values[baseline], all))
            .toArray(Summary[]::new);
    int[] judged =
        IntStream.range(0, values.length).filter(t -> t != baseline && pairs[t].n() > 1).toArray();
    int[] compared = IntStream.concat(IntStream.of(baseline), IntStream.of(judged)).toArray();
    int[] whole =
        IntStream.of(all)
            .filter(r -> IntStream.of(compared).noneMatch(t -> Double.isNaN(values[t][r])))
            .toArray();
    int most = IntStream.of(judged).map(t -> pairs[t].n()).max().orElse(0);
    Optional<Grounds> obstacle = obstacle(judged.length, most, whole.length);
    if (obstacle.isPresent()) {
      return new BaselineComparison(
          obstacle.get(),
          Double.NaN,
          0,
          differences(pairs, baseline, t -> pair(pairs[t], judged.length, 0)));
    }
    TwoWayLayout layout =
        TwoWayLayout.of(
            IntStream.of(compared)
                .mapToObj(t -> IntStream.of(whole).mapToDouble(r -> values[t][r]).toArray())
                .toArray(double[][]::new));
    double deviation = Math.sqrt(2 * layout.residual());
    // The check has no number where there is no residual: then there is nothing to pool.
    if (!(layout.unequalSpread() >= SPREAD_LEVEL)) {
      return new BaselineComparison(
          Grounds.SPREADS_DIFFER,
          layout.unequalSpread(),
          0,
          differences(pairs, baseline, t -> pair(pairs[t], judged.length, deviation)));
    }
    return new BaselineComparison(
        Grounds.SPREADS_AGREE,
        layout.unequalSpread(),
        most - whole.length,
        differences(
            pairs,
            baseline,
            t ->
                pairs[t].n() < 2
                    ? pair(pairs[t], judged.length, 0)
                    : new Difference(
                        Basis.POOLED,
                        judged.length,
                        whole.length,
                        paired(values[t], values[baseline], whole).mean(),
                        deviation)));
  }

  /** Why there is no layout to pool. */
  private static Optional<Grounds> obstacle(int comparisons, int most, int whole) {
    if (comparisons < 2) {
      return Optional.of(Grounds.ONE_COMPARISON);
    }
    if (most < FEWEST_POOLED) {
      return Optional.of(Grounds.FEW_REPETITIONS);
    }
    return whole < FEWEST_POOLED || 2 * whole <= most
        ? Optional.of(Grounds.INCOMPLETE)
        : Optional.empty();
  }

  private static List<Optional<Difference>> differences(
      Summary[] pairs, int baseline, IntFunction<Difference> difference) {
    return IntStream.range(0, pairs.length)
        .mapToObj(
            t ->
                t == baseline || pairs[t].n() == 0
                    ? Optional.<Difference>empty()
                    : Optional.of(difference.apply(t)))
        .toList();
  }

  private static Difference pair(Summary pair, int comparisons, double leastDeviation) {
    return new Difference(
        Basis.PAIRS,
        comparisons,
        pair.n(),
        pair.mean(),
        Math.max(pair.deviation(), leastDeviation));
  }

  /** The differences of two treatments in those of some repetitions that both have. */
  private static Summary paired(double[] treatment, double[] baseline, int[] repetitions) {
    return Summary.of(
        IntStream.of(repetitions)
            .mapToDouble(r -> treatment[r] - baseline[r])
            .filter(difference -> !Double.isNaN(difference))
            .toArray());
  }
}
