package io.lossbench.torch.script;

/**
 * What becomes of a batch's gradients.
 *
 * @param optimizer statements that update the lists {@code ps} of a parameter group from {@code
 *     gs}, {@code ms}, {@code vs} and {@code ts}, with {@code lr}, {@code momentum} and {@code
 *     decayed} (whether the group decays)
 * @param clipping of the gradients before that
 * @param layerDecay factor of the learning rate from each layer group to the one below it
 * @param freezing when the backbone is trained
 */
public record Update(String optimizer, Clipping clipping, double layerDecay, Freezing freezing) {

  public Update {
    if (!(layerDecay > 0 && layerDecay <= 1)) {
      throw new IllegalArgumentException("layer decay " + layerDecay);
    }
  }

  /** An optimizer's step with the gradients as they are. */
  public static Update of(String optimizer) {
    return new Update(optimizer, Clipping.NONE, 1, Freezing.NONE);
  }
}
