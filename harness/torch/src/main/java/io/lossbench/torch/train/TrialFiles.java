package io.lossbench.torch.train;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The places where the process of a trial reads and writes.
 *
 * @param pretrained the weights to start from; empty for random ones
 * @param work folder of the checkpoint and of temporary files
 * @param results folder of the weights that stay
 * @param cache folder of decoded images, shared by all trials
 */
record TrialFiles(Optional<Path> pretrained, Path work, Path results, Path cache) {}
