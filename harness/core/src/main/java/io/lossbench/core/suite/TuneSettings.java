package io.lossbench.core.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The validated section {@code tune} of a suite, typed. {@code definitions.yaml} says what each
 * setting means.
 */
public record TuneSettings(Settings settings) {
  /** Where paths of settings for all losses begin. */
  static final String TRAIN = "train.";

  /** Where paths of settings of one loss begin. */
  static final String LOSSES = "losses.";

  /** How configurations are found. */
  public enum SearchKind {
    GRID,
    RANDOM,
    SUCCESSIVE_HALVING
  }

  /** What the best settings are trained on in the end. */
  public enum FinalTraining {
    ALL,
    WITHOUT_VALIDATION
  }

  public SearchKind search() {
    return settings.choice("type", SearchKind.class);
  }

  /** Configurations of a loss, the suite's own settings among them; not of a grid. */
  public int configurations() {
    return settings.integer("configurations");
  }

  /** Of successive halving: the factor from one rung to the next. */
  public int reduction() {
    return settings.integer("reduction");
  }

  /** Of successive halving: the epochs of the first rung. */
  public int firstEpochs() {
    return settings.integer("first-epochs");
  }

  /** Tuning seeds that each configuration is trained with. */
  public int repetitions() {
    return settings.integer("repetitions");
  }

  /** The share of the training images that configurations are judged on. */
  public double validationFraction() {
    return settings.number("validation-fraction");
  }

  public FinalTraining finalTraining() {
    return settings.choice("final-training", FinalTraining.class);
  }

  /** The metric that chooses; empty for the primary one. */
  public Optional<String> metric() {
    return settings.optionalText("metric");
  }

  /** All axes, in the order of the suite. */
  public List<TuneAxis> axes() {
    List<TuneAxis> axes = new ArrayList<>();
    for (Map.Entry<String, Object> axis : settings.settings("axes").asMap().entrySet()) {
      axes.add(new TuneAxis(axis.getKey(), settings.settings("axes").settings(axis.getKey())));
    }
    return List.copyOf(axes);
  }

  /** The axes that a loss has: those of all losses, and its own. */
  public List<TuneAxis> axes(Suite.Loss loss) {
    return axes().stream().filter(axis -> axis.isOf(loss)).toList();
  }
}
