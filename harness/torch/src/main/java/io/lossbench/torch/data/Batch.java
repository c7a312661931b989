package io.lossbench.torch.data;

import java.nio.ByteBuffer;

/**
 * Images and targets of one step.
 *
 * @param images direct buffer of rows x size x size x 3 RGB bytes; reused after {@link
 *     BatchLoader#release}
 * @param targets rows x classes: 1, 0, or -1 for unknown
 */
public record Batch(int rows, int size, int classes, ByteBuffer images, float[] targets) {}
