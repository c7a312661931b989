package io.lossbench.core.ledger;

import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Change;
import io.lossbench.core.provenance.Provenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the trials of a plan are made on, beside their suite.
 *
 * @param datasets fingerprint of each dataset, by its name in the suite
 * @param weights SHA-256 of the weights that a backbone starts from, by its name in the suite
 * @param versions of all that computes
 */
public record SuiteLock(
    Map<String, String> datasets, Map<String, String> weights, Versions versions) {
  public SuiteLock {
    datasets = Collections.unmodifiableMap(new TreeMap<>(datasets));
    weights = Collections.unmodifiableMap(new TreeMap<>(weights));
  }

  /**
   * The programs and the machine.
   *
   * @param lossbench version of this program
   * @param numerics version of its arithmetic, {@link Trial#NUMERICS_VERSION}
   * @param engine engine and its version, such as {@code PyTorch 2.7.1}
   * @param processor its model
   * @param device {@code cpu} or {@code gpu}
   * @param threads of the engine for each trial
   */
  public record Versions(
      String lossbench,
      int numerics,
      String engine,
      String jdk,
      String processor,
      String device,
      int threads) {}

  /** The lock of a plan. */
  public static SuiteLock of(Plan plan, Versions versions) {
    Map<String, String> datasets = new TreeMap<>();
    Map<String, String> weights = new TreeMap<>();
    for (Trial trial : plan.trials()) {
      datasets.put(trial.dataset(), fingerprint(trial));
      weightsSha256(trial).ifPresent(sha256 -> weights.put(trial.backbone(), sha256));
    }
    return new SuiteLock(datasets, weights, versions);
  }

  private static String fingerprint(Trial trial) {
    return trial.spec().settings("dataset").text("fingerprint");
  }

  private static Optional<String> weightsSha256(Trial trial) {
    return trial.spec().settings("backbone").optionalText("weights-sha256");
  }

  /** What {@code now} has differently. */
  public List<Change> changes(SuiteLock now) {
    List<Change> changes = new ArrayList<>();
    changes.addAll(Change.between(Map.of("datasets", datasets), Map.of("datasets", now.datasets)));
    changes.addAll(Change.between(Map.of("weights", weights), Map.of("weights", now.weights)));
    Versions is = now.versions;
    changes.addAll(Change.of("lossbench", versions.lossbench, is.lossbench));
    changes.addAll(Change.of("numerics", versions.numerics, is.numerics));
    changes.addAll(Change.of("engine", versions.engine, is.engine));
    changes.addAll(Change.of("jdk", versions.jdk, is.jdk));
    changes.addAll(Change.of("processor", versions.processor, is.processor));
    changes.addAll(Change.of("device", versions.device, is.device));
    changes.addAll(Change.of("threads", versions.threads, is.threads));
    return changes;
  }

  /** Whether a change is one of data or weights: a trial with it would have another id. */
  static boolean isPartOfAnId(Change change) {
    return change.field().startsWith("datasets.") || change.field().startsWith("weights.");
  }

  /** What a record that the plan names was made on instead; empty if it fits. */
  List<Change> departures(TrialRecord record) {
    Trial trial = record.trial();
    List<Change> changes = new ArrayList<>();
    changes.addAll(
        Change.of(
            "datasets." + trial.dataset(), datasets.get(trial.dataset()), fingerprint(trial)));
    changes.addAll(
        Change.of(
            "weights." + trial.backbone(),
            weights.get(trial.backbone()),
            weightsSha256(trial).orElse(null)));
    Provenance.Terms terms = record.provenance().comparable();
    changes.addAll(Change.of("lossbench", versions.lossbench, terms.lossbench()));
    changes.addAll(Change.of("jdk", versions.jdk, record.provenance().varying().jdk()));
    changes.addAll(Change.of("device", versions.device, terms.device()));
    changes.addAll(Change.of("threads", versions.threads, terms.threads()));
    if (terms.device().equals("cpu")) {
      // Of a card's record they are the card and its libraries.
      changes.addAll(Change.of("engine", versions.engine, terms.engine()));
      changes.addAll(Change.of("processor", versions.processor, terms.deviceModel()));
    }
    return changes;
  }
}
