package io.lossbench.core.plan;

import io.lossbench.core.file.Digest;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TrainSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One seed for each source of randomness of a trial.
 *
 * <p>They are derived from the suite's seed, the repetition and the axis' name, never from the
 * loss: in one repetition all losses see the same initial weights and the same batches, so that
 * their differences are paired.
 *
 * @param labels of those that are missing; empty where none are, as in a record of before
 */
public record Seeds(
    long weights, long shuffle, long augmentation, long split, OptionalLong labels) {

  public static Seeds of(long suiteSeed, int repetition, TrainSettings train) {
    String named = String.valueOf(repetition);
    return of(suiteSeed, named, derive(suiteSeed, named, "split"), train);
  }

  private static Seeds of(long suiteSeed, String repetition, long split, TrainSettings train) {
    return new Seeds(
        derive(suiteSeed, repetition, "weights"),
        derive(suiteSeed, repetition, "shuffle"),
        derive(suiteSeed, repetition, "augmentation"),
        split,
        train.missingLabels().isPresent()
            ? OptionalLong.of(derive(suiteSeed, repetition, "labels"))
            : OptionalLong.empty());
  }

  /**
   * The seeds of a tuning trial, none of which is a seed of a repetition. All tuning trials of a
   * suite hold out the same images.
   *
   * @param repetition of the tuning, from 1
   */
  public static Seeds ofTuning(long suiteSeed, int repetition, TrainSettings train) {
    return of(suiteSeed, "tune-" + repetition, splitOfTuning(suiteSeed), train);
  }

  private static long splitOfTuning(long suiteSeed) {
    return derive(suiteSeed, "tune", "split");
  }

  /** The seed of what is drawn for an axis of a search, the same for all losses. */
  static long ofAxis(long suiteSeed, String path) {
    return derive(suiteSeed, "tune", path);
  }

  /** These seeds, with the images held out that tuning holds out. */
  Seeds withSplitOfTuning(long suiteSeed) {
    return new Seeds(weights, shuffle, augmentation, splitOfTuning(suiteSeed), labels);
  }

  /** The first 8 bytes of SHA-256 over {@code seed/repetition/axis}, big-endian. */
  private static long derive(long suiteSeed, String repetition, String axis) {
    byte[] hash = Digest.sha256().update(suiteSeed + "/" + repetition + "/" + axis).bytes();
    return ByteBuffer.wrap(hash).getLong();
  }

  Settings asSettings() {
    Settings settings =
        Settings.of(
            Map.of(
                "weights",
                weights,
                "shuffle",
                shuffle,
                "augmentation",
                augmentation,
                "split",
                split));
    return labels.isPresent() ? settings.with("labels", labels.getAsLong()) : settings;
  }

  /** The seeds written by {@link #asSettings()} in a trial's specification. */
  public static Seeds from(Settings settings) {
    return new Seeds(
        settings.whole("weights"),
        settings.whole("shuffle"),
        settings.whole("augmentation"),
        settings.whole("split"),
        settings.has("labels") ? OptionalLong.of(settings.whole("labels")) : OptionalLong.empty());
  }
}
