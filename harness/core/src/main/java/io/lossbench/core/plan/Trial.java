package io.lossbench.core.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lossbench.core.file.Digest;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TrainSettings;

/**
 * One training and evaluation.
 *
 * @param id first 16 hexadecimal digits of SHA-256 over the specification's canonical JSON
 * @param repetition from 1
 * @param spec everything that can change the numbers: dataset fingerprint and protocol, backbone,
 *     loss, training and evaluation settings with all defaults, seeds, and the version of our
 *     numerics
 */
public record Trial(
    String id, String dataset, String backbone, String loss, int repetition, Settings spec) {

  /**
   * Raised with every change of our code that changes the bits of a result.
   *
   * <p>4: images are decoded to their stored values by decoders of our own. Grey images were
   * brightened before (43 became 114), profiles of JPEGs were applied, and colours of JPEGs came
   * from the Java runtime's library. The moving average warms up, unless {@code ema-warmup} is
   * false, which keeps the earlier decay. TResNets run channels-last and mirror their borders by
   * slices.
   */
  public static final int NUMERICS_VERSION = 4;

  static Trial of(String dataset, String backbone, String loss, int repetition, Settings spec) {
    return new Trial(idOf(spec), dataset, backbone, loss, repetition, spec);
  }

  private static String idOf(Settings spec) {
    return Digest.sha256().update(CanonicalJson.of(spec.asMap())).hex().substring(0, 16);
  }

  /** Whether the id is that of the specification: not so if one of them was changed by hand. */
  public boolean hasIdOfItsSpec() {
    return id.equals(idOf(spec));
  }

  /**
   * The trial as this version of lossbench trains it: the same one, unless our numerics have
   * changed since.
   */
  public Trial withPresentNumerics() {
    return of(dataset, backbone, loss, repetition, spec.with("numerics-version", NUMERICS_VERSION));
  }

  /** How it is trained. */
  public TrainSettings train() {
    return new TrainSettings(spec.settings("train"));
  }

  /** How it is judged. */
  public EvaluateSettings evaluate() {
    return new EvaluateSettings(spec.settings("evaluate"));
  }

  /** Whether it was tried in a search, on validation images, and is no result. */
  @JsonIgnore
  public boolean isTuning() {
    return evaluate().isOnValidation();
  }

  /** {@code dataset/backbone}: within it, losses are compared. */
  public String cell() {
    return dataset + "/" + backbone;
  }

  /** {@code dataset/backbone/loss}: what its repetitions have in common. */
  public String subject() {
    return cell() + "/" + loss;
  }

  /** {@code dataset/backbone/loss#repetition}, which {@code --only} matches. */
  public String name() {
    return subject() + "#" + repetition;
  }
}
