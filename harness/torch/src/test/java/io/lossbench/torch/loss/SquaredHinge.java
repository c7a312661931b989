package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;

/** The loss of {@code examples/loss}, to be evaluated here. */
public final class SquaredHinge implements LossProvider {
  @Override
  public String definition() { // validated, completed and explained like the built-in ones
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
      protected String valueBody() { // TorchScript: from logits x and targets y (N x C) to value
        return """
            known = torch.to(torch.ge(y, 0.), 6)
            sign = torch.sub(torch.mul(y, 2.), 1.)
            slack = torch.clamp_min(torch.rsub(torch.mul(sign, x), %s), 0.)
            value = torch.sum(torch.mul(known, torch.mul(slack, slack)))
            """
            .formatted(margin);
      }
    };
  }
}
