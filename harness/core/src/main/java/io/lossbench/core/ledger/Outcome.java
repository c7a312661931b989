package io.lossbench.core.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished trial measured.
 *
 * @param weights one entry each for the raw weights and, if switched on, their moving average
 * @param epochs the learning curve
 */
public record Outcome(
    List<Evaluation> weights, List<Epoch> epochs, Performance performance, DataSummary data) {

  public Outcome {
    weights = List.copyOf(weights);
    epochs = List.copyOf(epochs);
  }

  /**
   * The reported evaluation of one kind of weights.
   *
   * @param weights {@code raw} or {@code ema}
   * @param epoch the selected epoch, from 1
   * @param bestTestEpoch the epoch with the highest test mAP: not a result, selected on the test
   *     set
   * @param weightsSha256 of the float32 weights and batch-norm statistics after the last epoch,
   *     little-endian
   * @param scoresSha256 of the float32 scores, little-endian
   * @param metrics in percent
   * @param perClassAp in percent; NaN for a class without positives
   */
  public record Evaluation(
      String weights,
      int epoch,
      int bestTestEpoch,
      double bestTestMap,
      String weightsSha256,
      String scoresSha256,
      Map<String, Double> metrics,
      List<Double> perClassAp) {}

  /**
   * One epoch; mAP is NaN where the epoch was not evaluated.
   *
   * @param trainLoss mean loss of an image
   * @param learningRate of the last step
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      double learningRate,
      double rawMap,
      double emaMap,
      double validationRawMap,
      double validationEmaMap,
      double seconds) {}

  /**
   * Times and memory. Throughput leaves out the first {@code warmupSteps} steps of each process.
   *
   * @param epochSeconds median
   * @param dataWaitShare share of the training time spent waiting for data, 0 to 1
   * @param lossMicros value and gradient of the loss for one batch, median
   * @param peakDeviceBytes 0 on a CPU
   * @param processes 1, and one more for each time the trial was interrupted
   */
  public record Performance(
      double trainImagesPerSecond,
      double evalImagesPerSecond,
      double epochSeconds,
      double stepMillisP50,
      double stepMillisP95,
      double dataWaitShare,
      double lossMicros,
      long peakProcessBytes,
      long peakDeviceBytes,
      double wallSeconds,
      int warmupSteps,
      int processes) {}

  /**
   * The data it was measured on.
   *
   * @param chanceMap mAP in percent of a random ranking: the mean share of positives
   * @param skipped images left out because they are broken
   */
  public record DataSummary(
      List<String> classes,
      List<Integer> testPositives,
      int trainImages,
      int testImages,
      double trainPositivesPerImage,
      double chanceMap,
      List<String> skipped,
      List<String> notes) {}

  /** The evaluation of {@code raw} or {@code ema} weights. */
  public Optional<Evaluation> evaluation(String kind) {
    return weights.stream().filter(evaluation -> evaluation.weights().equals(kind)).findFirst();
  }
}
