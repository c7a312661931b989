package io.lossbench.core.plan;

import io.lossbench.core.file.Digest;
import io.lossbench.core.suite.Settings;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * One seed for each source of randomness of a trial.
 *
 * <p>They are derived from the suite's seed, the repetition and the axis' name, never from the
 * loss: in one repetition all losses see the same initial weights and the same batches, so that
 * their differences are paired.
 */
public record Seeds(long weights, long shuffle, long augmentation, long split) {

  public static Seeds of(long suiteSeed, int repetition) {
    return new Seeds(
        derive(suiteSeed, repetition, "weights"),
        derive(suiteSeed, repetition, "shuffle"),
        derive(suiteSeed, repetition, "augmentation"),
        derive(suiteSeed, repetition, "split"));
  }

  /** The first 8 bytes of SHA-256 over {@code seed/repetition/axis}, big-endian. */
  private static long derive(long suiteSeed, int repetition, String axis) {
    byte[] hash = Digest.sha256().update(suiteSeed + "/" + repetition + "/" + axis).bytes();
    return ByteBuffer.wrap(hash).getLong();
  }

  Settings asSettings() {
    return Settings.of(
        Map.of(
            "weights", weights, "shuffle", shuffle, "augmentation", augmentation, "split", split));
  }

  /** The seeds written by {@link #asSettings()} in a trial's specification. */
  public static Seeds from(Settings settings) {
    return new Seeds(
        settings.whole("weights"),
        settings.whole("shuffle"),
        settings.whole("augmentation"),
        settings.whole("split"));
  }
}
