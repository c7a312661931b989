package io.lossbench.torch.train;

import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Recipe;

/** Recipes for tests. */
final class Recipes {
  private Recipes() {}

  static Recipe of(Loss loss, String optimizer, boolean averages, int batchSize, int microBatch) {
    return new Recipe(
        loss.body(),
        loss.initialState(),
        loss.isMean(),
        optimizer,
        averages,
        "none",
        false,
        batchSize,
        microBatch);
  }
}
