package io.lossbench.core.task;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * What a network says of the images of a split: one row per image. Immutable and thread-safe. The
 * task that made them knows how they are judged and stored.
 */
public interface Predictions {
  /** Number of images. */
  int rows();

  /** Whether there are two images or more and all of them got the same: nothing can be ranked. */
  boolean areConstant();

  /** Writes all of them, as their task reads them back. */
  void writeTo(WritableByteChannel out) throws IOException;

  /** SHA-256 of what {@link #writeTo} writes. */
  String sha256();
}
