package io.lossbench.torch.train;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabelMetrics;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.classification.Task;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.provenance.Digest;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.Suite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Judges the selected scores by every metric and puts the outcome together. */
final class OutcomeBuilder {
  private final Dataset dataset;
  private final EvaluateSettings evaluate;
  private final TrialModel.Snapshot last;

  /**
   * @param last the weights after the last epoch
   */
  OutcomeBuilder(Dataset dataset, EvaluateSettings evaluate, TrialModel.Snapshot last) {
    this.dataset = dataset;
    this.evaluate = evaluate;
    this.last = last;
  }

  /**
   * What a trial took beside its steps.
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
        effort.processes());
  }

  private Outcome.Evaluation evaluation(Selection selection) {
    LabelMatrix labels = dataset.test().labels();
    ScoreMatrix scores = selection.scores();
    MultiLabelMetrics.Result result =
        dataset.task().evaluate(scores, labels, Suite.protocol(evaluate.settings()));
    return new Outcome.Evaluation(
        selection.weights(),
        selection.epoch(),
        selection.bestTestEpoch(),
        selection.bestTest(),
        Digest.ofFloats(selection.weights().equals("ema") ? last.ema() : last.state()),
        hash(scores),
        result.metrics(),
        result.perClassAp());
  }

  /** SHA-256 of the scores as they lie in their file. */
  private static String hash(ScoreMatrix scores) {
    Digest digest = Digest.sha256();
    ByteBuffer row =
        ByteBuffer.allocate(Float.BYTES * scores.classes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int r = 0; r < scores.rows(); r++) {
      row.asFloatBuffer().put(scores.row(r));
      digest.update(row.array());
    }
    return digest.hex();
  }

  private Outcome.DataSummary data() {
    LabelMatrix labels = dataset.test().labels();
    List<Integer> positives = new ArrayList<>();
    double shares = 0;
    double largest = 0;
    int judged = 0;
    for (int c = 0; c < labels.classes(); c++) {
      LabelMatrix.Column column = labels.column(c);
      positives.add(column.positives());
      if (column.positives() > 0) {
        double share = (double) column.positives() / column.rows().length;
        shares += share;
        largest = Math.max(largest, share);
        judged++;
      }
    }
    return new Outcome.DataSummary(
        dataset.task().primaryMetric(),
        dataset.complete(),
        dataset.classes(),
        positives,
        dataset.train().size(),
        dataset.test().size(),
        dataset.train().labels().positivesPerRow(),
        100 * (dataset.task() == Task.SINGLE_LABEL ? largest : shares / judged),
        dataset.problems().stream().map(Dataset.Problem::toString).toList(),
        dataset.notes());
  }
}
