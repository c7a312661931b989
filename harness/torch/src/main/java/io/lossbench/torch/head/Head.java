package io.lossbench.torch.head;

import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Tracking;
import io.lossbench.torch.target.Targets;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * A task's part of a trial in the engine: it completes a backbone to a network, and a loss to what
 * is minimized, and reads the network's outputs. Immutable and thread-safe.
 */
public interface Head {
  /** The network from images to outputs, to which every one of its parameters contributes. */
  Network network();

  /** Floats that the network gives per image, in one row; at most, where images differ in size. */
  int outputs();

  /** The truth of a split as {@link #loss} takes it. */
  Targets targets(Truth truth);

  /**
   * The function of outputs and targets that is minimized, given a suite's loss. A head that adds
   * parts of its own gives a loss without a {@linkplain Loss#family family}: the processor's
   * kernels know the suite's losses only.
   */
  default Loss loss(Loss loss) {
    return loss;
  }

  /**
   * What is summed up in training beside the loss. A loss with a family is summed up by the
   * processor's kernels, in the order of {@link Tracking#ofProbabilities}.
   */
  Tracking tracking();

  /**
   * The values that curves by epoch are kept of, by the names of {@link
   * io.lossbench.core.task.Task#tracked}.
   *
   * @param sums of {@link #tracking} over an epoch
   */
  Map<String, Double> tracked(double[] sums);

  /**
   * Collects the predictions for a split.
   *
   * @param truth of the split, for what is known of its images, such as their size
   * @param folder for a file, if they are too many for memory
   */
  PredictionCollector collector(Truth truth, Path folder) throws IOException;

  /**
   * Reads back what {@link Predictions#writeTo} wrote, and nothing beyond it.
   *
   * @param images that they are for
   * @param folder for a file, if they are too many for memory
   */
  Predictions read(ReadableByteChannel in, int images, Path folder) throws IOException;
}
