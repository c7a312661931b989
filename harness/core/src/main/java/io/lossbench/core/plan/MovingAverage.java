package io.lossbench.core.plan;

import io.lossbench.core.suite.TrainSettings;

/**
 * The exponential moving average of a trial's weights. It starts as the weights that training
 * starts from, and step t, counted from 1, makes it {@code d(t) * average + (1 - d(t)) * weights}.
 *
 * <p>With a warm-up {@code d(t) = min(decay, (1 + t) / (10 + t))}, as in TensorFlow's
 * ExponentialMovingAverage with {@code num_updates}; without one it is the decay. The warmed-up
 * average looks back over about a ninth of the steps so far until that is longer than the decay
 * allows, which for 0.9997 takes 29,990 steps; after n steps the start weighs {@code 10! (n + 1)! /
 * (n + 10)!}, after 20 less than a millionth. timm's ModelEmaV3 has a warm-up of the same kind with
 * two parameters more.
 *
 * @param decay 0 for no average
 */
public record MovingAverage(double decay, boolean warmup) {
  /** What is left of the start by then changes no digit that anyone looks at. */
  private static final double NEGLIGIBLE = 1e-12;

  /** The average that a trial's training settings ask for. */
  public static MovingAverage of(TrainSettings train) {
    return new MovingAverage(train.averageDecay(), train.averageWarmsUp());
  }

  public boolean isOn() {
    return decay > 0;
  }

  /** The decay of a step, counted from 1. */
  public double decay(long step) {
    return warmup ? Math.min(decay, (1.0 + step) / (10.0 + step)) : decay;
  }

  /** The weight that the start has in the average after some steps, 0 to 1. */
  public double startShare(long steps) {
    if (!warmup) {
      return Math.pow(decay, (double) steps);
    }
    double share = 1;
    for (long step = 1; step <= steps && share > NEGLIGIBLE; step++) {
      share *= decay(step);
    }
    return share;
  }
}
