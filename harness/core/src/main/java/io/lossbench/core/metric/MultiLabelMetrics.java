package io.lossbench.core.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** All metrics of one evaluation, in percent. */
public final class MultiLabelMetrics {
  /** The metric that lossbench compares with: macro AP by threshold. */
  public static final String PRIMARY = "mAP";

  private MultiLabelMetrics() {}

  /** What a metric's name means. */
  public record Meaning(String name, String doc) {}

  /**
   * The choices that change a metric's value.
   *
   * @param threshold probability from which on a class counts as predicted
   * @param topK labels kept per image
   */
  public record Protocol(double threshold, int topK) {}

  /** All metrics in percent, and the AP of each class (NaN without positives). */
  public record Result(Map<String, Double> metrics, List<Double> perClassAp) {}

  /**
   * Judges scores against labels of the same shape.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Result evaluate(ScoreMatrix scores, LabelMatrix labels, Protocol protocol) {
    if (scores.rows() != labels.rows() || scores.classes() != labels.classes()) {
      throw new IllegalArgumentException("scores are " + scores + ", labels are " + labels);
    }
    Map<AveragePrecision, double[]> ap = byClass(scores, labels, AveragePrecision.values());
    double[] byThreshold = of(ap, AveragePrecision.BY_THRESHOLD);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(PRIMARY, percent(byThreshold, false));
    metrics.put("mAP-per-rank", percent(of(ap, AveragePrecision.PER_RANK), false));
    metrics.put("mAP-asl-code", percent(of(ap, AveragePrecision.ASL_CODE), true));
    metrics.put("mAP-voc07", percent(of(ap, AveragePrecision.VOC07), false));
    metrics.put("mAP-voc10", percent(of(ap, AveragePrecision.VOC10), false));
    metrics.put("micro-mAP", 100 * PooledPrecision.of(scores, labels));
    metrics.put("sample-mAP", percent(bySample(scores, labels), false));
    Map<String, Predictions.Rule> rules = new LinkedHashMap<>();
    rules.put("", Predictions.atLeast(protocol.threshold()));
    rules.put("@0.8", Predictions.above(0.8));
    rules.put("@top" + protocol.topK(), Predictions.top(protocol.topK(), 0));
    rules.put(
        "@top" + protocol.topK() + "-thresholded",
        Predictions.top(protocol.topK(), protocol.threshold()));
    List<Predictions> predictions = Predictions.of(scores, labels, List.copyOf(rules.values()));
    int rule = 0;
    for (String suffix : rules.keySet()) {
      put(metrics, suffix, predictions.get(rule++));
    }
    return new Result(
        metrics, Arrays.stream(byThreshold).map(value -> 100 * value).boxed().toList());
  }

  /** Mean AP in percent by threshold, over the classes with positives: the primary metric alone. */
  public static double meanAveragePrecision(ScoreMatrix scores, LabelMatrix labels) {
    return percent(
        of(byClass(scores, labels, AveragePrecision.BY_THRESHOLD), AveragePrecision.BY_THRESHOLD),
        false);
  }

  /** The metrics in the order of their columns. */
  public static List<Meaning> meanings(Protocol protocol) {
    List<Meaning> meanings = new ArrayList<>();
    meanings.add(
        new Meaning(
            PRIMARY,
            "mean over classes of AP by threshold (scikit-learn's rule for ties); classes without positives are left out"));
    meanings.add(
        new Meaning(
            "mAP-per-rank",
            "mean over classes of AP per rank, ties in row order (ML-GCN, mmpretrain)"));
    meanings.add(
        new Meaning(
            "mAP-asl-code",
            "as the ASL code: per rank, divided by P + 1e-8, classes without positives count 0"));
    meanings.add(new Meaning("mAP-voc07", "mean over classes of VOC 2007's 11-point AP"));
    meanings.add(
        new Meaning(
            "mAP-voc10", "mean over classes of the area under the precision envelope (VOC 2010)"));
    meanings.add(new Meaning("micro-mAP", "one AP over all pairs of image and class"));
    meanings.add(
        new Meaning(
            "sample-mAP",
            "mean over images of AP over classes; images without positives are left out"));
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("", "probability at least " + protocol.threshold());
    rules.put("@0.8", "probability above 0.8 (the ASL code's validate.py)");
    rules.put(
        "@top" + protocol.topK(), "the " + protocol.topK() + " highest per image (mmpretrain)");
    rules.put(
        "@top" + protocol.topK() + "-thresholded",
        "the " + protocol.topK() + " highest that reach " + protocol.threshold() + " (ML-GCN)");
    rules.forEach(
        (suffix, rule) -> {
          meanings.add(
              new Meaning("CP" + suffix, "mean precision of the classes; predicted: " + rule));
          meanings.add(
              new Meaning("CR" + suffix, "mean recall of the classes; predicted: " + rule));
          meanings.add(
              new Meaning("CF1" + suffix, "harmonic mean of CP and CR; predicted: " + rule));
          meanings.add(
              new Meaning("mean-F1" + suffix, "mean over classes of F1; predicted: " + rule));
          meanings.add(new Meaning("OP" + suffix, "precision over all pairs; predicted: " + rule));
          meanings.add(new Meaning("OR" + suffix, "recall over all pairs; predicted: " + rule));
          meanings.add(
              new Meaning("OF1" + suffix, "harmonic mean of OP and OR; predicted: " + rule));
        });
    return List.copyOf(meanings);
  }

  /** AP of each class; one ranking a class, which is not kept. */
  private static Map<AveragePrecision, double[]> byClass(
      ScoreMatrix scores, LabelMatrix labels, AveragePrecision... variants) {
    int classes = scores.classes();
    Map<AveragePrecision, double[]> ap = new EnumMap<>(AveragePrecision.class);
    for (AveragePrecision variant : variants) {
      ap.put(variant, new double[classes]);
    }
    int width = ClassTile.width(scores);
    for (int from = 0; from < classes; from += width) {
      int first = from;
      int count = Math.min(width, classes - first);
      // Of few known pairs each is looked up.
      ClassTile tile = labels.isMostlyUnknown() ? null : ClassTile.of(scores, first, count);
      IntStream.range(first, first + count)
          .parallel()
          .forEach(
              c -> {
                Ranking ranking =
                    tile == null
                        ? Ranking.ofClass(scores::get, labels, c)
                        : Ranking.ofClass(tile::get, labels, c);
                ap.forEach((variant, values) -> values[c] = variant.of(ranking));
              });
    }
    return ap;
  }

  private static double[] of(Map<AveragePrecision, double[]> ap, AveragePrecision variant) {
    return Objects.requireNonNull(ap.get(variant));
  }

  private static double[] bySample(ScoreMatrix scores, LabelMatrix labels) {
    int classes = scores.classes();
    return IntStream.range(0, scores.rows())
        .parallel()
        .mapToDouble(
            row -> {
              byte[] known = new byte[classes];
              labels.copyRow(row, known);
              return AveragePrecision.BY_THRESHOLD.of(Ranking.of(scores.row(row), known));
            })
        .toArray();
  }

  /** The mean in percent; a class without positives (NaN) is left out or counts 0. */
  private static double percent(double[] ap, boolean emptyCountsZero) {
    double sum = 0;
    int count = 0;
    for (double value : ap) {
      sum += Double.isNaN(value) ? 0 : value;
      count += emptyCountsZero || !Double.isNaN(value) ? 1 : 0;
    }
    return count == 0 ? Double.NaN : 100 * (sum / count);
  }

  private static void put(Map<String, Double> metrics, String suffix, Predictions predictions) {
    metrics.put("CP" + suffix, 100 * predictions.classPrecision());
    metrics.put("CR" + suffix, 100 * predictions.classRecall());
    metrics.put("CF1" + suffix, 100 * predictions.classF1());
    metrics.put("mean-F1" + suffix, 100 * predictions.meanF1());
    metrics.put("OP" + suffix, 100 * predictions.overallPrecision());
    metrics.put("OR" + suffix, 100 * predictions.overallRecall());
    metrics.put("OF1" + suffix, 100 * predictions.overallF1());
  }
}
