package io.lossbench.torch.train;

import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.MultiLabelMetrics;
import io.lossbench.core.metric.ScoreMatrix;
import io.lossbench.core.metric.SingleLabelMetrics;
import io.lossbench.core.metric.Task;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageStore;
import java.util.Objects;

/** Scores of a split and their primary metric, with the model's present weights. */
final class Evaluator {
  private final TrialModel model;
  private final Task task;
  private final int batchSize;
  private final int loaderThreads;
  private final Stopwatch stopwatch;

  Evaluator(TrialModel model, Task task, int batchSize, int loaderThreads, Stopwatch stopwatch) {
    this.model = model;
    this.task = task;
    this.batchSize = batchSize;
    this.loaderThreads = loaderThreads;
    this.stopwatch = stopwatch;
  }

  /** Probabilities of all images of a split: images x classes. */
  ScoreMatrix scores(ImageStore images) throws InterruptedException {
    int classes = images.split().labels().classes();
    float[] scores = new float[Math.multiplyExact(images.split().size(), classes)];
    int filled = 0;
    long start = System.nanoTime();
    try (BatchLoader batches = BatchLoader.evaluation(images, batchSize, loaderThreads)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        float[] logits = model.predict(batch);
        batches.release(batch);
        if (task == Task.SINGLE_LABEL) {
          softmax(logits, classes, scores, filled);
        } else {
          sigmoid(logits, scores, filled);
        }
        filled += logits.length;
      }
    }
    stopwatch.evaluation(images.split().size(), (System.nanoTime() - start) / 1e9);
    return new ScoreMatrix(images.split().size(), classes, scores);
  }

  private static void sigmoid(float[] logits, float[] scores, int offset) {
    for (int i = 0; i < logits.length; i++) {
      scores[offset + i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
  }

  private static void softmax(float[] logits, int classes, float[] scores, int offset) {
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
        scores[offset + row + c] = (float) (Math.exp(logits[row + c] - highest) / sum);
      }
    }
  }

  /** The task's primary metric in percent. */
  double primary(ScoreMatrix scores, LabelMatrix labels) {
    return task == Task.SINGLE_LABEL
        ? Objects.requireNonNull(
            SingleLabelMetrics.evaluate(scores, labels).get(SingleLabelMetrics.PRIMARY))
        : MultiLabelMetrics.meanAveragePrecision(scores, labels);
  }
}
