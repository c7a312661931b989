package io.lossbench.core.classification;

import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Truth;
import io.lossbench.core.task.TruthSummary;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What tasks whose truth is labels and whose predictions are probabilities of classes share. */
public sealed interface Classification extends Task permits MultiLabel, SingleLabel {
  /** Mean probability of p over positives; the paper's section 3.3. */
  String POSITIVE_PROBABILITY = "positive_probability";

  /** Mean probability of 1 - p over negatives. */
  String NEGATIVE_PROBABILITY = "negative_probability";

  /** Their difference. */
  String PROBABILITY_GAP = "probability_gap";

  /** Labels in a trial's folder. */
  String LABELS_FILE = "labels.npy";

  @Override
  default Metric perClass() {
    return MultiLabelMetrics.AP;
  }

  /**
   * The paper's own explanation of what ASL does: the probabilities of the truth, averaged over all
   * known training pairs of the epoch, in training mode (section 3.3).
   */
  @Override
  default List<Metric> tracked() {
    return List.of(
        Metric.kept(POSITIVE_PROBABILITY, "mean probability of positives, in training")
            .within(0, 1),
        Metric.kept(NEGATIVE_PROBABILITY, "mean probability that negatives are none, in training")
            .within(0, 1),
        Metric.shown(
                PROBABILITY_GAP,
                "Mean probability of the truth on training images, positives minus negatives. Above"
                    + " 0 the network is surer of what is there than of what is not: the paper's"
                    + " own explanation of what asymmetric focusing does.")
            .within(-1, 1));
  }

  /** The metrics of an evaluation by these choices. */
  ChosenMetrics chosen(Choices choices);

  @Override
  default List<Metric> metrics(Choices choices) {
    return chosen(choices).metrics();
  }

  @Override
  default Judgement judge(Predictions predictions, Truth truth, Choices choices) {
    return chosen(choices).judge(ScoreMatrix.of(predictions), LabelMatrix.of(truth));
  }

  @Override
  default TruthSummary summary(Truth truth) {
    LabelMatrix labels = LabelMatrix.of(truth);
    List<Integer> positives = new ArrayList<>();
    long positive = 0;
    long known = 0;
    for (int c = 0; c < labels.classes(); c++) {
      LabelMatrix.Column column = labels.column(c);
      int count = column.positives();
      positives.add(count);
      positive += count;
      known += column.rows().length;
    }
    Map<String, Number> numbers = new LinkedHashMap<>();
    numbers.put("images", labels.rows());
    numbers.put("positivesPerImage", (double) positive / labels.rows());
    numbers.put("positiveShare", (double) positive / known);
    numbers.put("negativesPerPositive", (double) (known - positive) / positive);
    numbers.put("unknownPairs", (long) labels.rows() * labels.classes() - known);
    return new TruthSummary(
        String.format(
            Locale.ROOT,
            "%d images, %.4f positives per image%s%s, %d pairs unknown",
            labels.rows(),
            (double) positive / labels.rows(),
            known == 0
                ? ""
                : String.format(Locale.ROOT, ", %.2f %% positive", 100.0 * positive / known),
            positive == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", %.1f negatives per positive",
                    (double) (known - positive) / positive),
            (long) labels.rows() * labels.classes() - known),
        numbers,
        positives);
  }

  @Override
  default List<String> objections(Truth train, Optional<? extends Truth> validation, Truth test) {
    List<String> objections = new ArrayList<>();
    if (!LabelKinds.of(train).positive()) {
      objections.add(
          "none of the "
              + train.rows()
              + " training images has a positive label: there is nothing to learn");
    }
    LabelKinds tested = LabelKinds.of(test);
    if (!tested.positive()) {
      objections.add(
          "none of the "
              + test.rows()
              + " test images has a positive label: every metric is undefined");
    } else if (!tested.negative()) {
      objections.add(
          "every known label of the "
              + test.rows()
              + " test images is positive: any scores would be perfect");
    }
    validation
        .filter(truth -> !LabelKinds.of(truth).positive())
        .ifPresent(
            truth ->
                objections.add(
                    "none of the "
                        + truth.rows()
                        + " validation images has a positive label: no epoch can be chosen on"
                        + " them"));
    return objections;
  }

  @Override
  default Path writePredictions(
      Path folder, WeightsKind weights, Predictions predictions, Truth truth) throws IOException {
    Path file = scoresFile(folder, weights);
    NpyFile.write(file, ScoreMatrix.of(predictions));
    return file;
  }

  @Override
  default Optional<ToDoubleFunction<int[]>> resampled(Path folder, WeightsKind weights) {
    return Optional.of(
        resampled(
            NpyFile.readScores(scoresFile(folder, weights)),
            NpyFile.readLabels(folder.resolve(LABELS_FILE))));
  }

  @Override
  default boolean predictsProbabilities() {
    return true;
  }

  @Override
  default Optional<Calibration> calibration(Path folder, WeightsKind weights) {
    Scores scores = NpyFile.readScores(scoresFile(folder, weights));
    return ScoreRange.of(scores).isWithinProbabilities()
        ? Optional.of(calibration(scores, NpyFile.readLabels(folder.resolve(LABELS_FILE))))
        : Optional.empty();
  }

  /** The calibration of probabilities. */
  Calibration calibration(Scores scores, LabelMatrix labels);

  /** The primary metric, in percent, for any number of times that each row counts. */
  ToDoubleFunction<int[]> resampled(Scores scores, LabelMatrix labels);

  private static Path scoresFile(Path folder, WeightsKind weights) {
    return folder.resolve("scores-" + weights + ".npy");
  }

  @Override
  default Path writeTruth(Path folder, Truth truth) throws IOException {
    Path file = folder.resolve(LABELS_FILE);
    NpyFile.write(file, LabelMatrix.of(truth));
    return file;
  }
}
