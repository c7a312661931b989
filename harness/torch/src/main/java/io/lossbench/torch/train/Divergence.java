package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import java.util.Locale;

/**
 * The ways in which a training ends without a result, each told with its cause: a loss, weights or
 * logits that are not finite, and a network that no longer looks at its input.
 *
 * @param epoch that was trained last, from 1
 * @param learningRate the highest so far
 */
record Divergence(int epoch, double learningRate) {

  /** The mean loss of an epoch is no number. */
  HarnessException ofLoss(double loss) {
    return new HarnessException(
        "the loss is " + loss + " in epoch " + epoch + ": " + advice("lower the learning rate"));
  }

  /**
   * The network gives a logit that is no finite number, although the epoch's mean loss was one.
   *
   * @param loss mean of the epoch
   */
  HarnessException ofLogits(Snapshot now, double loss) {
    if (!isFinite(now)) {
      return ofWeights(loss);
    }
    double largest = 0;
    for (float weight : now.state()) {
      largest = Math.max(largest, Math.abs(weight));
    }
    return new HarnessException(
        String.format(
            Locale.ROOT,
            "the logits of test images are not finite after epoch %d, although the weights are (the"
                + " largest is %.3g): %s",
            epoch,
            largest,
            advice("lower the learning rate")));
  }

  /** Weights became infinite or NaN in the last steps of an epoch whose mean loss was finite. */
  HarnessException ofWeights(double loss) {
    return new HarnessException(
        String.format(
            Locale.ROOT,
            "the weights are not finite after epoch %d, although its mean loss is %.4g: %s",
            epoch,
            loss,
            advice("lower the learning rate")
                + ". If it is low already, the gradient of the loss is not finite."));
  }

  /** Every test image has the same scores. */
  HarnessException ofConstantScores(int images) {
    return new HarnessException(
        "the network is constant: all "
            + images
            + " test images have the same scores after epoch "
            + epoch
            + ", whatever they show. A learning rate that is too high does that: "
            + advice("lower it"));
  }

  private String advice(String what) {
    return String.format(
        Locale.ROOT, "%s (train.schedule; the highest so far is %s)", what, learningRate);
  }

  /** Whether weights and moving average are. */
  static boolean isFinite(Snapshot model) {
    return isFinite(model.state()) && isFinite(model.ema());
  }

  static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
