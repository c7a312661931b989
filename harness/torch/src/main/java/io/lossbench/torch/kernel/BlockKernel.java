package io.lossbench.torch.kernel;

/** The computation of one block of a batch. Implementations give the same bits. Not thread-safe. */
interface BlockKernel {
  /** Number of partial sums of each quantity; a block's length is a multiple of it. */
  int LANES = 16;

  /** The sums of a block: the fields of {@link LossTotals} in their order. */
  int SUMS = 5;

  /**
   * Computes the gradient and adds to the sums: element i to lane i mod {@link #LANES}.
   *
   * @param scale factor of the gradient, not of the sums
   * @param block has logits {@code x} and targets {@code y}; gradient and sums are written
   */
  void run(AsymmetricFamily family, float scale, BlockScratch block, int length);
}
