package io.lossbench.core.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A trial's place in the ledger: an outcome with its provenance, or the reason of a failure.
 *
 * @param failure null if completed
 * @param outcome null if failed
 * @param files SHA-256 of the files beside the record, by name: scores, labels and weights
 */
public record TrialRecord(
    int schemaVersion,
    String suite,
    Trial trial,
    @Nullable Failure failure,
    Provenance provenance,
    @Nullable Outcome outcome,
    Map<String, String> files) {

  public static final int SCHEMA_VERSION = 5;

  /** Why a trial has no outcome, and the last lines of its log. */
  public record Failure(String reason, String logTail) {}

  public TrialRecord {
    Objects.requireNonNull(suite, "suite");
    Objects.requireNonNull(trial, "trial");
    Objects.requireNonNull(provenance, "provenance");
    if ((failure == null) == (outcome == null)) {
      throw new IllegalArgumentException("a trial has an outcome or a failure");
    }
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  public static TrialRecord completed(
      String suite,
      Trial trial,
      Provenance provenance,
      Outcome outcome,
      Map<String, String> files) {
    return new TrialRecord(SCHEMA_VERSION, suite, trial, null, provenance, outcome, files);
  }

  public static TrialRecord failed(
      String suite, Trial trial, Provenance provenance, Failure failure) {
    return new TrialRecord(SCHEMA_VERSION, suite, trial, failure, provenance, null, Map.of());
  }

  @JsonIgnore
  public boolean isCompleted() {
    return outcome != null;
  }

  /** Those that are results: what a search tried is none. */
  public static List<TrialRecord> withoutTuning(List<TrialRecord> records) {
    return records.stream().filter(record -> !record.trial().isTuning()).toList();
  }

  /** The completed ones by {@link Trial#subject}, in their order. */
  public static Map<String, List<TrialRecord>> completedBySubject(List<TrialRecord> records) {
    return records.stream()
        .filter(TrialRecord::isCompleted)
        .collect(
            Collectors.groupingBy(
                record -> record.trial().subject(), LinkedHashMap::new, Collectors.toList()));
  }
}
