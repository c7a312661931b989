package io.lossbench.core.classification;

import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The metrics of every evaluation, in percent. */
public final class MultiLabelMetrics implements ScoreMetrics {
  /** The metric that lossbench compares with: macro AP by threshold. */
  static final Metric PRIMARY =
      Metric.shown(
          "mAP",
          "mean over classes of AP by threshold (scikit-learn's rule for ties); classes without positives are left out");

  /** What a judgement has for each class. */
  static final Metric AP = Metric.shown("AP", "average precision of one class, by threshold");

  /** Mean AP over the classes, or over another unit, by metric. */
  private static final List<Column<Rankings>> OF_RANKINGS =
      List.of(
          new Column<>(PRIMARY, r -> r.mean(AveragePrecision.BY_THRESHOLD)),
          new Column<>(
              Metric.kept(
                  "mAP-per-rank",
                  "mean over classes of AP per rank, ties in row order (ML-GCN, mmpretrain)"),
              r -> r.mean(AveragePrecision.PER_RANK)),
          new Column<>(
              Metric.shown(
                  "mAP-asl-code",
                  "as the ASL code: per rank, divided by P + 1e-8, classes without positives count 0"),
              r -> mean(r.byClass(AveragePrecision.ASL_CODE), true)),
          new Column<>(
              Metric.shown("mAP-voc07", "mean over classes of VOC 2007's 11-point AP"),
              r -> r.mean(AveragePrecision.VOC07)),
          new Column<>(
              Metric.shown(
                  "mAP-voc10",
                  "mean over classes of the area under the precision envelope (VOC 2010)"),
              r -> r.mean(AveragePrecision.VOC10)),
          new Column<>(
              Metric.shown("micro-mAP", "one AP over all pairs of image and class"),
              Rankings::pooled),
          new Column<>(
              Metric.shown(
                  "sample-mAP",
                  "mean over images of AP over classes; images without positives are left out"),
              r -> mean(r.bySample(), false)));

  private final EvaluationProtocol protocol;

  MultiLabelMetrics(EvaluationProtocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public List<Metric> metrics() {
    return metrics(protocol);
  }

  @Override
  public Judgement judge(Scores scores, LabelMatrix labels) {
    return evaluate(scores, labels, protocol);
  }

  /** A metric, and where its value between 0 and 1 comes from. */
  private record Column<T>(Metric metric, ToDoubleFunction<T> value) {}

  /** A way to choose predictions, as it is named in columns. */
  private record Cutoff(String suffix, String words, PredictedLabels.Rule rule, boolean inReport) {

    static List<Cutoff> of(EvaluationProtocol protocol, NumberType type) {
      double threshold = protocol.threshold();
      int k = protocol.topK();
      Cutoff highest =
          new Cutoff(
              "@top" + k,
              "the " + k + " highest per image (mmpretrain)",
              PredictedLabels.top(k, Long.MAX_VALUE),
              true);
      if (protocol.scale() == EvaluationProtocol.Scale.ORDER) {
        return List.of(highest);
      }
      long reached = type.atLeast(protocol.scale().of(threshold));
      return List.of(
          new Cutoff("", "probability at least " + threshold, PredictedLabels.upTo(reached), true),
          new Cutoff(
              "@0.8",
              "probability above 0.8 (the ASL code's validate.py)",
              PredictedLabels.upTo(type.above(protocol.scale().of(0.8))),
              false),
          highest,
          new Cutoff(
              "@top" + k + "-thresholded",
              "the " + k + " highest that reach " + threshold + " (ML-GCN)",
              PredictedLabels.top(k, reached),
              false));
    }

    List<Column<PredictedLabels>> columns() {
      return List.of(
          column("CP", "mean precision of the classes", false, PredictedLabels::classPrecision),
          column("CR", "mean recall of the classes", false, PredictedLabels::classRecall),
          column("CF1", "harmonic mean of CP and CR", inReport, PredictedLabels::classF1),
          column("mean-F1", "mean over classes of F1", false, PredictedLabels::meanF1),
          column("OP", "precision over all pairs", false, PredictedLabels::overallPrecision),
          column("OR", "recall over all pairs", false, PredictedLabels::overallRecall),
          column("OF1", "harmonic mean of OP and OR", inReport, PredictedLabels::overallF1));
    }

    private Column<PredictedLabels> column(
        String name, String doc, boolean shown, ToDoubleFunction<PredictedLabels> value) {
      String words = doc + "; predicted: " + this.words;
      return new Column<>(
          shown ? Metric.shown(name + suffix, words) : Metric.kept(name + suffix, words), value);
    }
  }

  /**
   * Judges scores against labels of the same shape.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Judgement evaluate(Scores scores, LabelMatrix labels, EvaluationProtocol protocol) {
    if (scores.rows() != labels.rows() || scores.classes() != labels.classes()) {
      throw new IllegalArgumentException("scores are " + scores + ", labels are " + labels);
    }
    Rankings rankings = Rankings.of(scores, labels, AveragePrecision.values());
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Column<Rankings> column : OF_RANKINGS) {
      metrics.put(column.metric().name(), 100 * column.value().applyAsDouble(rankings));
    }
    List<Cutoff> cutoffs = Cutoff.of(protocol, scores.type());
    List<PredictedLabels> predictions =
        PredictedLabels.of(scores, labels, cutoffs.stream().map(Cutoff::rule).toList());
    for (int i = 0; i < cutoffs.size(); i++) {
      for (Column<PredictedLabels> column : cutoffs.get(i).columns()) {
        metrics.put(column.metric().name(), 100 * column.value().applyAsDouble(predictions.get(i)));
      }
    }
    return new Judgement(
        metrics,
        Arrays.stream(rankings.byClass(AveragePrecision.BY_THRESHOLD))
            .map(value -> 100 * value)
            .boxed()
            .toList());
  }

  /** Mean AP in percent by threshold, over the classes with positives: the primary metric alone. */
  public static double meanAveragePrecision(Scores scores, LabelMatrix labels) {
    return 100
        * Rankings.of(scores, labels, AveragePrecision.BY_THRESHOLD)
            .mean(AveragePrecision.BY_THRESHOLD);
  }

  /** The metrics in the order of their columns. */
  static List<Metric> metrics(EvaluationProtocol protocol) {
    List<Metric> metrics = new ArrayList<>();
    OF_RANKINGS.forEach(column -> metrics.add(column.metric()));
    // The names do not depend on how scores are stored.
    Cutoff.of(protocol, NumberType.FLOAT32)
        .forEach(cutoff -> cutoff.columns().forEach(column -> metrics.add(column.metric())));
    return List.copyOf(metrics);
  }

  /** The AP of every class, and what else is averaged where it is asked for. */
  private record Rankings(
      Scores scores, LabelMatrix labels, Map<AveragePrecision, double[]> ofClasses) {

    static Rankings of(Scores scores, LabelMatrix labels, AveragePrecision... variants) {
      return new Rankings(scores, labels, MultiLabelMetrics.byClass(scores, labels, variants));
    }

    double[] byClass(AveragePrecision variant) {
      return Objects.requireNonNull(ofClasses.get(variant));
    }

    double mean(AveragePrecision variant) {
      return MultiLabelMetrics.mean(byClass(variant), false);
    }

    double pooled() {
      return PooledPrecision.of(scores, labels);
    }

    double[] bySample() {
      return MultiLabelMetrics.bySample(scores, labels);
    }
  }

  /** AP of each class; one ranking a class, which is not kept. */
  private static Map<AveragePrecision, double[]> byClass(
      Scores scores, LabelMatrix labels, AveragePrecision... variants) {
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
                        ? Ranking.ofClass(scores::key, labels, c)
                        : Ranking.ofClass(tile::get, labels, c);
                ap.forEach((variant, values) -> values[c] = variant.of(ranking));
              });
    }
    return ap;
  }

  private static double[] bySample(Scores scores, LabelMatrix labels) {
    int classes = scores.classes();
    return IntStream.range(0, scores.rows())
        .parallel()
        .mapToDouble(
            row -> {
              byte[] known = new byte[classes];
              labels.copyRow(row, known);
              return AveragePrecision.BY_THRESHOLD.of(Ranking.of(scores.keys(row), known));
            })
        .toArray();
  }

  /** The mean; a class without positives (NaN) is left out or counts 0. */
  private static double mean(double[] ap, boolean emptyCountsZero) {
    double sum = 0;
    int count = 0;
    for (double value : ap) {
      sum += Double.isNaN(value) ? 0 : value;
      count += emptyCountsZero || !Double.isNaN(value) ? 1 : 0;
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
