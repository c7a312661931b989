package io.lossbench.torch.data;

import java.nio.ByteBuffer;

/**
 * Inputs and targets of one step.
 *
 * @param shape of each input
 * @param inputs direct buffer of the rows' inputs, one behind the other; reused after {@link
 *     BatchLoader#release}
 * @param targets rows x width, as the task's {@link io.lossbench.torch.target.Targets} has them;
 *     none in evaluation
 * @param width targets per row
 */
public record Batch(int rows, InputShape shape, int width, ByteBuffer inputs, float[] targets) {}
