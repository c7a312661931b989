package io.lossbench.torch.data;

/**
 * One pass over the training images.
 *
 * @param number from 1
 * @param shuffleSeed of their order, with the number
 * @param augmentationSeed of their changes, with the number and an image's row
 */
public record Epoch(int number, long shuffleSeed, long augmentationSeed) {}
