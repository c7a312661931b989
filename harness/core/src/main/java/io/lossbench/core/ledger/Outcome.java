package io.lossbench.core.ledger;

import io.lossbench.core.task.WeightsKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

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
   * @param bestTestEpoch the epoch with the highest primary metric on test: not a result, selected
   *     on the test set
   * @param weightsSha256 of the float32 weights and batch-norm statistics after the last epoch,
   *     little-endian
   * @param scoresSha256 of the float32 scores, little-endian
   * @param metrics in percent
   * @param perClass the task's metric of each class, in percent; NaN for a class with nothing to
   *     judge
   */
  public record Evaluation(
      WeightsKind weights,
      int epoch,
      int bestTestEpoch,
      double bestTest,
      String weightsSha256,
      String scoresSha256,
      Map<String, Double> metrics,
      List<Double> perClass) {

    public Evaluation {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
      perClass = List.copyOf(perClass);
    }
  }

  /**
   * One epoch; the primary metric is NaN where the epoch was not evaluated.
   *
   * @param trainLoss mean loss of a step
   * @param learningRate of the last step
   * @param tracked what the task and the loss track besides, by name
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      double learningRate,
      double raw,
      double ema,
      double validationRaw,
      double validationEma,
      Map<String, Double> tracked,
      double seconds) {

    public Epoch {
      tracked = Collections.unmodifiableMap(new LinkedHashMap<>(tracked));
    }
  }

  /**
   * Times and memory. Throughput leaves out the first {@code warmupSteps} steps of each process.
   *
   * @param epochSeconds median
   * @param dataWaitShare share of the training time spent waiting for data, 0 to 1
   * @param lossMicros value and gradient of the loss for one batch, median
   * @param stepParts where the time of a step goes
   * @param peakDeviceBytes 0 on a CPU
   * @param processes 1, and one more for each time the trial was interrupted
   * @param takenByOthers share of the processor time that its last process could have trained in
   *     and others took, 0 to 1, see {@link io.lossbench.core.provenance.ProcessorTime}; null if
   *     not known
   */
  public record Performance(
      double trainImagesPerSecond,
      double evalImagesPerSecond,
      double epochSeconds,
      double stepMillisP50,
      double stepMillisP95,
      double dataWaitShare,
      double lossMicros,
      StepParts stepParts,
      long peakProcessBytes,
      long peakDeviceBytes,
      double wallSeconds,
      int warmupSteps,
      int processes,
      @Nullable Double takenByOthers) {
    /** The share that others may take of a trial whose speeds can be trusted. */
    public static final double QUIET = 0.1;

    /** What others took if it is so much that the speeds cannot be trusted; else empty. */
    public OptionalDouble disturbance() {
      return takenByOthers != null && takenByOthers > QUIET
          ? OptionalDouble.of(takenByOthers)
          : OptionalDouble.empty();
    }
  }

  /**
   * Milliseconds of a training step by part, medians, the device waited for after each part;
   * waiting for data comes on top, and parts that overlap in training do not here.
   *
   * @param uploadMillis of the batch to the device
   * @param optimizerMillis with the moving average
   */
  public record StepParts(
      double uploadMillis,
      double forwardMillis,
      double lossMillis,
      double backwardMillis,
      double optimizerMillis) {}

  /**
   * The data it was measured on.
   *
   * @param task what the dataset asks, by name
   * @param metric the primary metric, which {@link Epoch} and {@link Evaluation#bestTest} speak of
   * @param complete whether every image was there that the descriptor promises
   * @param testInstances how often each class occurs in the test images
   * @param chance the primary metric in percent without learning anything
   * @param skipped images left out because they are broken
   */
  public record DataSummary(
      String task,
      String metric,
      boolean complete,
      List<String> classes,
      List<Integer> testInstances,
      int trainImages,
      int testImages,
      double trainInstancesPerImage,
      double chance,
      List<String> skipped,
      List<String> notes) {}

  /** The evaluation of {@code raw} or {@code ema} weights. */
  public Optional<Evaluation> evaluation(WeightsKind kind) {
    return weights.stream().filter(evaluation -> evaluation.weights() == kind).findFirst();
  }
}
