package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.LossTotals;
import java.util.Locale;
import java.util.Map;

/**
 * Asymmetric loss that controls the probability gap (Ben-Baruch, Ridnik et al., ICCV 2021, adaptive
 * asymmetry): moving averages of the probability of the truth are kept, p for positives and 1 - p
 * for negatives, and after each call
 *
 * <pre>gamma-neg := clamp(gamma-neg + rate (target - gap), 0, max),   gap = p_t+ - p_t-</pre>
 *
 * <p>A larger gamma-neg takes weight from the negatives, so that positives become more probable and
 * the gap grows: to be stable the step must be against the deviation. (Written as rate (gap -
 * target) with this gap, as it is often quoted, gamma-neg runs away from the target.)
 *
 * <p>State: gamma-neg, both averages, and whether they have begun.
 */
final class AdaptiveAsymmetricLoss extends AsymmetricLoss {
  private final double target;
  private final double rate;
  private final double average;
  private final double start;
  private final double max;

  AdaptiveAsymmetricLoss(Settings settings) {
    super(settings, Exponent.variable("gamma"));
    this.target = settings.number("gap-target");
    this.rate = settings.number("rate");
    this.average = settings.number("average");
    this.start = settings.number("start-gamma-neg");
    this.max = settings.number("max-gamma-neg");
  }

  @Override
  protected String sumBody() {
    return "gamma = torch.select(self.loss_state, 0, 0)\n" + super.sumBody();
  }

  @Override
  protected boolean needsTruth() {
    return true;
  }

  @Override
  protected String epilogue() {
    // A batch without known positives or negatives leaves that average as it is. The truth of an
    // unknown pair, a certain negative here, is 1.
    return String.format(
        Locale.ROOT,
        """
        positives = torch.sum(y)
        negatives = torch.sub(torch.rsub(positives, torch.numel(y)), unknowns)
        sumpos = torch.sum(torch.mul(truth, y))
        sumneg = torch.sub(torch.sub(torch.sum(truth), sumpos), unknowns)
        begun = torch.gt(torch.select(self.loss_state, 0, 3), 0.)
        oldpos = torch.select(self.loss_state, 0, 1)
        oldneg = torch.select(self.loss_state, 0, 2)
        nowpos = torch.div(sumpos, torch.clamp_min(positives, 1.))
        nowneg = torch.div(sumneg, torch.clamp_min(negatives, 1.))
        newpos = torch.where(begun, torch.lerp(nowpos, oldpos, %1$s), nowpos)
        newneg = torch.where(begun, torch.lerp(nowneg, oldneg, %1$s), nowneg)
        newpos = torch.where(torch.gt(positives, 0.), newpos, oldpos)
        newneg = torch.where(torch.gt(negatives, 0.), newneg, oldneg)
        gap = torch.sub(newpos, newneg)
        newgamma = torch.clamp(torch.add(gamma, torch.mul(torch.rsub(gap, %2$s), %3$s)), 0., %4$s)
        _s = torch.copy_(self.loss_state, torch.stack([newgamma, newpos, newneg, torch.ones_like(newgamma)]))
        """,
        Exponent.literal(average),
        Exponent.literal(target),
        Exponent.literal(rate),
        Exponent.literal(max));
  }

  @Override
  public float[] initialState() {
    return new float[] {(float) start, 0, 0, 0};
  }

  @Override
  public float[] stateAfter(float[] state, LossTotals batch) {
    boolean begun = state[3] > 0;
    double positive = moved(begun, state[1], batch.positiveProbability(), batch.positives());
    double negative = moved(begun, state[2], batch.negativeProbability(), batch.negatives());
    double gamma = state[0] + rate * (target - (positive - negative));
    return new float[] {
      (float) Math.min(Math.max(gamma, 0), max), (float) positive, (float) negative, 1
    };
  }

  private double moved(boolean begun, double old, double sum, double count) {
    if (count == 0) {
      return old;
    }
    return begun ? average * old + (1 - average) * (sum / count) : sum / count;
  }

  @Override
  public Map<String, Double> tracked(float[] state) {
    return Map.of("gamma_neg", (double) state[0]);
  }
}
