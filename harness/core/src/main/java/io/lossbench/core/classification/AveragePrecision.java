package io.lossbench.core.classification;

/**
 * Average precision of a ranking, between 0 and 1; NaN without positives.
 *
 * <p>The variants differ in how they treat equal scores and how they interpolate. Only {@link
 * #BY_THRESHOLD} is independent of the row order where scores tie and is the one that lossbench
 * compares with.
 */
public enum AveragePrecision {
  /** SUM (R_k - R_(k-1)) P_k over distinct scores; scikit-learn, torchmetrics. */
  BY_THRESHOLD {
    @Override
    double ofRanked(Ranking ranking) {
      double sum = 0;
      int before = 0;
      for (int r = 0; r < ranking.size(); r++) {
        if (ranking.isThreshold(r)) {
          sum += (ranking.truePositives(r) - before) * ranking.precision(r);
          before = ranking.truePositives(r);
        }
      }
      return sum / ranking.positives();
    }
  },
  /** (1/P) SUM over positives of TP(r)/r, ties in row order; ASL code, ML-GCN, mmpretrain. */
  PER_RANK {
    @Override
    double ofRanked(Ranking ranking) {
      return sumOverPositives(ranking) / ranking.positives();
    }
  },
  /** As {@link #PER_RANK}, divided by P + 1e-8: the ASL code's function. */
  ASL_CODE {
    @Override
    double ofRanked(Ranking ranking) {
      return sumOverPositives(ranking) / (ranking.positives() + 1e-8);
    }
  },
  /** Mean over recalls 0, .1 .. 1 of the highest precision at that recall or above; VOC 2007. */
  VOC07 {
    @Override
    double ofRanked(Ranking ranking) {
      double sum = 0;
      for (int t = 0; t <= 10; t++) {
        double highest = 0;
        for (int r = 0; r < ranking.size(); r++) {
          // Compared as integers, so that recall .3 is reached by exactly three of ten.
          if (ranking.isThreshold(r)
              && 10L * ranking.truePositives(r) >= (long) t * ranking.positives()) {
            highest = Math.max(highest, ranking.precision(r));
          }
        }
        sum += highest;
      }
      return sum / 11;
    }
  },
  /** Area under the precision envelope; VOC 2010 and later. */
  VOC10 {
    @Override
    double ofRanked(Ranking ranking) {
      double area = 0;
      double envelope = 0;
      int next = ranking.positives();
      for (int r = ranking.size() - 1; r >= 0; r--) {
        if (ranking.isThreshold(r)) {
          area += (next - ranking.truePositives(r)) * envelope;
          envelope = Math.max(envelope, ranking.precision(r));
          next = ranking.truePositives(r);
        }
      }
      return (area + next * envelope) / ranking.positives();
    }
  };

  abstract double ofRanked(Ranking ranking);

  /** Average precision of a ranking; NaN without positives. */
  public double of(Ranking ranking) {
    return ranking.positives() == 0 ? Double.NaN : ofRanked(ranking);
  }

  public double of(float[] scores, byte[] labels) {
    return of(Ranking.of(scores, labels));
  }

  private static double sumOverPositives(Ranking ranking) {
    double sum = 0;
    for (int r = 0; r < ranking.size(); r++) {
      if (ranking.isPositive(r)) {
        sum += ranking.precision(r);
      }
    }
    return sum;
  }
}
