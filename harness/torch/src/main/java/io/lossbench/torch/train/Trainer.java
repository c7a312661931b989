package io.lossbench.torch.train;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.ScoreMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.run.Progress;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.SafeTensors;
import io.lossbench.torch.data.Augmentation;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageStore;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains and evaluates one trial.
 *
 * <pre>
 * for each epoch:
 *   for each batch (x, y) of the shuffled, augmented training images:
 *     weights := optimizer(weights, gradient of loss(network(x), y), schedule(step))
 *     average := lerp(average, weights, 1 - ema)
 *   evaluate weights and average on test (and validation) images
 *   checkpoint
 * </pre>
 */
final class Trainer implements AutoCloseable {
  /** A checkpoint is left out while it would take more than this share of the time. */
  private static final double CHECKPOINT_SHARE = 0.05;

  private final Trial trial;
  private final Provenance.Terms terms;
  private final Settings train;
  private final Settings evaluate;
  private final Seeds seeds;
  private final Dataset dataset;
  private final Network network;
  private final Schedule schedule;
  private final List<Augmentation> augmentations;
  private final ImageStore trainImages;
  private final ImageStore testImages;
  private final Optional<ImageStore> validationImages;
  private final TrialModel model;
  private final Path checkpointFile;
  private final Path folder;
  private final String device;
  private final Loss loss;
  private final Evaluator evaluator;
  private final int loaderThreads;
  private final int lastEpoch;
  private final ProgressReporter reporter;

  private final Stopwatch stopwatch = new Stopwatch();
  private final long startNanos = System.nanoTime();
  private final List<Outcome.Epoch> epochs = new ArrayList<>();
  private final List<Selection> selections = new ArrayList<>();
  private String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private double earlierSeconds;
  private int processes = 1;
  private long step;
  private double checkpointSeconds;
  private long lastCheckpoint = System.nanoTime();

  /**
   * @param loss the loss that the trial's specification names
   * @param weights the pretrained weights to start from; empty for random ones
   * @param work for the checkpoint and the network's temporary file
   * @param folder where weights go that are to stay
   */
  Trainer(
      Trial trial,
      Dataset loaded,
      Loss loss,
      Optional<Path> weights,
      Provenance.Terms terms,
      Device device,
      Path work,
      Path folder,
      Consumer<Progress> progress) {
    Settings spec = trial.spec();
    this.trial = trial;
    this.terms = terms;
    this.train = spec.settings("train");
    this.evaluate = spec.settings("evaluate");
    this.seeds = Seeds.from(spec.settings("seeds"));
    this.dataset =
        loaded.holdOut(evaluate.number("validation-fraction"), new SplitMix64(seeds.split()));
    int imageSize = spec.settings("backbone").integer("image-size");
    this.trainImages = new ImageStore(dataset.train(), imageSize);
    int testSize = evaluate.has("image-size") ? evaluate.integer("image-size") : imageSize;
    this.testImages = new ImageStore(dataset.test(), testSize);
    this.validationImages =
        selectsOnValidation()
            ? dataset.validation().map(split -> new ImageStore(split, testSize))
            : Optional.empty();
    if (selectsOnValidation() && validationImages.isEmpty()) {
      throw new HarnessException(
          "selection best-on-validation needs validation images: dataset '"
              + dataset.name()
              + "' has none; set evaluate.validation-fraction");
    }
    int stepsPerEpoch = dataset.train().size() / train.integer("batch-size");
    if (stepsPerEpoch == 0) {
      throw new HarnessException(
          "batch-size "
              + train.integer("batch-size")
              + " is larger than the "
              + dataset.train().size()
              + " training images");
    }
    this.augmentations = Augmentation.of(train.list("augment"));
    this.network =
        Backbone.of(spec.settings("backbone"))
            .network(dataset.classes().size(), train.text("precision").equals("bf16"));
    Optimizer optimizer = Optimizer.of(train.settings("optimizer"));
    this.schedule =
        Schedule.of(
            train.settings("schedule"),
            (long) stepsPerEpoch * train.integer("epochs"),
            stepsPerEpoch,
            optimizer.momentum());
    this.lastEpoch =
        train.has("stop-after") ? train.integer("stop-after") : train.integer("epochs");
    this.loss = loss;
    Recipe recipe =
        new Recipe(
            loss.body(),
            loss.initialState(),
            loss.isMean(),
            optimizer.body(),
            train.number("ema"),
            train.text("normalize"),
            dataset.task() == Task.SINGLE_LABEL,
            train.integer("batch-size"),
            microBatch());
    float[] random = Backbone.initialState(network, new SplitMix64(seeds.weights()));
    String fit = spec.settings("backbone").optionalText("weights-fit").orElse("all-but-head");
    float[] start =
        weights.map(file -> SafeTensors.pretrained(file, network, random, fit)).orElse(random);
    this.model = new TrialModel(new TrainingScript(network, recipe), start, work, device);
    this.folder = folder;
    this.device = terms.device();
    this.checkpointFile = work.resolve("checkpoint");
    this.loaderThreads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() - 1));
    this.evaluator =
        new Evaluator(
            model, dataset.task(), evaluate.integer("batch-size"), loaderThreads, stopwatch);
    this.reporter =
        new ProgressReporter(progress, lastEpoch, stepsPerEpoch, dataset.task().primaryMetric());
    selections.add(Selection.none("raw"));
    if (averages()) {
      selections.add(Selection.none("ema"));
    }
  }

  private int microBatch() {
    return train.has("micro-batch") ? train.integer("micro-batch") : train.integer("batch-size");
  }

  private boolean averages() {
    return train.number("ema") > 0;
  }

  private boolean selectsOnValidation() {
    return evaluate.text("selection").equals("best-on-validation");
  }

  /** What {@link #run} found: the outcome, and the reported scores of each kind of weights. */
  record Result(
      Outcome outcome, List<Selection> selections, LabelMatrix testLabels, String startedAt) {}

  /**
   * Trains to the end, from the checkpoint if there is one.
   *
   * @throws HarnessException if the loss is no longer finite, or an image cannot be decoded
   */
  Result run() throws IOException, InterruptedException {
    Checkpoint.read(checkpointFile, trial.id(), terms).ifPresent(this::resume);
    for (int epoch = epochs.size() + 1; epoch <= lastEpoch; epoch++) {
      long start = System.nanoTime();
      TrialModel.Totals means = trainOneEpoch(epoch);
      Outcome.Epoch evaluated = evaluate(epoch, means, start);
      epochs.add(evaluated);
      reporter.evaluated(evaluated.ema(), evaluated.raw());
      if (epoch < lastEpoch) {
        checkpoint(epoch);
      }
    }
    return result();
  }

  /** One pass over the training images; returns its mean loss and probabilities. */
  private TrialModel.Totals trainOneEpoch(int epoch) throws InterruptedException {
    try (BatchLoader batches =
        BatchLoader.training(
            trainImages,
            train.integer("batch-size"),
            augmentations,
            seeds.shuffle(),
            seeds.augmentation(),
            epoch,
            loaderThreads)) {
      model.resetTotals();
      double meanLoss = Double.NaN;
      int done = 0;
      while (batches.hasNext()) {
        long start = System.nanoTime();
        long waitedBefore = batches.waitedNanos();
        Batch batch = batches.next();
        step(batch);
        batches.release(batch);
        done++;
        if (!batches.hasNext() || reporter.isDue()) {
          meanLoss = model.totals().loss() / done;
        }
        stopwatch.step(
            batch.rows(),
            (System.nanoTime() - start) / 1e9,
            (batches.waitedNanos() - waitedBefore) / 1e9);
        reporter.stepped(epoch, stopwatch.imagesPerSecond(), meanLoss);
      }
      if (!Double.isFinite(meanLoss)) {
        throw new HarnessException(
            "the loss is "
                + meanLoss
                + " in epoch "
                + epoch
                + ": lower the learning rate (train.schedule)");
      }
      TrialModel.Totals totals = model.totals();
      return new TrialModel.Totals(
          totals.loss() / done, totals.positiveProbability(), totals.negativeProbability());
    }
  }

  private void step(Batch batch) {
    try {
      model.step(batch, schedule.at(step++));
    } catch (EngineException e) {
      throw MemoryFit.isOutOfMemory(e) ? MemoryFit.refusal(model, batch, microBatch(), device) : e;
    }
  }

  private Outcome.Epoch evaluate(int epoch, TrialModel.Totals means, long epochStart)
      throws InterruptedException, IOException {
    double[] test = {Double.NaN, Double.NaN};
    double[] validation = {Double.NaN, Double.NaN};
    if (epoch % evaluate.integer("every") == 0 || epoch == lastEpoch) {
      for (int kind = 0; kind < selections.size(); kind++) {
        boolean ema = selections.get(kind).weights().equals("ema");
        if (ema) {
          model.swap();
        }
        reporter.phase("evaluating");
        if (validationImages.isPresent()) {
          validation[kind] = primary(validationImages.get());
        }
        ScoreMatrix scores = evaluator.scores(testImages);
        test[kind] = evaluator.primary(scores, testImages.split().labels());
        if (ema) {
          model.swap();
        }
        Selection selection =
            selections.get(kind).with(epoch, test[kind], validation[kind], scores.values());
        selections.set(kind, selection);
        if (selectsOnValidation() && selection.isOf(epoch)) {
          // The last weights are written at the end; the best ones are gone by then.
          writeWeights(folder.resolve("weights-best-" + selection.weights() + ".safetensors"), ema);
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
        means.positiveProbability(),
        means.negativeProbability(),
        loss.gammaNeg(model.lossState()),
        (System.nanoTime() - epochStart) / 1e9);
  }

  private double primary(ImageStore images) throws InterruptedException {
    return evaluator.primary(evaluator.scores(images), images.split().labels());
  }

  private void resume(Checkpoint checkpoint) {
    model.restore(checkpoint.model());
    epochs.addAll(checkpoint.header().epochs());
    selections.clear();
    selections.addAll(checkpoint.selections());
    step = checkpoint.header().step();
    startedAt = checkpoint.header().startedAt();
    earlierSeconds = checkpoint.header().wallSeconds();
    processes = checkpoint.header().processes() + 1;
  }

  private void checkpoint(int epoch) throws IOException {
    double sinceLast = (System.nanoTime() - lastCheckpoint) / 1e9;
    if (checkpointSeconds > CHECKPOINT_SHARE * sinceLast) {
      return;
    }
    long start = System.nanoTime();
    Checkpoint.of(
            trial.id(),
            terms,
            epoch,
            step,
            epochs,
            selections,
            startedAt,
            wallSeconds(),
            processes,
            model.snapshot())
        .write(checkpointFile);
    lastCheckpoint = System.nanoTime();
    checkpointSeconds = (lastCheckpoint - start) / 1e9;
  }

  private double wallSeconds() {
    return earlierSeconds + (System.nanoTime() - startNanos) / 1e9;
  }

  private Result result() throws InterruptedException {
    LabelMatrix labels = dataset.test().labels();
    double lossMicros = lossMicros();
    OutcomeBuilder outcome = new OutcomeBuilder(dataset, evaluate, model.snapshot());
    return new Result(
        outcome.build(selections, epochs, stopwatch, lossMicros, wallSeconds(), processes),
        List.copyOf(selections),
        labels,
        startedAt);
  }

  private double lossMicros() throws InterruptedException {
    try (BatchLoader batches =
        BatchLoader.training(
            trainImages,
            train.integer("batch-size"),
            List.of(),
            seeds.shuffle(),
            seeds.augmentation(),
            1,
            1)) {
      Batch batch = batches.next();
      return model.lossMicros(model.predict(batch), batch);
    }
  }

  /**
   * Writes the weights after the last epoch as safetensors: their moving average if it is on, else
   * the raw ones.
   */
  void writeWeights(Path file) throws IOException {
    writeWeights(file, averages());
  }

  private void writeWeights(Path file, boolean ema) throws IOException {
    TrialModel.Snapshot now = model.snapshot();
    SafeTensors.write(file, network, ema ? now.ema() : now.state());
  }

  @Override
  public void close() {
    model.close();
  }
}
