package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import java.util.Locale;

/**
 * SPLC (xinyu1205/robust-loss-mlml): the focal loss at x' = x-m for positives and x for negatives,
 * where from an epoch on a negative counts as positive if sigmoid(x') is above a threshold.
 *
 * <p>State: the epoch.
 */
final class SelfPacedLoss extends TermwiseLoss {
  private final Settings settings;

  SelfPacedLoss(Settings settings) {
    super(settings);
    this.settings = settings;
  }

  @Override
  public float[] initialState() {
    return new float[] {0};
  }

  @Override
  public float[] stateAtEpoch(float[] state, int epoch) {
    return new float[] {epoch};
  }

  @Override
  protected String terms() {
    return String.format(
        Locale.ROOT,
        """
        moved = torch.where(positive, torch.sub(logits, %s), logits)
        late = torch.ge(torch.select(self.loss_state, 0, 0), %s)
        found = torch.logical_and(torch.gt(torch.sigmoid(moved), %s), late)
        right = torch.logical_or(positive, found)
        z = torch.where(right, torch.neg(moved), moved)
        t = torch.sigmoid(z)
        terms = torch.mul(%s, torch.softplus(z, 1, 20))
        """,
        Exponent.literal(settings.number("margin")),
        settings.integer("from-epoch"),
        Exponent.literal(settings.number("threshold")),
        power("t", settings.number("gamma")));
  }
}
