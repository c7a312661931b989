package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.AsymmetricFamily;
import io.lossbench.torch.script.Reduction;
import java.util.Optional;

/** Binary cross-entropy with logits: softplus(x) - x y, slope sigmoid(x) - y. */
final class BinaryCrossEntropy extends ElementwiseLoss {
  BinaryCrossEntropy(Settings settings) {
    super(settings.choice("reduction", Reduction.class));
  }

  @Override
  protected String sumBody() {
    return """
        value = torch.sum(torch.addcmul_(torch.softplus(x, 1, 20), x, y, value=-1))
        slope = torch.sub_(torch.sigmoid(x), y)
        """;
  }

  @Override
  public Optional<AsymmetricFamily> family(float[] state) {
    return Optional.of(AsymmetricFamily.crossEntropy());
  }
}
