package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Reduction;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Distribution-balanced loss (Wu et al., ECCV 2020; wutong16/DistributionBalancedLoss,
 * mllt/models/losses/resample_loss.py). For a class of n_c positives among N_c known labels, and an
 * image with the positives K:
 *
 * <pre>
 * r = (1/n_c) / sum over k in K of 1/n_k                (lines 163 to 168)
 * w = alpha + sigmoid(beta (r - mu))
 * v = x - init-bias/neg-scale log(N_c/n_c - 1)          (lines 90 to 91, 153 to 161)
 * positives  balance w (1-pt)^g -log pt              at z = -v
 * negatives  balance w (1-pt)^g -log pt / neg-scale  at z = neg-scale v,    pt = sigmoid(-z)
 * </pre>
 *
 * <p>For an image without positives r is infinite, and w is alpha + 1, as there. The gradient flows
 * through the focusing weight. What is not part of the loss is not here: their sampler draws images
 * by class.
 *
 * <p>State: 1/n_c of each class, then what is added to its logits.
 */
final class DistributionBalancedLoss extends ElementwiseLoss {
  private final Settings settings;
  private final float[] state;

  DistributionBalancedLoss(Settings settings) {
    this(settings, new float[0]);
  }

  private DistributionBalancedLoss(Settings settings, float[] state) {
    super(settings.choice("reduction", Reduction.class));
    this.settings = settings;
    this.state = state;
  }

  @Override
  public Loss trainedOn(Supplier<ClassCounts> counts) {
    ClassCounts labels = counts.get();
    labels.requirePositives("the distribution-balanced loss");
    labels.requireNegatives("the distribution-balanced loss");
    int classes = labels.classes().size();
    double slope = settings.number("init-bias") / settings.number("neg-scale");
    float[] told = new float[2 * classes];
    for (int c = 0; c < classes; c++) {
      double positives = labels.positives().get(c);
      told[c] = (float) (1 / positives);
      told[classes + c] = (float) (-slope * Math.log(labels.negatives().get(c) / positives));
    }
    return new DistributionBalancedLoss(settings, told);
  }

  @Override
  public float[] initialState() {
    return state.clone();
  }

  @Override
  protected String sumBody() {
    if (state.length == 0) {
      throw new IllegalStateException("the distribution-balanced loss was not told class counts");
    }
    double gamma = settings.number("gamma");
    String scale = number("neg-scale");
    return String.format(
        Locale.ROOT,
        """
        inverse = torch.slice(self.loss_state, 0, 0, %1$d, 1)
        bias = torch.slice(self.loss_state, 0, %1$d, %2$d, 1)
        r = torch.div(inverse, torch.sum(torch.mul(y, inverse), [1], True))
        r = torch.add(torch.sigmoid(torch.mul(torch.sub(r, %3$s), %4$s)), %5$s)
        s = torch.where(positive, -1., %6$s)
        z = torch.mul(torch.add(x, bias), s)
        t = torch.sigmoid(z)
        entropy = torch.softplus(z, 1, 20)
        w = torch.mul(torch.mul(%7$s, r), %8$s)
        value = torch.sum(torch.div(torch.mul(w, entropy), torch.abs(s)))
        slope = torch.mul(w, torch.addcmul(t, torch.rsub(t, 1.), entropy, value=%9$s))
        slope = torch.mul_(slope, torch.sign(s))
        """,
        state.length / 2,
        state.length,
        number("mu"),
        number("beta"),
        number("alpha"),
        scale,
        Exponent.constant(gamma).power("t"),
        number("balance"),
        Exponent.literal(gamma));
  }

  private String number(String name) {
    return Exponent.literal(settings.number(name));
  }
}
