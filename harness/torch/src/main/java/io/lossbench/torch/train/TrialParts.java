package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.FeatureVectors;
import io.lossbench.core.dataset.Inputs;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TrainSettings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.head.Head;
import io.lossbench.torch.head.Heads;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.script.Clipping;
import io.lossbench.torch.script.Freezing;
import io.lossbench.torch.script.Update;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a trial's specification names: the backbone with the head of the dataset's task, the loss as
 * that head takes it, and the optimizer.
 */
record TrialParts(Head head, Loss loss, Optimizer optimizer) {

  static TrialParts of(Trial trial, Dataset dataset) {
    return of(trial, dataset, UnaryOperator.identity());
  }

  /**
   * @param opened gives a backbone its file, if it has one
   */
  static TrialParts of(Trial trial, Dataset dataset, UnaryOperator<Backbone> opened) {
    Settings spec = trial.spec();
    Backbone backbone = opened.apply(backbone(trial, dataset.train().inputs()));
    Head head = Heads.of(dataset.task(), trial, backbone, dataset.classes().size());
    return new TrialParts(
        head,
        head.loss(Losses.onClasspath().create(spec.settings("loss"))),
        Optimizers.onClasspath().create(spec.settings("train").settings("optimizer")));
  }

  private static Backbone backbone(Trial trial, Inputs inputs) {
    Settings settings = trial.spec().settings("backbone");
    Backbone backbone = Backbones.onClasspath().create(settings);
    if (inputs instanceof FeatureVectors vectors) {
      return backbone.onVectors(vectors.width());
    }
    int size = settings.integer("image-size");
    for (int side : List.of(size, trial.evaluate().imageSize(size))) {
      if (side % backbone.patch() != 0) {
        throw new HarnessException(
            "images of "
                + side
                + " pixels are no whole number of the patches of "
                + backbone.patch()
                + " that the backbone '"
                + trial.backbone()
                + "' sees: set image-size (the backbone's, or that of evaluate) to a multiple");
      }
    }
    return backbone;
  }

  /** These parts, with the loss as it is for the training labels of that data. */
  TrialParts trainedOn(TrialData data) {
    return new TrialParts(head, loss.trainedOn(data::classCounts), optimizer);
  }

  /** What becomes of a batch's gradients. */
  Update update(TrainSettings train) {
    return update(optimizer, train);
  }

  static Update update(Optimizer optimizer, TrainSettings train) {
    Freezing freezing =
        train.freezesBackbone()
            ? new Freezing(train.unfreezeAt().orElse(Integer.MAX_VALUE), train.unfreezeEvery())
            : Freezing.NONE;
    Clipping clipping = new Clipping(train.clippedValue(), train.clippedNorm());
    return new Update(optimizer.body(), clipping, train.layerDecay(), freezing);
  }
}
