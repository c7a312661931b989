package io.lossbench.torch.train;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.TruthSummary;
import io.lossbench.core.task.WeightsKind;
import java.util.List;

/**
 * The outcome of a trial: its selected predictions judged by every metric, its times and its data.
 */
final class OutcomeBuilder {
  private final Dataset dataset;
  private final EvaluateSettings evaluate;
  private final Snapshot last;

  /**
   * @param last the weights after the last epoch
   */
  OutcomeBuilder(Dataset dataset, EvaluateSettings evaluate, Snapshot last) {
    this.dataset = dataset;
    this.evaluate = evaluate;
    this.last = last;
  }

  /**
   * The time and memory that a trial took.
   *
   * @param parts where the time of a step goes
   * @param deviceBytes of a graphics card's memory
   * @param wallSeconds of all processes of the trial
   */
  record Effort(Outcome.StepParts parts, long deviceBytes, double wallSeconds, int processes) {}

  Outcome build(
      List<Selection> selections, List<Outcome.Epoch> epochs, Stopwatch stopwatch, Effort effort) {
    return new Outcome(
        selections.stream().map(this::evaluation).toList(),
        epochs,
        performance(epochs, stopwatch, effort),
        data());
  }

  private static Outcome.Performance performance(
      List<Outcome.Epoch> epochs, Stopwatch stopwatch, Effort effort) {
    double[] seconds = epochs.stream().mapToDouble(Outcome.Epoch::seconds).sorted().toArray();
    return new Outcome.Performance(
        stopwatch.imagesPerSecond(),
        stopwatch.evaluatedPerSecond(),
        seconds[seconds.length / 2],
        stopwatch.stepMillis(0.5),
        stopwatch.stepMillis(0.95),
        stopwatch.waitShare(),
        1e3 * effort.parts().lossMillis(),
        effort.parts(),
        Machine.peakMemoryBytes(),
        effort.deviceBytes(),
        effort.wallSeconds(),
        Stopwatch.WARMUP_STEPS,
        effort.processes(),
        stopwatch.takenByOthers());
  }

  private Outcome.Evaluation evaluation(Selection selection) {
    Predictions predictions = selection.reported();
    Judgement judgement =
        dataset.task().judge(predictions, dataset.test().truth(), evaluate.settings());
    return new Outcome.Evaluation(
        selection.weights(),
        selection.epoch(),
        selection.bestTestEpoch(),
        selection.bestTest(),
        Digest.ofFloats(selection.weights() == WeightsKind.EMA ? last.ema() : last.state()),
        predictions.sha256(),
        judgement.metrics(),
        judgement.perClass());
  }

  private Outcome.DataSummary data() {
    Task task = dataset.task();
    return new Outcome.DataSummary(
        task.name(),
        task.primary().name(),
        dataset.complete(),
        dataset.classes(),
        task.summary(dataset.test().truth()).perClass(),
        dataset.train().size(),
        dataset.test().size(),
        perImage(task.summary(dataset.train().truth()), dataset.train().size()),
        task.chance(dataset.test().truth()),
        dataset.problems().stream().map(Dataset.Problem::toString).toList(),
        dataset.notes());
  }

  private static double perImage(TruthSummary summary, int images) {
    return (double) summary.perClass().stream().mapToLong(Integer::longValue).sum() / images;
  }
}
