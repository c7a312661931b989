package example;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MetricProvider;
import io.lossbench.core.classification.ScoreMetrics;
import io.lossbench.core.classification.Scores;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Metric;

/** A metric of one's own: how many pairs of a positive and a negative are ranked the wrong way. */
public final class RankingLoss implements MetricProvider {
  @Override
  public String definition() { // validated, completed and explained like the built-in ones
    return """
        ranking-loss:
          doc: "Share of the pairs of a positive and a negative class that an image ranks wrongly, mean over images."
          source: "scikit-learn, label_ranking_loss, where ties count 1"
          keys:
            ties: {type: number, min: 0, max: 1, default: 1, doc: What a pair with equal scores counts.}
        """;
  }

  @Override
  public ScoreMetrics create(Settings settings) {
    double ties = settings.number("ties");
    Metric metric = // in reports too; Metric.kept is in tables only
        Metric.shown("ranking-loss", "wrongly ranked pairs of classes, mean over images")
            .within(0, 1) // in percent, if nothing is said
            .lowerIsBetter();
    return ScoreMetrics.of(metric, (scores, labels) -> mean(scores, labels, ties));
  }

  private static double mean(Scores scores, LabelMatrix labels, double ties) {
    double sum = 0;
    int judged = 0;
    for (int row = 0; row < labels.rows(); row++) {
      double loss = loss(scores, labels, row, ties);
      if (!Double.isNaN(loss)) { // an image without positives or negatives ranks nothing
        sum += loss;
        judged++;
      }
    }
    return sum / judged; // NaN: undefined, if no image ranks anything
  }

  private static double loss(Scores scores, LabelMatrix labels, int row, double ties) {
    double wrong = 0;
    int pairs = 0;
    for (int p = 0; p < labels.classes(); p++) {
      for (int n = 0; n < labels.classes(); n++) {
        if (labels.get(row, p) == LabelMatrix.POSITIVE
            && labels.get(row, n) == LabelMatrix.NEGATIVE) { // unknown ones are neither
          pairs++;
          int order = Long.compare(scores.key(row, p), scores.key(row, n)); // exact at any precision
          wrong += order > 0 ? 1 : order == 0 ? ties : 0; // a lower key is a higher score
        }
      }
    }
    return wrong / pairs;
  }
}
