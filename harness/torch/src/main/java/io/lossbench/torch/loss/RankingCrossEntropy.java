package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Reduction;

/**
 * ZLPR (arXiv 2208.02955): log(1 + sum of e^x over negatives) + log(1 + sum of e^-x over positives)
 * for each image. A class is predicted if its logit is above 0.
 */
final class RankingCrossEntropy extends AutogradLoss {
  private final Reduction reduction;

  RankingCrossEntropy(Settings settings) {
    this.reduction = settings.choice("reduction", Reduction.class);
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }

  @Override
  protected String valueBody() {
    return """
        zero = torch.zeros_like(torch.slice(x, 1, 0, 1, 1))
        n = torch.masked_fill(x, torch.ne(y, 0.), -1e+9)
        p = torch.masked_fill(torch.neg(x), torch.ne(y, 1.), -1e+9)
        negatives = torch.logsumexp(torch.cat([zero, n], 1), [1], False)
        positives = torch.logsumexp(torch.cat([zero, p], 1), [1], False)
        value = torch.sum(torch.add(negatives, positives))
        """
        + (reduction == Reduction.MEAN
            ? "value = torch.div(value, torch.mul(torch.size(x, 0), 1.))\n"
            : "");
  }
}
