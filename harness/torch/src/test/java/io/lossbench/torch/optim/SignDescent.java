package io.lossbench.torch.optim;

import io.lossbench.core.suite.Settings;

/**
 * An optimizer as a user brings it: each weight moves by the learning rate against its gradient.
 */
public final class SignDescent implements OptimizerProvider {
  @Override
  public String definition() {
    return "sign-descent: {doc: Steps of one length, keys: {}}";
  }

  @Override
  public Optimizer create(Settings settings) {
    return new Optimizer(
        """
        for i in range(torch.len(ps)):
          _p = torch.sub_(ps[i], torch.sign(gs[i]), alpha=lr)
        """,
        0);
  }
}
