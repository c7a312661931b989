package io.lossbench.torch.train;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.MultiLabelMetrics;
import io.lossbench.core.metric.ScoreMatrix;
import io.lossbench.core.provenance.Digest;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Judges the selected scores by every metric and puts the outcome together. */
final class OutcomeBuilder {
  private final Dataset dataset;
  private final Settings evaluate;
  private final TrialModel.Snapshot last;

  /**
   * @param last the weights after the last epoch
   */
  OutcomeBuilder(Dataset dataset, Settings evaluate, TrialModel.Snapshot last) {
    this.dataset = dataset;
    this.evaluate = evaluate;
    this.last = last;
  }

  Outcome build(
      List<Selection> selections,
      List<Outcome.Epoch> epochs,
      Stopwatch stopwatch,
      double lossMicros,
      double wallSeconds,
      int processes) {
    double[] seconds = epochs.stream().mapToDouble(Outcome.Epoch::seconds).sorted().toArray();
    Outcome.Performance performance =
        new Outcome.Performance(
            stopwatch.imagesPerSecond(),
            stopwatch.evaluatedPerSecond(),
            seconds[seconds.length / 2],
            stopwatch.stepMillis(0.5),
            stopwatch.stepMillis(0.95),
            stopwatch.waitShare(),
            lossMicros,
            Machine.peakMemoryBytes(),
            Engine.usedDeviceBytes(),
            wallSeconds,
            Stopwatch.WARMUP_STEPS,
            processes);
    return new Outcome(
        selections.stream().map(this::evaluation).toList(), epochs, performance, data());
  }

  private Outcome.Evaluation evaluation(Selection selection) {
    LabelMatrix labels = dataset.test().labels();
    MultiLabelMetrics.Result result =
        MultiLabelMetrics.evaluate(
            new ScoreMatrix(labels.rows(), labels.classes(), selection.scores()),
            labels,
            new MultiLabelMetrics.Protocol(
                evaluate.number("threshold"), evaluate.integer("top-k")));
    return new Outcome.Evaluation(
        selection.weights(),
        selection.epoch(),
        selection.bestTestEpoch(),
        selection.bestTestMap(),
        Digest.ofFloats(selection.weights().equals("ema") ? last.ema() : last.state()),
        Digest.ofFloats(selection.scores()),
        result.metrics(),
        result.perClassAp());
  }

  private Outcome.DataSummary data() {
    LabelMatrix labels = dataset.test().labels();
    List<Integer> positives = new ArrayList<>();
    IntStream.range(0, labels.classes()).forEach(c -> positives.add(labels.positives(c)));
    return new Outcome.DataSummary(
        dataset.classes(),
        positives,
        dataset.train().size(),
        dataset.test().size(),
        dataset.train().labels().positivesPerRow(),
        chance(labels),
        dataset.problems().stream().map(Dataset.Problem::toString).toList(),
        dataset.notes());
  }

  /**
   * The mean over classes with positives of the share of positives: what a random ranking reaches.
   */
  private static double chance(LabelMatrix labels) {
    return 100
        * IntStream.range(0, labels.classes())
            .filter(c -> labels.positives(c) > 0)
            .mapToDouble(c -> (double) labels.positives(c) / known(labels, c))
            .average()
            .orElse(Double.NaN);
  }

  private static long known(LabelMatrix labels, int column) {
    return IntStream.range(0, labels.rows())
        .filter(row -> labels.get(row, column) != LabelMatrix.UNKNOWN)
        .count();
  }
}
