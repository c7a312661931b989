package io.lossbench.torch.train;

import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Activation;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.Tracking;
import io.lossbench.torch.script.Update;

/** Recipes for tests. */
final class Recipes {
  private Recipes() {}

  static Recipe of(Loss loss, String optimizer, Recipe.Average average, Batching batching) {
    return of(loss, Update.of(optimizer), average, batching);
  }

  static Recipe of(Loss loss, Update update, Recipe.Average average, Batching batching) {
    return new Recipe(
        loss.script(),
        update,
        average,
        Normalization.NONE,
        Tracking.ofProbabilities(Activation.SIGMOID),
        batching);
  }
}
