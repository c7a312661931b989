package io.lossbench.torch.kernel;

/** The memory that one thread works on, small enough for the fastest cache. */
final class BlockScratch {
  /** Elements of a block. */
  static final int LENGTH = 1024;

  /**
   * Further elements of its arrays, which lie one after the other: what is stored into one must not
   * look to the processor like what is read from the next, 4 KiB further.
   */
  private static final int PADDING = 160;

  final BlockKernel kernel;

  /** Logits. */
  final float[] x = array();

  /** Targets: 1, 0, or -1 for unknown. */
  final float[] y = array();

  final float[] gradient = array();

  /** {@link BlockKernel#SUMS} x {@link BlockKernel#LANES}. */
  final float[][] sums = new float[BlockKernel.SUMS][BlockKernel.LANES];

  /** Weights of the classes of the pairs, where the family has them. */
  final float[] weights = array();

  BlockScratch(BlockKernel kernel) {
    this.kernel = kernel;
  }

  /** An array for the values of a block. */
  static float[] array() {
    return new float[LENGTH + PADDING];
  }
}
