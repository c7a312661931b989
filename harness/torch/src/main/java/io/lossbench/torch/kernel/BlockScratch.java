package io.lossbench.torch.kernel;

/** What one thread works on: small enough for the fastest cache. */
final class BlockScratch {
  /** Elements of a block. */
  static final int LENGTH = 1024;

  final BlockKernel scalar = new ScalarKernel();
  final BlockKernel vectors;
  final float[] x = new float[LENGTH];
  final float[] y = new float[LENGTH];
  final float[] gradient = new float[LENGTH];
  final float[][] sums = new float[BlockKernel.SUMS][BlockKernel.LANES];

  BlockScratch(BlockKernel vectors) {
    this.vectors = vectors;
  }
}
