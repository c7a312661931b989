package io.lossbench.core.check;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Change;
import io.lossbench.core.provenance.Provenance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of a ledger, held against the same trial trained again.
 *
 * @param trial its name
 * @param id the recorded one
 * @param grounds why this verdict
 * @param parting the first epoch and quantity in which the two part; null if no number differs
 * @param differences fields of the outcome, all that are not the same; times and memory are left
 *     out
 * @param provenance fields in which the two origins differ
 */
public record Reproduction(
    String trial,
    String id,
    Verdict verdict,
    String grounds,
    @Nullable Parting parting,
    List<Change> differences,
    List<Change> provenance) {
  public Reproduction {
    differences = List.copyOf(differences);
    provenance = List.copyOf(provenance);
  }

  /** What became of a row. */
  public enum Verdict {
    SAME_BITS(true),
    /** On other terms, and the primary metrics differ by no more than the tolerance. */
    WITHIN_TOLERANCE(true),
    /** On other terms, and a primary metric differs by more. */
    BEYOND_TOLERANCE(false),
    /** The terms are the same, so that the bits must be, and they are not. */
    OTHER_BITS(false),
    /** It cannot be trained any more. */
    FAILED(false);

    private final boolean reproduced;

    Verdict(boolean reproduced) {
      this.reproduced = reproduced;
    }

    public boolean isReproduced() {
      return reproduced;
    }

    /** The verdict in a table. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Holds a completed record against the one of its trial trained again.
   *
   * @param tolerance largest difference of the primary metric, in percent points, that is accepted
   *     where bits cannot be asked for
   */
  public static Reproduction of(TrialRecord original, TrialRecord again, double tolerance) {
    Outcome before = Objects.requireNonNull(original.outcome());
    Outcome now = again.outcome();
    List<Change> provenance = new ArrayList<>(numerics(original.trial(), again.trial()));
    provenance.addAll(original.provenance().changes(again.provenance()));
    if (now == null) {
      String reason = again.failure() == null ? "" : again.failure().reason();
      return new Reproduction(
          original.trial().name(),
          original.trial().id(),
          Verdict.FAILED,
          reason,
          null,
          List.of(),
          provenance);
    }
    List<Change> differences = differences(before, now);
    List<String> obstacles = obstaclesToBits(original, again);
    Verdict verdict;
    String grounds;
    if (differences.isEmpty()) {
      verdict = Verdict.SAME_BITS;
      grounds = results(before);
    } else if (obstacles.isEmpty()) {
      verdict = Verdict.OTHER_BITS;
      grounds = "the terms are the same, and so the bits must be";
    } else {
      double most = largestDifference(before, now);
      verdict = most <= tolerance ? Verdict.WITHIN_TOLERANCE : Verdict.BEYOND_TOLERANCE;
      grounds =
          String.format(
              Locale.ROOT,
              "%s differs by %.2f, accepted is %.2f; bits cannot be asked for, the terms differ: %s",
              before.data().metric(),
              most,
              tolerance,
              String.join(", ", obstacles));
    }
    return new Reproduction(
        original.trial().name(),
        original.trial().id(),
        verdict,
        grounds,
        firstParting(before, now).orElse(null),
        differences,
        provenance);
  }

  /**
   * Why the bits may be others; another version of lossbench with the same numerics is no reason.
   */
  private static List<String> obstaclesToBits(TrialRecord original, TrialRecord again) {
    Provenance.Terms terms = original.provenance().comparable();
    List<String> obstacles = new ArrayList<>();
    numerics(original.trial(), again.trial()).forEach(change -> obstacles.add(change.field()));
    terms.differences(again.provenance().comparable()).stream()
        .filter(field -> !field.equals("lossbench"))
        .forEach(obstacles::add);
    if (terms.device().equals("gpu") && !original.trial().train().isDeterministic()) {
      obstacles.add("train.deterministic is false");
    }
    return obstacles;
  }

  private static List<Change> numerics(Trial before, Trial now) {
    return Change.of(
        "numerics-version",
        before.spec().whole("numerics-version"),
        now.spec().whole("numerics-version"));
  }

  /** Of the primary metric, over raw weights and moving average; NaN where one is not there. */
  private static double largestDifference(Outcome before, Outcome now) {
    String metric = before.data().metric();
    double largest = 0;
    for (Outcome.Evaluation was : before.weights()) {
      double is = now.evaluation(was.weights()).map(e -> value(e, metric)).orElse(Double.NaN);
      largest = Math.max(largest, Math.abs(is - value(was, metric)));
    }
    return largest;
  }

  private static double value(Outcome.Evaluation evaluation, String metric) {
    return evaluation.metrics().getOrDefault(metric, Double.NaN);
  }

  private static String results(Outcome outcome) {
    return outcome.data().metric()
        + outcome.weights().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT, " %s %.2f", e.weights(), value(e, outcome.data().metric())))
            .collect(Collectors.joining(","));
  }

  private static Optional<Parting> firstParting(Outcome before, Outcome now) {
    List<Parting> reported = new ArrayList<>();
    for (Outcome.Evaluation was : before.weights()) {
      now.evaluation(was.weights())
          .ifPresent(
              is ->
                  was.metrics()
                      .forEach(
                          (metric, a) -> {
                            double b = is.metrics().getOrDefault(metric, Double.NaN);
                            if (Double.compare(a, b) != 0) {
                              String quantity = was.weights() + " " + metric;
                              reported.add(new Parting(was.epoch(), quantity, a, b));
                            }
                          }));
    }
    return Stream.concat(Parting.all(before, now).stream(), reported.stream())
        .min(Comparator.comparingInt(Parting::epoch));
  }

  private static List<Change> differences(Outcome before, Outcome now) {
    List<Change> changes = new ArrayList<>();
    for (Parting parting : Parting.all(before, now)) {
      changes.addAll(
          Change.of(
              "epoch " + parting.epoch() + " " + parting.quantity(),
              parting.before(),
              parting.now()));
    }
    changes.addAll(Change.of("epochs", before.epochs().size(), now.epochs().size()));
    for (Outcome.Evaluation was : before.weights()) {
      String kind = was.weights() + " ";
      Optional<Outcome.Evaluation> found = now.evaluation(was.weights());
      if (found.isEmpty()) {
        changes.add(new Change(kind + "weights", "evaluated", "not evaluated"));
        continue;
      }
      Outcome.Evaluation is = found.get();
      changes.addAll(Change.of(kind + "weights' SHA-256", was.weightsSha256(), is.weightsSha256()));
      changes.addAll(Change.of(kind + "scores' SHA-256", was.scoresSha256(), is.scoresSha256()));
      changes.addAll(Change.of(kind + "epoch", was.epoch(), is.epoch()));
      Change.between(was.metrics(), is.metrics())
          .forEach(c -> changes.add(new Change(kind + c.field(), c.before(), c.now())));
      changes.addAll(Change.of(kind + "values of classes", was.perClass(), is.perClass()));
      changes.addAll(
          Change.of(kind + "best epoch on test", was.bestTestEpoch(), is.bestTestEpoch()));
      changes.addAll(Change.of(kind + "best on test", was.bestTest(), is.bestTest()));
    }
    changes.addAll(data(before.data(), now.data()));
    return changes;
  }

  private static List<Change> data(Outcome.DataSummary before, Outcome.DataSummary now) {
    List<Change> changes = new ArrayList<>();
    changes.addAll(Change.of("task", before.task(), now.task()));
    changes.addAll(Change.of("metric", before.metric(), now.metric()));
    changes.addAll(Change.of("classes", before.classes(), now.classes()));
    changes.addAll(Change.of("test instances", before.testInstances(), now.testInstances()));
    changes.addAll(Change.of("training images", before.trainImages(), now.trainImages()));
    changes.addAll(Change.of("test images", before.testImages(), now.testImages()));
    changes.addAll(Change.of("chance", before.chance(), now.chance()));
    return changes;
  }
}
