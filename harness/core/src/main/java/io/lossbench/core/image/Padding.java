package io.lossbench.core.image;

/**
 * What images of unlike sizes are padded to in a batch: to the right and below, to a multiple of 32
 * pixels, as in torchvision 0.22's GeneralizedRCNNTransform and mm-detection 2.0's Pad.
 */
public final class Padding {
  private static final int MULTIPLE = 32;

  private Padding() {}

  /** The canvas' side for images of which none is larger, in pixels. */
  public static int side(int largest) {
    return (largest + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
  }
}
