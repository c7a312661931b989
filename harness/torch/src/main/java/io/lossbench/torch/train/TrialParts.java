package io.lossbench.torch.train;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Optimizers;

/** The backbone, loss and optimizer that a trial's specification names. */
record TrialParts(Backbone backbone, Loss loss, Optimizer optimizer) {

  static TrialParts of(Settings spec) {
    return new TrialParts(
        Backbones.onClasspath().create(spec.settings("backbone")),
        Losses.onClasspath().create(spec.settings("loss")),
        Optimizers.onClasspath().create(spec.settings("train").settings("optimizer")));
  }
}
