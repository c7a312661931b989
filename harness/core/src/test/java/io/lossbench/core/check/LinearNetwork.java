package io.lossbench.core.check;

import io.lossbench.core.classification.AveragePrecision;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Calibration;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A linear multi-label classifier that is trained by gradient descent on the asymmetric loss, so
 * that a regression planted into it has the consequences of a real one.
 *
 * @param gammaNeg of the asymmetric loss; with 0 it is BCE
 * @param shuffledLabel a class whose training labels are at the wrong images; -1 for none
 * @param stepMillis what a step of 16 images is said to take
 */
record LinearNetwork(double gammaNeg, double learningRate, int shuffledLabel, double stepMillis) {
  static final LinearNetwork UNCHANGED = new LinearNetwork(4, 2, -1, 10);

  private static final int FEATURES = 12;
  private static final int CLASSES = 4;
  private static final int IMAGES = 320;
  private static final int TRAINED = 192;
  private static final int BATCH = 16;
  private static final int EPOCHS = 8;

  LinearNetwork withGammaNeg(double gamma) {
    return new LinearNetwork(gamma, learningRate, shuffledLabel, stepMillis);
  }

  LinearNetwork withLearningRate(double rate) {
    return new LinearNetwork(gammaNeg, rate, shuffledLabel, stepMillis);
  }

  LinearNetwork withShuffledLabel(int label) {
    return new LinearNetwork(gammaNeg, learningRate, label, stepMillis);
  }

  LinearNetwork withStepMillis(double millis) {
    return new LinearNetwork(gammaNeg, learningRate, shuffledLabel, millis);
  }

  /** Records of trials on this machine, where a kernel takes so long. */
  List<TrialRecord> train(List<Trial> trials, Provenance.Terms terms, double kernelMillis) {
    return trials.stream().map(trial -> train(trial, terms, kernelMillis)).toList();
  }

  /** A record of the same trial, trained while others took so much of the processors. */
  static TrialRecord beside(double takenByOthers, TrialRecord record) {
    Outcome outcome = Objects.requireNonNull(record.outcome());
    return TrialRecord.completed(
        record.suite(),
        record.trial(),
        record.provenance(),
        new Outcome(
            outcome.weights(),
            outcome.epochs(),
            timed(
                outcome.performance(),
                outcome.performance().trainImagesPerSecond(),
                outcome.performance().stepMillisP50(),
                takenByOthers),
            outcome.data()),
        record.files());
  }

  private static Outcome.Performance timed(
      Outcome.Performance p, double imagesPerSecond, double stepMillis, @Nullable Double taken) {
    return new Outcome.Performance(
        imagesPerSecond,
        p.evalImagesPerSecond(),
        p.epochSeconds(),
        stepMillis,
        stepMillis,
        p.dataWaitShare(),
        p.lossMicros(),
        p.stepParts(),
        p.peakProcessBytes(),
        p.peakDeviceBytes(),
        p.wallSeconds(),
        p.warmupSteps(),
        p.processes(),
        taken);
  }

  private TrialRecord train(Trial trial, Provenance.Terms terms, double kernelMillis) {
    double[][] images = images();
    byte[][] labels = labels(images);
    byte[][] shown = labels.clone();
    if (shuffledLabel >= 0) {
      shown[shuffledLabel] = shuffled(labels[shuffledLabel]);
    }
    SplitMix64 generator = SplitMix64.stream(5, trial.repetition());
    double[][] weights = new double[CLASSES][FEATURES];
    for (double[] row : weights) {
      Arrays.setAll(row, i -> generator.nextGaussian());
    }
    int[] order = IntStream.range(0, TRAINED).toArray();
    List<Outcome.Epoch> epochs = new ArrayList<>();
    double map = 0;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      generator.shuffle(order);
      double loss = 0;
      for (int from = 0; from < TRAINED; from += BATCH) {
        loss += step(weights, images, shown, Arrays.copyOfRange(order, from, from + BATCH));
      }
      map = meanPrecision(weights, images, labels);
      epochs.add(
          new Outcome.Epoch(
              epoch,
              loss / (TRAINED / BATCH),
              learningRate,
              map,
              map,
              Double.NaN,
              Double.NaN,
              Map.of("gamma_neg", gammaNeg),
              1));
    }
    return record(trial, terms, kernelMillis, epochs, map, Arrays.deepToString(weights));
  }

  private TrialRecord record(
      Trial trial,
      Provenance.Terms terms,
      double kernelMillis,
      List<Outcome.Epoch> epochs,
      double map,
      String weights) {
    String hash = Digest.sha256().update(weights).hex();
    TrialRecord record = Records.completed(trial, map, map, terms);
    Outcome old = Objects.requireNonNull(record.outcome());
    // Times of repetitions differ by up to one percent either way.
    double noise = 1 + 0.01 * Math.sin(37.0 * trial.id().hashCode());
    Outcome.Performance timed =
        timed(old.performance(), 1e3 * BATCH / (stepMillis * noise), stepMillis * noise, null);
    List<Outcome.Evaluation> evaluations = new ArrayList<>();
    for (WeightsKind kind : WeightsKind.values()) {
      evaluations.add(
          new Outcome.Evaluation(
              kind,
              EPOCHS,
              EPOCHS,
              map,
              hash,
              hash,
              new LinkedHashMap<>(Map.of("mAP", map)),
              List.of(map)));
    }
    return TrialRecord.completed(
        record.suite(),
        trial,
        record
            .provenance()
            .withCalibration(new Calibration("product", kernelMillis, 1.5 * kernelMillis)),
        new Outcome(evaluations, epochs, timed, old.data()),
        Map.of());
  }

  /** The same images in each repetition. */
  private static double[][] images() {
    SplitMix64 generator = new SplitMix64(11);
    double[][] images = new double[IMAGES][FEATURES];
    for (double[] image : images) {
      Arrays.setAll(image, i -> generator.nextGaussian());
    }
    return images;
  }

  /** Classes x images; a class is on about a fifth of them, by features that overlap. */
  private static byte[][] labels(double[][] images) {
    SplitMix64 generator = new SplitMix64(13);
    byte[][] labels = new byte[CLASSES][IMAGES];
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i < IMAGES; i++) {
        double evidence = images[i][c] + images[i][c + 3] - images[i][c + 6];
        labels[c][i] = (byte) (evidence + 0.7 * generator.nextGaussian() > 1.6 ? 1 : 0);
      }
    }
    return labels;
  }

  private static byte[] shuffled(byte[] labels) {
    int[] order = IntStream.range(0, TRAINED).toArray();
    new SplitMix64(17).shuffle(order);
    byte[] shuffled = labels.clone();
    for (int i = 0; i < TRAINED; i++) {
      shuffled[i] = labels[order[i]];
    }
    return shuffled;
  }

  /** One step of gradient descent; the mean loss of the batch before it. */
  private double step(double[][] weights, double[][] images, byte[][] labels, int[] batch) {
    double loss = 0;
    for (int c = 0; c < CLASSES; c++) {
      double[] gradient = new double[FEATURES];
      for (int i : batch) {
        double p = 1 / (1 + Math.exp(-logit(weights[c], images[i])));
        boolean positive = labels[c][i] == 1;
        double weight = positive ? 1 : Math.pow(p, gammaNeg);
        loss -= weight * Math.log(Math.max(1e-12, positive ? p : 1 - p)) / batch.length;
        // The weight is held fixed (gamma's gradient detached).
        double slope = weight * (positive ? p - 1 : p);
        for (int f = 0; f < FEATURES; f++) {
          gradient[f] += slope * images[i][f] / batch.length;
        }
      }
      for (int f = 0; f < FEATURES; f++) {
        weights[c][f] -= learningRate * gradient[f];
      }
    }
    return loss;
  }

  private static double logit(double[] weights, double[] image) {
    double sum = 0;
    for (int f = 0; f < FEATURES; f++) {
      sum += weights[f] * image[f];
    }
    return sum;
  }

  /** In percent, on the images that were not trained with. */
  private static double meanPrecision(double[][] weights, double[][] images, byte[][] labels) {
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      float[] scores = new float[IMAGES - TRAINED];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) logit(weights[c], images[TRAINED + i]);
      }
      sum +=
          AveragePrecision.BY_THRESHOLD.of(scores, Arrays.copyOfRange(labels[c], TRAINED, IMAGES));
    }
    return 100 * sum / CLASSES;
  }
}
