package io.lossbench.core.check;

import io.lossbench.core.ledger.TrialRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Results held against a reference.
 *
 * @param grounds why this mode
 * @param findings in the order of the reference, then what it lacks
 */
public record Check(Mode mode, String grounds, List<Finding> findings) {
  public Check {
    findings = List.copyOf(findings);
  }

  /**
   * Holds results against a reference, both of one suite. Tuning trials are no results: beside
   * their bits nothing of them is checked.
   */
  public static Check of(List<TrialRecord> reference, List<TrialRecord> results, Rules rules) {
    Optional<String> obstacle = obstacleToBits(reference, results);
    Mode mode = rules.mode().orElse(obstacle.isEmpty() ? Mode.BITS : Mode.STATISTICAL);
    List<TrialRecord> expected = TrialRecord.withoutTuning(reference);
    List<TrialRecord> found = TrialRecord.withoutTuning(results);
    List<Finding> findings =
        new ArrayList<>(
            switch (mode) {
              case BITS -> BitsCheck.findings(reference, results);
              case STATISTICAL -> StatisticalCheck.findings(expected, found, rules);
              case CURVE -> CurveCheck.findings(expected, found, rules);
            });
    rules
        .speedMargin()
        .ifPresent(
            margin ->
                findings.addAll(SpeedCheck.findings(expected, found, margin, rules.falseAlarms())));
    return new Check(
        mode,
        rules.mode().isPresent() ? "asked for" : obstacle.orElse("the same trials on equal terms"),
        findings);
  }

  /** Why equal bits cannot be asked for; empty if they can. */
  private static Optional<String> obstacleToBits(
      List<TrialRecord> reference, List<TrialRecord> results) {
    Map<String, TrialRecord> byId = byId(results);
    if (reference.stream().noneMatch(record -> byId.containsKey(record.trial().id()))) {
      return Optional.of(
          "no trial has the id of one in the reference: other settings, data or numerics");
    }
    return reference.stream()
        .filter(record -> byId.containsKey(record.trial().id()))
        .map(
            record -> {
              TrialRecord other = Objects.requireNonNull(byId.get(record.trial().id()));
              // Another version of lossbench is what is being checked.
              return record
                  .provenance()
                  .comparable()
                  .differences(other.provenance().comparable())
                  .stream()
                  .filter(field -> !field.equals("lossbench"))
                  .toList();
            })
        .filter(fields -> !fields.isEmpty())
        .findFirst()
        .map(fields -> "the terms differ: " + String.join(", ", fields));
  }

  static Map<String, TrialRecord> byId(List<TrialRecord> records) {
    Map<String, TrialRecord> byId = new LinkedHashMap<>();
    records.forEach(record -> byId.put(record.trial().id(), record));
    return byId;
  }

  /** What a change must not go in with. */
  public List<Finding> failures() {
    return findings.stream().filter(Finding::isFailure).toList();
  }

  /** One line: how many findings have which status. */
  public String summary() {
    String counts =
        Arrays.stream(Status.values())
            .map(
                status ->
                    Map.entry(status, findings.stream().filter(f -> f.status() == status).count()))
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + entry.getKey().word())
            .collect(Collectors.joining(", "));
    return (failures().isEmpty() ? "passed" : "failed")
        + ": "
        + (counts.isEmpty() ? "nothing to check" : counts)
        + " ("
        + mode.word()
        + " mode: "
        + grounds
        + ")";
  }
}
