package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Scores of a split and their primary metric, with the model's present weights. */
final class Evaluator {
  private final TrialModel model;
  private final TrialData data;
  private final Stopwatch stopwatch;
  private final Path work;
  private final Supplier<HarnessException> divergence;

  /**
   * @param work for a file of scores that are too many for memory
   * @param divergence what to say when a logit is not finite
   */
  Evaluator(
      TrialModel model,
      TrialData data,
      Stopwatch stopwatch,
      Path work,
      Supplier<HarnessException> divergence) {
    this.model = model;
    this.data = data;
    this.stopwatch = stopwatch;
    this.work = work;
    this.divergence = divergence;
  }

  /**
   * Probabilities of all images of a split: images x classes.
   *
   * @throws HarnessException if a logit is not finite
   */
  ScoreMatrix scores(ImageStore images) throws InterruptedException, IOException {
    int classes = images.split().labels().classes();
    ScoreCollector scores = ScoreCollector.of(images.split().size(), classes, work);
    long start = System.nanoTime();
    try (BatchLoader batches = data.evaluation(images)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        float[] logits = model.predict(batch);
        batches.release(batch);
        if (!Divergence.isFinite(logits)) {
          throw divergence.get();
        }
        if (data.dataset().task() instanceof SingleLabel) {
          softmax(logits, classes);
        } else {
          sigmoid(logits);
        }
        scores.add(logits);
      }
    }
    stopwatch.evaluation(images.split().size(), (System.nanoTime() - start) / 1e9);
    return scores.matrix();
  }

  private static void sigmoid(float[] logits) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
  }

  private static void softmax(float[] logits, int classes) {
    for (int row = 0; row < logits.length; row += classes) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        highest = Math.max(highest, logits[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[row + c] - highest);
      }
      for (int c = 0; c < classes; c++) {
        logits[row + c] = (float) (Math.exp(logits[row + c] - highest) / sum);
      }
    }
  }

  /** The task's primary metric in percent. */
  double primary(ScoreMatrix scores, LabelMatrix labels) {
    return data.dataset().task().primaryOf(scores, labels);
  }
}
