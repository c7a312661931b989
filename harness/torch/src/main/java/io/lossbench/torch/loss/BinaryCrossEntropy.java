package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;

/** Binary cross-entropy with logits: softplus(x) - x y, slope sigmoid(x) - y. */
final class BinaryCrossEntropy extends ElementwiseLoss {
  BinaryCrossEntropy(Settings settings) {
    super(settings.text("reduction"));
  }

  @Override
  protected String elementBody() {
    // log(1 + e^x) - x y, as max(x, 0) - x y + log(1 + e^-|x|): finite for every x.
    return """
        element = torch.add(torch.sub(torch.clamp_min(x, 0.), torch.mul(x, y)), torch.log1p(torch.exp(torch.neg(torch.abs(x)))))
        slope = torch.sub(torch.sigmoid(x), y)
        """;
  }
}
