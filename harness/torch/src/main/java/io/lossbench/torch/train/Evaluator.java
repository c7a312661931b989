package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.Predictions;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.InputStore;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.head.PredictionCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Predictions for a split and their primary metric, with the model's present weights. */
final class Evaluator {
  private final TrialModel model;
  private final Head head;
  private final TrialData data;
  private final Stopwatch stopwatch;
  private final Path work;
  private final Supplier<HarnessException> divergence;

  /**
   * @param work for a file of predictions that are too many for memory
   * @param divergence what to say when a logit is not finite
   */
  Evaluator(
      TrialModel model,
      Head head,
      TrialData data,
      Stopwatch stopwatch,
      Path work,
      Supplier<HarnessException> divergence) {
    this.model = model;
    this.head = head;
    this.data = data;
    this.stopwatch = stopwatch;
    this.work = work;
    this.divergence = divergence;
  }

  /**
   * What the network says of all images of a split.
   *
   * @throws HarnessException if an output is not finite
   */
  Predictions predictions(InputStore inputs) throws InterruptedException, IOException {
    PredictionCollector collector = head.collector(inputs.split().truth(), work);
    long start = System.nanoTime();
    try (BatchLoader batches = data.evaluation(inputs)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        float[] outputs = model.predict(batch);
        batches.release(batch);
        if (!Divergence.isFinite(outputs)) {
          throw divergence.get();
        }
        collector.add(outputs, batch.places());
      }
    }
    stopwatch.evaluation(inputs.split().size(), (System.nanoTime() - start) / 1e9);
    return collector.predictions();
  }

  /** The task's primary metric in percent. */
  double primary(Predictions predictions, InputStore inputs) {
    return data.dataset().task().primaryOf(predictions, inputs.split().truth());
  }
}
