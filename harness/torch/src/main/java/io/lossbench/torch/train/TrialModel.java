package io.lossbench.torch.train;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.MovingAverage;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.InputShape;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.kernel.LossTotals;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.ChannelsLast;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network with its loss, optimizer and moving average in the engine; each method is one call. Not
 * thread-safe.
 */
final class TrialModel implements AutoCloseable {
  private final LoadedArchive archive;
  private final Tensors shared;
  private final Network network;
  private final Recipe recipe;
  private final Optional<ProcessorLoss> processorLoss;
  private final DroppedBranches branches;
  private final StepTimes times = new StepTimes();
  private long steps;

  /** The model that a trial's specification describes, at its start. */
  static TrialModel of(
      Trial trial, TrialParts parts, TrialData data, TrialFiles files, Compute compute) {
    Loss loss = parts.loss();
    TrainingScript script =
        script(
            trial, parts, data.hasUnknownTargets() ? loss.script() : loss.scriptForKnownTargets());
    Network network = script.network();
    return new TrialModel(
        script,
        new DroppedBranches(
            network.dropRates(), Seeds.from(trial.spec().settings("seeds")).augmentation()),
        StartingWeights.of(trial.spec(), network, files.pretrained()),
        files.work(),
        compute.device(),
        ProcessorLoss.of(
            loss,
            trial.train().microBatch(),
            parts.head().outputs(),
            compute.device(),
            compute.terms().threads(),
            (long) trial.train().lastEpoch() * data.dataset().train().size()));
  }

  /** What the engine is given to train a trial. */
  static TrainingScript script(Trial trial, TrialParts parts, LossScript loss) {
    TrainSettings train = trial.train();
    return new TrainingScript(
        parts.head().network(),
        new Recipe(
            loss,
            parts.update(train),
            MovingAverage.of(train).isOn() ? Recipe.Average.EXPONENTIAL : Recipe.Average.NONE,
            train.settings().choice("normalize", Normalization.class),
            parts.head().tracking(),
            new Batching(train.batchSize(), train.microBatch())));
  }

  /**
   * A model in the engine.
   *
   * @param branches that are dropped of the network
   * @param folder for the archive's file, which is gone when this returns
   * @param processor computes the loss instead of the archive
   */
  TrialModel(
      TrainingScript script,
      DroppedBranches branches,
      float[] initialState,
      Path folder,
      Device device,
      Optional<ProcessorLoss> processor) {
    this.network = script.network();
    this.recipe = script.recipe();
    this.processorLoss = processor;
    this.branches = branches;
    this.archive = LoadedArchive.load(script.training(initialState), folder, device);
    this.shared = archive.tensors();
    try (Tensors tensors = archive.tensors()) {
      tensors.call(ScriptMethod.ALLOCATE);
      // The flat state must be the memory of the named parameters: an engine that loads a copy
      // would train nothing.
      if (tensors.call(ScriptMethod.SHARES_MEMORY).get(0).value() != 1f) {
        throw new IllegalStateException(
            "the engine loaded the parameters apart from their flat storage");
      }
    }
    processor.ifPresent(
        loss -> {
          List<Tensor> memory = shared.call(ScriptMethod.SHARED, shared.number(loss.size()));
          loss.share(memory.get(0).memory(), memory.get(1).memory());
        });
  }

  /**
   * Sums over the steps since the last {@link #resetTotals}.
   *
   * @param loss of the values of the steps
   * @param tracked the recipe's sums, in their order
   */
  record Totals(double loss, double[] tracked) {}

  Network network() {
    return network;
  }

  /** Trains what is to be trained in an epoch, counted from 1. */
  void freezeAsIn(int epoch) {
    try (Tensors tensors = archive.tensors()) {
      int phase = recipe.update().freezing().at(epoch, network);
      tensors.call(ScriptMethod.ENTER_PHASE, tensors.processorFloats(new float[] {phase}));
    }
  }

  /**
   * Starts the random numbers that dropout draws.
   *
   * @param number below 2^24: it goes to the engine as a float
   */
  void seed(int number) {
    try (Tensors tensors = archive.tensors()) {
      tensors.call(ScriptMethod.SEED, tensors.processorFloats(new float[] {number}));
    }
  }

  /**
   * Trains on one batch.
   *
   * @param averageShare of the new weights in their moving average
   */
  void step(Batch batch, Schedule.Rates rates, double averageShare) {
    try (Tensors tensors = archive.tensors()) {
      // The optimizer reads it on the processor: from a graphics card it would wait for the device.
      Tensor hyper =
          tensors.processorFloats(
              new float[] {
                (float) rates.learningRate(), (float) rates.momentum(), (float) averageShare
              },
              3);
      if (processorLoss.isEmpty()) {
        int rows = batch.rows();
        keepBranches(tensors, 0, rows);
        tensors.call(
            ScriptMethod.STEP,
            inputs(tensors, batch, 0, rows),
            targets(tensors, batch, rows),
            hyper);
        steps++;
        return;
      }
      times.begin();
      int microBatch = recipe.batching().microBatch();
      for (int from = 0; from < batch.rows(); from += microBatch) {
        int rows = Math.min(microBatch, batch.rows() - from);
        gradients(tensors, batch, from, rows, processorLoss.get());
      }
      tensors.call(ScriptMethod.UPDATE, hyper);
      steps++;
      times.was(StepTimes.Part.OPTIMIZER);
    }
  }

  /** Adds the parameters' gradients of some rows to those of the rows before them. */
  private void gradients(Tensors tensors, Batch batch, int from, int rows, ProcessorLoss loss) {
    Tensor x = inputs(tensors, batch, from, rows);
    keepBranches(tensors, from, rows);
    times.was(StepTimes.Part.UPLOAD);
    Tensor logits = tensors.call(ScriptMethod.SHARE_LOGITS, x).get(0);
    times.was(StepTimes.Part.FORWARD);
    loss.gradient(batch, from, rows, recipe.share(rows));
    times.was(StepTimes.Part.LOSS);
    tensors.call(
        from == 0 ? ScriptMethod.SHARED_BACKWARD : ScriptMethod.SHARED_BACKWARD_MORE, logits);
    times.was(StepTimes.Part.BACKWARD);
  }

  /** Says which residual branches the next rows go through. */
  private void keepBranches(Tensors tensors, int from, int rows) {
    if (!branches.isNone()) {
      float[] weights = branches.weights(steps, recipe.batching().batchSize(), from, rows);
      tensors.call(
          ScriptMethod.KEEP, tensors.processorFloats(weights, branches.rates().size(), rows));
    }
  }

  /**
   * Where the time of the steps so far went; empty if a step is one call, which must be taken
   * apart.
   */
  Optional<Outcome.StepParts> stepParts() {
    return processorLoss.map(loss -> times.mean());
  }

  /** What was summed up so far; waits for the device. */
  Totals totals() {
    if (processorLoss.isPresent()) {
      LossTotals t = processorLoss.get().totals();
      return new Totals(
          t.loss(),
          new double[] {
            t.positiveProbability(), t.positives(), t.negativeProbability(), t.negatives()
          });
    }
    try (Tensors tensors = archive.tensors()) {
      double[] t = tensors.call(ScriptMethod.TOTALS_SO_FAR).get(0).doubles();
      return new Totals(t[0], Arrays.copyOfRange(t, 1, t.length));
    }
  }

  void resetTotals() {
    if (processorLoss.isPresent()) {
      processorLoss.get().resetTotals();
    } else {
      call(ScriptMethod.RESET_TOTALS);
    }
  }

  /** What the loss remembers from step to step. */
  float[] lossState() {
    if (processorLoss.isPresent()) {
      return processorLoss.get().state();
    }
    return state(5);
  }

  /** Gives the loss the state that it has at the start of an epoch, which is counted from 0. */
  void beginEpoch(Loss loss, int epoch) {
    float[] before = lossState();
    float[] after = loss.stateAtEpoch(before.clone(), epoch);
    if (!Arrays.equals(before, after)) {
      restore(snapshot().withLossState(after));
    }
  }

  /** Computes the gradients of the first rows of a batch and forgets them: does that fit? */
  void probe(Batch batch, int rows) {
    try (Tensors tensors = archive.tensors()) {
      if (processorLoss.isPresent()) {
        gradients(tensors, batch, 0, rows, processorLoss.get());
        tensors.call(ScriptMethod.FORGET);
        return;
      }
      Tensor x = inputs(tensors, batch, 0, rows);
      tensors.call(ScriptMethod.PROBE, x, targets(tensors, batch, rows)).get(0).await();
    }
  }

  /** The network's outputs, a row per image. */
  float[] predict(Batch batch) {
    try (Tensors tensors = archive.tensors()) {
      Tensor x = inputs(tensors, batch, 0, batch.rows());
      return tensors.call(ScriptMethod.PREDICT, x).get(0).floats();
    }
  }

  /** Exchanges the weights with their moving average. */
  void swap() {
    call(ScriptMethod.SWAP);
  }

  private void call(ScriptMethod method) {
    try (Tensors tensors = archive.tensors()) {
      tensors.call(method);
    }
  }

  /** The weights with the running statistics. */
  float[] state() {
    return ChannelsLast.undone(network, state(0));
  }

  /** Their moving average. */
  float[] average() {
    return ChannelsLast.undone(network, state(1));
  }

  private float[] state(int which) {
    try (Tensors tensors = archive.tensors()) {
      return tensors.call(ScriptMethod.STATE).get(which).floats();
    }
  }

  Snapshot snapshot() {
    try (Tensors tensors = archive.tensors()) {
      List<Tensor> state = tensors.call(ScriptMethod.STATE);
      return new Snapshot(
              state.get(0).floats(),
              state.get(1).floats(),
              state.get(2).floats(),
              state.get(3).floats(),
              state.get(4).floats(),
              processorLoss.map(ProcessorLoss::state).orElseGet(state.get(5)::floats))
          .reordered(memory -> ChannelsLast.undone(network, memory));
    }
  }

  void restore(Snapshot snapshot) {
    Snapshot memory = snapshot.reordered(values -> ChannelsLast.of(network, values));
    try (Tensors tensors = archive.tensors()) {
      tensors.call(
          ScriptMethod.RESTORE,
          vector(tensors, memory.state()),
          vector(tensors, memory.ema()),
          vector(tensors, memory.firstMoments()),
          vector(tensors, memory.secondMoments()),
          vector(tensors, memory.steps()),
          vector(tensors, memory.lossState()));
    }
    processorLoss.ifPresent(loss -> loss.restore(snapshot.lossState()));
    steps = (long) snapshot.steps()[0];
  }

  private static Tensor vector(Tensors tensors, float[] values) {
    return tensors.floats(values, values.length);
  }

  /** Copies a batch to the device and waits for it. */
  void upload(Batch batch) {
    try (Tensors tensors = archive.tensors()) {
      Tensor x = inputs(tensors, batch, 0, batch.rows());
      tensors
          .call(ScriptMethod.UPLOAD, x, targets(tensors, batch, batch.rows()))
          .forEach(Tensor::await);
    }
  }

  /** The network in training mode for the first rows of a batch, without gradients. */
  void forward(Batch batch, int rows) {
    try (Tensors tensors = archive.tensors()) {
      tensors.call(ScriptMethod.TRAIN_FORWARD, inputs(tensors, batch, 0, rows)).get(0).await();
    }
  }

  /** The loss' value and gradient for one batch of logits. */
  void loss(float[] logits, Batch batch) {
    try (Tensors tensors = archive.tensors()) {
      Tensor x = tensors.floats(logits, batch.rows(), logits.length / batch.rows());
      Tensor y = tensors.floats(batch.targets(), batch.rows(), batch.width());
      tensors.call(ScriptMethod.LOSS, x, y).get(0).await();
    }
  }

  /** Inputs of some rows of a batch. */
  static Tensor inputs(Tensors tensors, Batch batch, int from, int rows) {
    int bytes = batch.shape().bytes();
    ByteBuffer part = batch.inputs().slice(from * bytes, rows * bytes);
    if (batch.shape() instanceof InputShape.Image image) {
      return tensors.processorBytes(part, rows, image.side(), image.side(), 3);
    }
    return batch.shape() instanceof InputShape.Canvas canvas
        ? tensors.processorBytes(part, rows, canvas.height(), canvas.width(), 4)
        : tensors.processorFloats(part, rows, bytes / Float.BYTES);
  }

  /** The targets of the first rows. */
  private static Tensor targets(Tensors tensors, Batch batch, int rows) {
    float[] all = batch.targets();
    float[] first = rows == batch.rows() ? all : Arrays.copyOf(all, rows * batch.width());
    return tensors.processorFloats(first, rows, batch.width());
  }

  @Override
  public void close() {
    processorLoss.ifPresent(ProcessorLoss::close);
    shared.close();
    archive.close();
  }
}
