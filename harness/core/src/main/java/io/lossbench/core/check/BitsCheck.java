package io.lossbench.core.check;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whether weights, scores and metrics are the same bits, trial by trial. */
final class BitsCheck {
  private BitsCheck() {}

  static List<Finding> findings(List<TrialRecord> reference, List<TrialRecord> results) {
    List<Finding> findings = new ArrayList<>();
    Map<String, TrialRecord> found = Check.byId(results);
    for (TrialRecord record : reference) {
      TrialRecord result = found.remove(record.trial().id());
      if (record.outcome() != null) {
        findings.addAll(of(record, Optional.ofNullable(result)));
      }
    }
    for (TrialRecord added : found.values()) {
      Outcome outcome = added.outcome();
      String metric = outcome == null ? "" : outcome.data().metric();
      findings.add(
          new Finding(
              added.trial().name(), "", metric, Double.NaN, Double.NaN, Status.NEW, false, ""));
    }
    return findings;
  }

  private static List<Finding> of(TrialRecord reference, Optional<TrialRecord> result) {
    Outcome expected = Objects.requireNonNull(reference.outcome());
    String name = reference.trial().name();
    String metric = expected.data().metric();
    if (result.isEmpty() || result.get().outcome() == null) {
      String reason =
          result
              .map(TrialRecord::failure)
              .map(failure -> "failed: " + failure.reason())
              .orElse("not run");
      return List.of(
          new Finding(name, "", metric, Double.NaN, Double.NaN, Status.MISSING, true, reason));
    }
    Outcome actual = result.get().outcome();
    List<Finding> findings = new ArrayList<>();
    for (Outcome.Evaluation wanted : expected.weights()) {
      Optional<Outcome.Evaluation> got = actual.evaluation(wanted.weights());
      double before = value(wanted, metric);
      double after = got.map(evaluation -> value(evaluation, metric)).orElse(Double.NaN);
      List<String> differences =
          got.map(evaluation -> differences(wanted, evaluation)).orElse(List.of("no such weights"));
      Status status =
          differences.isEmpty()
              ? Status.EQUAL
              : got.isEmpty()
                  ? Status.MISSING
                  : after < before ? Status.WORSE : after > before ? Status.BETTER : Status.WITHIN;
      findings.add(
          new Finding(
              name,
              wanted.weights().toString(),
              metric,
              before,
              after,
              status,
              status != Status.EQUAL,
              differences.isEmpty()
                  ? ""
                  : String.join(", ", differences) + " differ; " + parting(expected, actual)));
    }
    return findings;
  }

  private static double value(Outcome.Evaluation evaluation, String metric) {
    return evaluation.metrics().getOrDefault(metric, Double.NaN);
  }

  private static List<String> differences(Outcome.Evaluation a, Outcome.Evaluation b) {
    List<String> differences = new ArrayList<>();
    if (!a.weightsSha256().equals(b.weightsSha256())) {
      differences.add("weights");
    }
    if (!a.scoresSha256().equals(b.scoresSha256())) {
      differences.add("scores");
    }
    a.metrics()
        .forEach(
            (name, value) -> {
              if (Double.compare(value, b.metrics().getOrDefault(name, Double.NaN)) != 0) {
                differences.add(name);
              }
            });
    return differences.size() > 4
        ? List.of(
            differences.get(0), differences.get(1), "and " + (differences.size() - 2) + " more")
        : differences;
  }

  /** The first epoch and quantity in which two trainings part. */
  private static String parting(Outcome expected, Outcome actual) {
    return Parting.all(expected, actual).stream()
        .findFirst()
        .map(first -> "they part in " + first.sentence())
        .orElse(
            expected.epochs().size() == actual.epochs().size()
                ? "their learning curves are the same"
                : "they have another number of epochs");
  }
}
