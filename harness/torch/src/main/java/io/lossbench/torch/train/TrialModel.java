package io.lossbench.torch.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.MovingAverage;
import io.lossbench.core.plan.Seeds;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.SafeTensors;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.kernel.LossTotals;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network with its loss, optimizer and moving average in the engine; each method is one call. Not
 * thread-safe.
 */
final class TrialModel implements AutoCloseable {
  private final LoadedArchive archive;
  private final NDManager manager;
  private final Recipe recipe;
  private final Optional<ProcessorLoss> processorLoss;
  private final StepTimes times = new StepTimes();

  /** The model that a trial's specification describes, at its start. */
  static TrialModel of(
      Settings spec,
      TrialData data,
      Network network,
      Loss loss,
      Optimizer optimizer,
      Optional<Path> weights,
      Path folder,
      Device device,
      int threads) {
    Settings train = spec.settings("train");
    Recipe recipe =
        new Recipe(
            data.hasUnknownTargets() ? loss.body() : loss.bodyForKnownTargets(),
            loss.initialState(),
            loss.isMean(),
            optimizer.body(),
            MovingAverage.of(train).isOn(),
            train.text("normalize"),
            data.dataset().task() instanceof SingleLabel,
            train.integer("batch-size"),
            microBatch(train));
    Seeds seeds = Seeds.from(spec.settings("seeds"));
    float[] random = Backbone.initialState(network, new SplitMix64(seeds.weights()));
    String fit = spec.settings("backbone").optionalText("weights-fit").orElse("all-but-head");
    float[] start =
        weights.map(file -> SafeTensors.pretrained(file, network, random, fit)).orElse(random);
    return new TrialModel(
        new TrainingScript(network, recipe),
        start,
        folder,
        device,
        ProcessorLoss.of(
            loss, microBatch(train), data.dataset().classes().size(), device, threads));
  }

  /** Rows that go through the network at once. */
  static int microBatch(Settings train) {
    return train.integer(train.has("micro-batch") ? "micro-batch" : "batch-size");
  }

  /**
   * @param processor computes the loss instead of the archive
   */
  TrialModel(
      TrainingScript script,
      float[] initialState,
      Path folder,
      Device device,
      Optional<ProcessorLoss> processor) {
    this.recipe = script.recipe();
    this.processorLoss = processor;
    this.archive = LoadedArchive.load(script.training(initialState), folder, device);
    this.manager = archive.newManager();
    try (NDManager scope = archive.newManager()) {
      archive.call("allocate", scope.create(0f));
      // The flat state must be the memory of the named parameters: an engine that loads a copy
      // would train nothing.
      NDArray same = archive.call("shares_memory", scope.create(0f)).get(0);
      if (same.getFloat() != 1f) {
        throw new IllegalStateException(
            "the engine loaded the parameters apart from their flat storage");
      }
    }
    processor.ifPresent(
        loss -> {
          NDList shared = archive.call("shared", manager.create((float) loss.size()));
          loss.share(shared.get(0).toByteBuffer(true), shared.get(1).toByteBuffer(true));
        });
  }

  /** All that training changes. */
  record Snapshot(
      float[] state,
      float[] ema,
      float[] firstMoments,
      float[] secondMoments,
      float[] steps,
      float[] lossState) {}

  /**
   * Sums over the steps since the last {@link #resetTotals}.
   *
   * @param loss of the values of the steps
   * @param positiveProbability mean probability of positives
   * @param negativeProbability mean probability that negatives are none
   */
  record Totals(double loss, double positiveProbability, double negativeProbability) {}

  /**
   * Trains on one batch.
   *
   * @param averageShare of the new weights in their moving average
   */
  void step(Batch batch, Schedule.Rates rates, double averageShare) {
    try (NDManager scope = archive.newManager()) {
      // The optimizer reads it on the processor: from a graphics card it would wait for the device.
      NDArray hyper =
          scope
              .newSubManager(Device.cpu())
              .create(
                  new float[] {
                    (float) rates.learningRate(), (float) rates.momentum(), (float) averageShare
                  },
                  new Shape(3));
      if (processorLoss.isEmpty()) {
        archive.call("step", images(scope, batch), targets(scope, batch), hyper);
        return;
      }
      times.begin();
      for (int from = 0; from < batch.rows(); from += recipe.microBatch()) {
        int rows = Math.min(recipe.microBatch(), batch.rows() - from);
        gradients(scope, batch, from, rows, processorLoss.get());
      }
      archive.call("update", hyper);
      times.was(StepTimes.Part.OPTIMIZER);
    }
  }

  /** Adds the parameters' gradients of some rows to those of the rows before them. */
  private void gradients(NDManager scope, Batch batch, int from, int rows, ProcessorLoss loss) {
    NDArray x = images(scope, batch, from, rows);
    times.was(StepTimes.Part.UPLOAD);
    NDArray logits = archive.call("share_logits", x).get(0);
    times.was(StepTimes.Part.FORWARD);
    loss.gradient(batch, from, rows, recipe.share(rows));
    times.was(StepTimes.Part.LOSS);
    archive.call(from == 0 ? "shared_backward" : "shared_backward_more", logits);
    times.was(StepTimes.Part.BACKWARD);
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
          t.positiveProbability() / t.positives(),
          t.negativeProbability() / t.negatives());
    }
    try (NDManager scope = archive.newManager()) {
      double[] t = archive.call("totals_so_far", scope.create(0f)).get(0).toDoubleArray();
      return new Totals(t[0], t[1] / t[2], t[3] / t[4]);
    }
  }

  void resetTotals() {
    if (processorLoss.isPresent()) {
      processorLoss.get().resetTotals();
      return;
    }
    try (NDManager scope = archive.newManager()) {
      archive.call("reset_totals", scope.create(0f));
    }
  }

  /** What the loss remembers from step to step. */
  float[] lossState() {
    if (processorLoss.isPresent()) {
      return processorLoss.get().state();
    }
    try (NDManager scope = archive.newManager()) {
      return archive.call("state", scope.create(0f)).get(5).toFloatArray();
    }
  }

  /** Computes the gradients of the first rows of a batch and forgets them: does that fit? */
  void probe(Batch batch, int rows) {
    try (NDManager scope = archive.newManager()) {
      if (processorLoss.isPresent()) {
        gradients(scope, batch, 0, rows, processorLoss.get());
        archive.call("forget", scope.create(0f));
        return;
      }
      archive
          .call("probe", images(scope, batch, 0, rows), targets(scope, batch).get(":" + rows))
          .get(0)
          .getFloat();
    }
  }

  /** Logits, rows x classes. */
  float[] predict(Batch batch) {
    try (NDManager scope = archive.newManager()) {
      return archive.call("predict", images(scope, batch)).get(0).toFloatArray();
    }
  }

  /** Exchanges the weights with their moving average. */
  void swap() {
    try (NDManager scope = archive.newManager()) {
      archive.call("swap", scope.create(0f));
    }
  }

  Snapshot snapshot() {
    try (NDManager scope = archive.newManager()) {
      NDList state = archive.call("state", scope.create(0f));
      return new Snapshot(
          state.get(0).toFloatArray(),
          state.get(1).toFloatArray(),
          state.get(2).toFloatArray(),
          state.get(3).toFloatArray(),
          state.get(4).toFloatArray(),
          processorLoss.map(ProcessorLoss::state).orElseGet(state.get(5)::toFloatArray));
    }
  }

  void restore(Snapshot snapshot) {
    try (NDManager scope = archive.newManager()) {
      archive.call(
          "restore",
          scope.create(snapshot.state()),
          scope.create(snapshot.ema()),
          scope.create(snapshot.firstMoments()),
          scope.create(snapshot.secondMoments()),
          scope.create(snapshot.steps(), new Shape()),
          scope.create(snapshot.lossState()));
    }
    processorLoss.ifPresent(loss -> loss.restore(snapshot.lossState()));
  }

  /** Copies a batch to the device and waits for it. */
  void upload(Batch batch) {
    try (NDManager scope = archive.newManager()) {
      NDList there = archive.call("upload", images(scope, batch), targets(scope, batch));
      there.get(0).get("0,0,0,0").toUint8Array();
      there.get(1).get("0,0").getFloat();
    }
  }

  /** The network in training mode for the first rows of a batch, without gradients. */
  void forward(Batch batch, int rows) {
    try (NDManager scope = archive.newManager()) {
      archive.call("train_forward", images(scope, batch, 0, rows)).get(0).get("0,0").getFloat();
    }
  }

  /** The loss' value and gradient for one batch of logits. */
  void loss(float[] logits, Batch batch) {
    try (NDManager scope = archive.newManager()) {
      NDArray x = scope.create(logits, new Shape(batch.rows(), batch.classes()));
      NDArray y = scope.create(batch.targets(), new Shape(batch.rows(), batch.classes()));
      archive.call("loss", x, y).get(0).getFloat();
    }
  }

  private static NDArray images(NDManager scope, Batch batch) {
    return images(scope, batch, 0, batch.rows());
  }

  private static NDArray images(NDManager scope, Batch batch, int from, int rows) {
    int bytes = batch.size() * batch.size() * 3;
    return scope
        .newSubManager(Device.cpu())
        .create(
            batch.images().slice(from * bytes, rows * bytes),
            new Shape(rows, batch.size(), batch.size(), 3),
            DataType.UINT8);
  }

  private static NDArray targets(NDManager scope, Batch batch) {
    return scope
        .newSubManager(Device.cpu())
        .create(batch.targets(), new Shape(batch.rows(), batch.classes()));
  }

  @Override
  public void close() {
    processorLoss.ifPresent(ProcessorLoss::close);
    manager.close();
    archive.close();
  }
}
