package io.lossbench.core.dataset;

/** What a network is shown of a split: images, or vectors. One of them for each row. */
public sealed interface Inputs permits Pixels, FeatureVectors {

  /** Those that {@code indices} choose, in that order. */
  Inputs select(int[] indices);
}
