package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.plan.MovingAverage;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.InputStore;
import io.lossbench.torch.engine.EngineFailure;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The training and evaluation of one trial.
 *
 * <pre>
 * for each epoch:
 *   for each batch (x, y) of the shuffled, augmented training images:
 *     weights := optimizer(weights, gradient of loss(network(x), y), schedule(step))
 *     average := lerp(average, weights, 1 - decay(step))
 *   evaluate weights and average on test (and validation) images
 *   checkpoint
 * </pre>
 */
final class Trainer implements AutoCloseable {
  /** Share of the time beyond which a checkpoint is left out. */
  private static final double CHECKPOINT_SHARE = 0.05;

  /** Share of the trial's time that is spent on timing the parts of a step. */
  private static final double PROFILE_SHARE = 0.005;

  /** Steps that are timed together on a graphics card. */
  private static final int STEPS_PER_TIME = 10;

  private final Trial trial;
  private final EvaluateSettings evaluate;
  private final Compute compute;
  private final TrialFiles files;
  private final TrialData data;
  private final Schedule schedule;
  private final MovingAverage average;
  private final ComparedWeights compared;
  private final TrialParts parts;
  private final TrialModel model;
  private final long deviceBytesBefore;
  private final Evaluator evaluator;
  private final int lastEpoch;
  private final ProgressReporter reporter;

  private final Stopwatch stopwatch;
  private final long startNanos = System.nanoTime();
  private final List<Outcome.Epoch> epochs = new ArrayList<>();
  private final List<Selection> selections = new ArrayList<>();
  private String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private double earlierSeconds;
  private int processes = 1;
  private int epoch;
  private double meanLoss = Double.NaN;
  private long step;
  private double checkpointSeconds;
  private long lastCheckpoint = System.nanoTime();

  Trainer(
      Trial trial,
      TrialParts parts,
      Dataset dataset,
      TrialFiles files,
      Compute compute,
      Consumer<Progress> progress) {
    TrainSettings train = trial.train();
    this.trial = trial;
    this.evaluate = trial.evaluate();
    this.compute = compute;
    this.files = files;
    this.data =
        new TrialData(
            trial, dataset, parts.head(), files.cache(), Compute.loaderThreads(compute.device()));
    this.parts = parts.trainedOn(data);
    this.schedule =
        Schedule.of(
            train.schedule(),
            (long) data.stepsPerEpoch() * train.epochs(),
            data.stepsPerEpoch(),
            parts.optimizer().momentum());
    this.average = MovingAverage.of(train);
    this.compared = ComparedWeights.of(train, data.dataset().train().size());
    this.lastEpoch = train.lastEpoch();
    this.deviceBytesBefore = compute.device().usedBytes();
    this.stopwatch =
        new Stopwatch(compute.device().isGpu() ? STEPS_PER_TIME : 1, compute.terms().threads());
    this.model = TrialModel.of(trial, this.parts, data, files, compute);
    this.evaluator =
        new Evaluator(
            model,
            parts.head(),
            data,
            stopwatch,
            files.work(),
            () -> divergence(epoch).ofLogits(model.snapshot(), meanLoss));
    this.reporter =
        new ProgressReporter(
            progress, lastEpoch, data.stepsPerEpoch(), dataset.task().primary().name());
    selections.add(Selection.none(WeightsKind.RAW));
    if (average.isOn()) {
      selections.add(Selection.none(WeightsKind.EMA));
    }
  }

  /**
   * What {@link #run} found: the outcome, and the reported predictions of each kind of weights.
   *
   * @param workSeconds that this process trained and evaluated
   */
  record Result(
      Outcome outcome, List<Selection> selections, String startedAt, double workSeconds) {}

  /** The truth of the images that the trial is judged on. */
  Truth judgedBy() {
    return data.dataset().test().truth();
  }

  /**
   * Trains to the end, from the checkpoint if there is one.
   *
   * @throws HarnessException if the training ends without a result ({@link Divergence}), or an
   *     image cannot be decoded
   */
  Result run() throws IOException, InterruptedException {
    Checkpoint.read(checkpointFile(), trial.id(), compute.terms(), parts.head()::read)
        .ifPresent(this::resume);
    for (epoch = epochs.size() + 1; epoch <= lastEpoch; epoch++) {
      long start = System.nanoTime();
      TrialModel.Totals means = trainOneEpoch();
      meanLoss = means.loss();
      Outcome.Epoch evaluated = evaluate(means, start);
      epochs.add(evaluated);
      reporter.evaluated(compared.kind() == WeightsKind.EMA ? evaluated.ema() : evaluated.raw());
      if (epoch < lastEpoch) {
        checkpoint();
      }
    }
    return result();
  }

  /** One pass over the training images; returns its mean loss and what was tracked. */
  private TrialModel.Totals trainOneEpoch() throws InterruptedException {
    try (BatchLoader batches = data.epoch(epoch)) {
      model.resetTotals();
      model.freezeAsIn(epoch);
      // Epochs are counted from 1 here, and from 0 in losses, as in train.py of the ASL code.
      model.beginEpoch(parts.loss(), epoch - 1);
      double mean = Double.NaN;
      int done = 0;
      while (batches.hasNext()) {
        long start = System.nanoTime();
        long waitedBefore = batches.waitedNanos();
        Batch batch = batches.next();
        step(batch);
        batches.release(batch);
        done++;
        if (!batches.hasNext()
            || reporter.isDue()
            || (compute.device().isGpu() && stopwatch.isDue())) {
          mean = model.totals().loss() / done;
        }
        stopwatch.step(
            batch.rows(),
            (System.nanoTime() - start) / 1e9,
            (batches.waitedNanos() - waitedBefore) / 1e9);
        reporter.stepped(epoch, stopwatch.imagesPerSecond(), mean);
      }
      if (!Double.isFinite(mean)) {
        throw divergence(epoch).ofLoss(mean);
      }
      TrialModel.Totals totals = model.totals();
      return new TrialModel.Totals(totals.loss() / done, totals.tracked());
    }
  }

  private void step(Batch batch) {
    try {
      model.seed(data.dropoutSeed(step));
      model.step(batch, schedule.at(step), 1 - average.decay(step + 1));
      step++;
    } catch (EngineFailure e) {
      throw e.isOutOfMemory()
          ? MemoryFit.refusal(model, batch, trial.train().microBatch(), compute.terms().device())
          : e;
    }
  }

  private Outcome.Epoch evaluate(TrialModel.Totals means, long epochStart)
      throws InterruptedException, IOException {
    double[] test = {Double.NaN, Double.NaN};
    double[] validation = {Double.NaN, Double.NaN};
    if (epoch == lastEpoch) {
      stopwatch.closing();
    }
    if (epoch % evaluate.every() == 0 || epoch == lastEpoch) {
      for (int kind = 0; kind < selections.size(); kind++) {
        boolean ema = selections.get(kind).weights() == WeightsKind.EMA;
        if (ema) {
          model.swap();
        }
        reporter.phase("evaluating");
        if (data.validation().isPresent()) {
          validation[kind] = primary(data.validation().get());
        }
        Predictions predictions = evaluator.predictions(data.test());
        test[kind] = evaluator.primary(predictions, data.test());
        if (ema) {
          model.swap();
        }
        Selection selection =
            selections.get(kind).with(epoch, test[kind], validation[kind], predictions);
        selections.set(kind, selection);
        if (data.validation().isPresent() && selection.isOf(epoch)) {
          // The last weights are written at the end; the best ones are gone by then.
          String file = "weights-best-" + selection.weights() + ".safetensors";
          writeWeights(file, ema ? model.average() : model.state());
        }
      }
    }
    return new Outcome.Epoch(
        epoch,
        means.loss(),
        schedule.at(step - 1).learningRate(),
        test[0],
        test[1],
        validation[0],
        validation[1],
        tracked(means),
        (System.nanoTime() - epochStart) / 1e9);
  }

  private Map<String, Double> tracked(TrialModel.Totals means) {
    Map<String, Double> tracked = new LinkedHashMap<>(parts.head().tracked(means.tracked()));
    tracked.putAll(parts.loss().tracked(model.lossState()));
    return tracked;
  }

  private double primary(InputStore inputs) throws InterruptedException, IOException {
    return evaluator.primary(evaluator.predictions(inputs), inputs);
  }

  private void resume(Checkpoint checkpoint) {
    model.restore(checkpoint.model());
    epochs.addAll(checkpoint.header().learned().epochs());
    selections.clear();
    selections.addAll(checkpoint.selections());
    step = checkpoint.header().learned().steps();
    Checkpoint.History history = checkpoint.header().history();
    startedAt = history.startedAt();
    earlierSeconds = history.wallSeconds();
    processes = history.processes() + 1;
  }

  private void checkpoint() throws IOException {
    double sinceLast = (System.nanoTime() - lastCheckpoint) / 1e9;
    if (checkpointSeconds > CHECKPOINT_SHARE * sinceLast) {
      return;
    }
    long start = System.nanoTime();
    Checkpoint.of(
            trial.id(),
            compute.terms(),
            new Checkpoint.Learned(step, List.copyOf(epochs)),
            new Checkpoint.History(startedAt, wallSeconds(), processes),
            selections,
            model.snapshot())
        .write(checkpointFile());
    lastCheckpoint = System.nanoTime();
    checkpointSeconds = (lastCheckpoint - start) / 1e9;
  }

  private Path checkpointFile() {
    return new WorkFolder(files.work()).checkpoint();
  }

  private double wallSeconds() {
    return earlierSeconds + (System.nanoTime() - startNanos) / 1e9;
  }

  /** Writes the weights, judges the selected predictions, and at last times the parts of a step. */
  private Result result() throws InterruptedException, IOException {
    Snapshot last = model.snapshot();
    requireSound(last);
    writeWeights("weights.safetensors", stateOf(compared.kind(), last));
    OutcomeBuilder outcome = new OutcomeBuilder(data.dataset(), evaluate, last);
    double wallSeconds = wallSeconds();
    OutcomeBuilder.Effort effort =
        new OutcomeBuilder.Effort(
            profile(), compute.device().usedBytes() - deviceBytesBefore, wallSeconds, processes);
    return new Result(
        outcome.build(selections, epochs, stopwatch, effort),
        List.copyOf(selections),
        startedAt,
        wallSeconds - earlierSeconds);
  }

  /** Refuses what would look like a result and is none. */
  private void requireSound(Snapshot last) {
    if (!Divergence.isFinite(last)) {
      throw divergence(lastEpoch).ofWeights(meanLoss);
    }
    for (Selection selection : selections) {
      if (selection.weights().equals(compared.kind()) && selection.reported().areConstant()) {
        throw divergence(selection.epoch()).ofConstantScores(selection.reported().rows());
      }
    }
  }

  private Divergence divergence(int trained) {
    double highest = 0;
    for (long done = 0; done < step; done++) {
      highest = Math.max(highest, schedule.at(done).learningRate());
    }
    return new Divergence(trained, highest);
  }

  private Outcome.StepParts profile() throws InterruptedException {
    Optional<Outcome.StepParts> measured = model.stepParts();
    if (measured.isPresent()) {
      return measured.get();
    }
    try (BatchLoader batches = data.epoch(1)) {
      double seconds = Math.max(0.2, PROFILE_SHARE * wallSeconds());
      return new StepProfile(model, batches.next(), seconds).measure(trial.train().microBatch());
    }
  }

  private static float[] stateOf(WeightsKind weights, Snapshot model) {
    return weights == WeightsKind.EMA ? model.ema() : model.state();
  }

  private void writeWeights(String name, float[] state) throws IOException {
    SafeTensors.write(files.results().resolve(name), model.network(), state);
  }

  @Override
  public void close() {
    model.close();
  }
}
