package io.lossbench.torch.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One pass over a batch, in blocks that any number of threads take in turns. The sums do not depend
 * on who took which.
 */
final class BatchPass {
  private final AsymmetricFamily family;
  private final double scale;
  private final FloatBuffer logits;
  private final float[] targets;
  private final int from;
  private final FloatBuffer gradient;
  private final int length;
  private final double[][] sums;
  private final AtomicInteger next = new AtomicInteger();

  BatchPass(
      AsymmetricFamily family,
      double scale,
      FloatBuffer logits,
      float[] targets,
      int from,
      FloatBuffer gradient) {
    this.family = family;
    this.scale = scale;
    this.logits = logits;
    this.targets = targets;
    this.from = from;
    this.gradient = gradient;
    this.length = logits.capacity();
    this.sums =
        new double[(length + BlockScratch.LENGTH - 1) / BlockScratch.LENGTH][BlockKernel.SUMS];
  }

  int blocks() {
    return sums.length;
  }

  /** Takes blocks until none is left. */
  void work(BlockScratch scratch) {
    for (int block = next.getAndIncrement(); block < sums.length; block = next.getAndIncrement()) {
      int start = block * BlockScratch.LENGTH;
      int count = Math.min(BlockScratch.LENGTH, length - start);
      int whole = (count + BlockKernel.LANES - 1) / BlockKernel.LANES * BlockKernel.LANES;
      logits.get(start, scratch.x, 0, count);
      System.arraycopy(targets, from + start, scratch.y, 0, count);
      Arrays.fill(scratch.y, count, whole, -1);
      if (family.isWeighted()) {
        family.classWeights().write(start, scratch.y, scratch.weights, whole);
      }
      for (float[] lanes : scratch.sums) {
        Arrays.fill(lanes, 0);
      }
      scratch.kernel.run(family, (float) scale, scratch, whole);
      gradient.put(start, scratch.gradient, 0, count);
      for (int i = 0; i < BlockKernel.SUMS; i++) {
        for (float lane : scratch.sums[i]) {
          sums[block][i] += lane;
        }
      }
    }
  }

  LossTotals totals() {
    double[] all = new double[BlockKernel.SUMS];
    for (double[] block : sums) {
      for (int i = 0; i < all.length; i++) {
        all[i] += block[i];
      }
    }
    return new LossTotals(all[0] * scale, all[1], all[2], all[3], all[4]);
  }
}
