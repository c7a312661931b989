package io.lossbench.core.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/** What differences with one baseline are judged by, so that all judgements hold at once. */
public enum Basis {
  /**
   * The residual of the whole two-way layout and Dunnett's distribution: exact where noise is
   * normal and all treatments spread alike.
   */
  POOLED {
    @Override
    double degreesOfFreedom(int repetitions, int comparisons) {
      return (double) comparisons * (repetitions - 1);
    }

    @Override
    double critical(double degreesOfFreedom, int comparisons) {
      return new Dunnett(comparisons, degreesOfFreedom).quantile(Summary.LEVEL);
    }

    @Override
    double pValue(double t, double degreesOfFreedom, int comparisons) {
      return new Dunnett(comparisons, degreesOfFreedom).pValue(t);
    }
  },
  /**
   * Each pair's own spread, Student's t and Bonferroni's correction: at most the declared rate of
   * false alarms however the pairs spread.
   */
  PAIRS {
    @Override
    double degreesOfFreedom(int repetitions, int comparisons) {
      return repetitions - 1;
    }

    @Override
    double critical(double degreesOfFreedom, int comparisons) {
      return TDistribution.of(degreesOfFreedom)
          .inverseSurvivalProbability((1 - Summary.LEVEL) / 2 / comparisons);
    }

    @Override
    double pValue(double t, double degreesOfFreedom, int comparisons) {
      double alone = 2 * TDistribution.of(degreesOfFreedom).survivalProbability(Math.abs(t));
      return Math.min(1, comparisons * alone);
    }
  };

  abstract double degreesOfFreedom(int repetitions, int comparisons);

  /** The t statistic that an interval reaches to and a finding lies beyond. */
  abstract double critical(double degreesOfFreedom, int comparisons);

  /** Two-sided, corrected for all comparisons. */
  abstract double pValue(double t, double degreesOfFreedom, int comparisons);
}
