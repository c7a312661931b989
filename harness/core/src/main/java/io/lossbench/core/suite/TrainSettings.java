package io.lossbench.core.suite;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The validated section {@code train} of a trial, typed. {@code definitions.yaml} says what each
 * setting means.
 */
public record TrainSettings(Settings settings) {

  /** Epochs that the schedule is laid out for. */
  public int epochs() {
    return settings.integer("epochs");
  }

  /** The last epoch that is trained. */
  public int lastEpoch() {
    return settings.integer(settings.has("stop-after") ? "stop-after" : "epochs");
  }

  public int batchSize() {
    return settings.integer("batch-size");
  }

  /** Images that go through the network at once. */
  public int microBatch() {
    return settings.integer(settings.has("micro-batch") ? "micro-batch" : "batch-size");
  }

  /** What each gradient is clipped to; infinite where it is not. */
  public double clippedValue() {
    return limit("clip-gradient-value");
  }

  /** What the norm of all gradients together is clipped to; infinite where it is not. */
  public double clippedNorm() {
    return limit("clip-gradient-norm");
  }

  private double limit(String name) {
    return settings.has(name) ? settings.number(name) : Double.POSITIVE_INFINITY;
  }

  /** Factor of the learning rate from each layer group to the one below it. */
  public double layerDecay() {
    return settings.has("layer-decay") ? settings.number("layer-decay") : 1;
  }

  public boolean freezesBackbone() {
    return settings.has("freeze");
  }

  /** The epoch from which on a frozen backbone is trained; empty for never. */
  public OptionalInt unfreezeAt() {
    return settings.has("unfreeze-at")
        ? OptionalInt.of(settings.integer("unfreeze-at"))
        : OptionalInt.empty();
  }

  /** Epochs from one layer group that is trained again to the next; 0 for all at once. */
  public int unfreezeEvery() {
    return settings.has("unfreeze-every") ? settings.integer("unfreeze-every") : 0;
  }

  public Settings optimizer() {
    return settings.settings("optimizer");
  }

  /**
   * Labels that are missing: one setting, whose name is what becomes of them, and whose value is
   * the probability. Empty if none are.
   */
  public Optional<Settings> missingLabels() {
    return settings.has("missing-labels")
        ? Optional.of(settings.settings("missing-labels"))
        : Optional.empty();
  }

  public Settings schedule() {
    return settings.settings("schedule");
  }

  /** Each with one setting, which is its name. */
  public List<Settings> augmentations() {
    return settings.list("augment");
  }

  /** The decay of the weights' moving average; 0 for no average. */
  public double averageDecay() {
    return settings.number("ema");
  }

  public boolean averageWarmsUp() {
    // Records of before the warm-up do not know its setting.
    return settings.has("ema-warmup") && settings.flag("ema-warmup");
  }

  public Precision precision() {
    return settings.choice("precision", Precision.class);
  }

  /** Whether a graphics card must give the same bits each time. */
  public boolean isDeterministic() {
    return settings.flag("deterministic");
  }
}
