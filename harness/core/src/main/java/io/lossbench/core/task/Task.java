package io.lossbench.core.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a dataset asks of a network, and how the answer is judged. Tasks are values: two of one kind
 * are equal. They are found by {@link Tasks}.
 *
 * <p>A task is handed only the truth of its own datasets and the predictions of its own head;
 * others are a bug, and end in an {@link IllegalArgumentException}.
 */
public interface Task {
  /** Such as {@code multi-label}; no two tasks have the same. */
  String name();

  /** One sentence for {@code describe}. */
  String doc();

  /** Whether a loss that was made for a task of that name can be trained on this one. */
  boolean takesLossesOf(String task);

  /**
   * The setting of a backbone that this task needs and that others have no use for, such as a
   * detector; empty if there is none.
   */
  default Optional<String> backboneSetting() {
    return Optional.empty();
  }

  /** Whether what is right for an image is known after an augmentation of that name. */
  default boolean follows(String augmentation) {
    return true;
  }

  /** Whether labels of its training images {@linkplain #without can be missing}. */
  default boolean canMissLabels() {
    return false;
  }

  /**
   * The truth of training images without some labels, for a task that {@link #canMissLabels}.
   *
   * @throws IllegalArgumentException if labels cannot be missing
   */
  default Truth without(MissingLabels missing, Truth truth) {
    throw new IllegalArgumentException("labels of the task " + name() + " cannot be missing");
  }

  /** The metric that losses are compared in. */
  Metric primary();

  /** The metric that {@link Judgement#perClass} has for each class. */
  Metric perClass();

  /** All metrics in the order of their columns; the choices decide over their names. */
  List<Metric> metrics(Choices choices);

  /** What is tracked in training besides the loss, by epoch. */
  List<Metric> tracked();

  /**
   * Judges predictions by all metrics.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  Judgement judge(Predictions predictions, Truth truth, Choices choices);

  /** The primary metric alone, in percent. */
  double primaryOf(Predictions predictions, Truth truth);

  /** The primary metric, in percent, of one who has learned nothing. */
  double chance(Truth truth);

  /** What is right for a split, in numbers. */
  TruthSummary summary(Truth truth);

  /**
   * Reasons why training would be in vain: nothing to learn or nothing to judge; a sentence each.
   */
  List<String> objections(Truth train, Optional<? extends Truth> validation, Truth test);

  /**
   * Writes predictions into a trial's folder.
   *
   * @param weights which weights they are predictions of, as part of the file's name
   * @param truth of the images that they are for
   * @return the file, whose hash the trial's record keeps
   */
  Path writePredictions(Path folder, WeightsKind weights, Predictions predictions, Truth truth)
      throws IOException;

  /**
   * The primary metric, in percent, of what a trial's folder holds, for any number of times that
   * each image counts: as in a bootstrap over the images. Thread-safe; empty if the task cannot
   * count images again without judging them again.
   *
   * @param weights which weights they are predictions of, as part of the file's name
   */
  Optional<ToDoubleFunction<int[]>> resampled(Path folder, WeightsKind weights);

  /** The parts that the primary metric is told by besides the whole; empty for none. */
  default Optional<Breakdown> breakdown() {
    return Optional.empty();
  }

  /**
   * What {@link #precisionRecall} tells apart, such as {@code IoU 0.50}; empty for a task in which
   * precision by recall is not looked at.
   */
  default List<String> recallCurves() {
    return List.of();
  }

  /**
   * Precision by recall of what a trial's folder holds: one for each of {@link #recallCurves}.
   *
   * @param weights as part of the file's name
   */
  default List<PrecisionRecall> precisionRecall(Path folder, WeightsKind weights) {
    return List.of();
  }

  /** Whether its predictions are probabilities that can have a {@link #calibration}. */
  default boolean predictsProbabilities() {
    return false;
  }

  /**
   * How far the probabilities that a trial's folder holds can be taken for frequencies; empty for a
   * task whose predictions are no probabilities of something that is true or not.
   *
   * @param weights as part of the file's name
   */
  default Optional<Calibration> calibration(Path folder, WeightsKind weights) {
    return Optional.empty();
  }

  /**
   * Writes the truth that they are judged by into a trial's folder.
   *
   * @return the file, whose hash the trial's record keeps
   */
  Path writeTruth(Path folder, Truth truth) throws IOException;
}
