package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;

/** A loss as a user brings it: the README's example. */
public final class SquaredHinge implements LossProvider {
  @Override
  public String definition() {
    return """
        squared-hinge:
          doc: "Sum of max(0, margin - sx)^2, s = 1 for positives and -1 for negatives."
          keys:
            margin: {type: number, above: 0, default: 1, axis: true, doc: Distance that is asked for.}
        """;
  }

  @Override
  public Loss create(Settings settings) {
    double margin = settings.number("margin");
    return new AutogradLoss() {
      @Override
      protected String valueBody() {
        return """
            sign = torch.sub(torch.mul(y, 2.), 1.)
            slack = torch.clamp_min(torch.rsub(torch.mul(sign, x), %s), 0.)
            value = torch.sum(torch.mul(slack, slack))
            """
            .formatted(margin);
      }
    };
  }
}
