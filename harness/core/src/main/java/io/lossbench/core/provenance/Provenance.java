package io.lossbench.core.provenance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a number comes from. */
public record Provenance(Terms comparable, Varying varying) {

  /**
   * What must be equal for two numbers to be compared; data, protocol and precision are in the
   * trial's specification.
   *
   * @param lossbench version of this program
   * @param engine engine and its version, such as {@code PyTorch 2.7.1}
   * @param device {@code cpu} or {@code gpu}
   * @param deviceModel processor or graphics card
   * @param threads threads of the engine; another number gives other bits
   */
  public record Terms(
      String lossbench,
      String engine,
      String device,
      String deviceModel,
      String architecture,
      int threads) {

    /** The names of the fields in which {@code other} differs. */
    public List<String> differences(Terms other) {
      return changes(other).stream().map(Change::field).toList();
    }

    /** The fields in which {@code other} differs, with both values. */
    List<Change> changes(Terms other) {
      List<Change> changes = new ArrayList<>();
      changes.addAll(Change.of("lossbench", lossbench, other.lossbench));
      changes.addAll(Change.of("engine", engine, other.engine));
      changes.addAll(Change.of("device", device, other.device));
      changes.addAll(Change.of("device-model", deviceModel, other.deviceModel));
      changes.addAll(Change.of("architecture", architecture, other.architecture));
      changes.addAll(Change.of("threads", threads, other.threads));
      return changes;
    }
  }

  /**
   * What differs from run to run; times are ISO 8601 in UTC.
   *
   * @param overheadSeconds of the last process of the trial that went neither into training nor
   *     into evaluation: its start, checking the data, writing results; null if not known
   * @param calibration how fast the device was; null if not measured
   */
  public record Varying(
      String started,
      String finished,
      String host,
      String os,
      String jdk,
      @Nullable Double overheadSeconds,
      @Nullable Calibration calibration) {
    public Varying(String started, String finished, String host, String os, String jdk) {
      this(started, finished, host, os, jdk, null, null);
    }

    Varying with(double overhead) {
      return new Varying(started, finished, host, os, jdk, overhead, calibration);
    }

    Varying with(Calibration measured) {
      return new Varying(started, finished, host, os, jdk, overheadSeconds, measured);
    }
  }

  /** All fields in which {@code other} differs but the times, with both values. */
  public List<Change> changes(Provenance other) {
    List<Change> changes = new ArrayList<>(comparable.changes(other.comparable));
    changes.addAll(Change.of("jdk", varying.jdk, other.varying.jdk));
    changes.addAll(Change.of("os", varying.os, other.varying.os));
    changes.addAll(Change.of("host", varying.host, other.varying.host));
    return changes;
  }

  /** With what the trial cost beside training and evaluation. */
  public Provenance withOverhead(double seconds) {
    return new Provenance(comparable, varying.with(seconds));
  }

  /** With how fast the device was. */
  public Provenance withCalibration(Calibration calibration) {
    return new Provenance(comparable, varying.with(calibration));
  }
}
