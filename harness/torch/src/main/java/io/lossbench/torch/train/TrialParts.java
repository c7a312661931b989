package io.lossbench.torch.train;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.FeatureVectors;
import io.lossbench.core.dataset.Inputs;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.head.Heads;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Optimizers;

/**
 * What a trial's specification names: the backbone with the head of the dataset's task, the loss as
 * that head takes it, and the optimizer.
 */
record TrialParts(Head head, Loss loss, Optimizer optimizer) {

  static TrialParts of(Trial trial, Dataset dataset) {
    Settings spec = trial.spec();
    Head head =
        Heads.of(
            dataset.task(),
            trial,
            backbone(spec.settings("backbone"), dataset.train().inputs()),
            dataset.classes().size());
    return new TrialParts(
        head,
        head.loss(Losses.onClasspath().create(spec.settings("loss"))),
        Optimizers.onClasspath().create(spec.settings("train").settings("optimizer")));
  }

  private static Backbone backbone(Settings settings, Inputs inputs) {
    Backbone backbone = Backbones.onClasspath().create(settings);
    return inputs instanceof FeatureVectors vectors
        ? backbone.onVectors(vectors.width())
        : backbone;
  }

  /** These parts, with the loss as it is for the training labels of that data. */
  TrialParts trainedOn(TrialData data) {
    return new TrialParts(head, loss.trainedOn(data::classCounts), optimizer);
  }
}
