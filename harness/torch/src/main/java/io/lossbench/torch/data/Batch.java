package io.lossbench.torch.data;

import java.nio.ByteBuffer;

/**
 * Images and targets of one step.
 *
 * @param images direct buffer of rows x size x size x 3 RGB bytes; reused after {@link
 *     BatchLoader#release}
 * @param targets rows x width, as the task's {@link io.lossbench.torch.target.Targets} has them;
 *     none in evaluation
 * @param width targets per image
 */
public record Batch(int rows, int size, int width, ByteBuffer images, float[] targets) {}
