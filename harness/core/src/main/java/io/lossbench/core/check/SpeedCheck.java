package io.lossbench.core.check;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.provenance.Calibration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether a loss trains slower than in the reference by more than a margin: training images in the
 * time of one calibration kernel, so that a slower or busier machine cancels as far as the kernel
 * feels it too.
 *
 * <p>Logarithms of the rates are compared, one-sided by Student's t, their deviation pooled over
 * both sides and the losses of a dataset and backbone; the rate of false alarms is divided by the
 * number of losses (Bonferroni).
 */
final class SpeedCheck {
  static final String METRIC = "images per calibration kernel";

  private SpeedCheck() {}

  /**
   * One loss in one dataset with one backbone: logarithms of the rates, both sides.
   *
   * @param taken what others took of the processors in trials that they disturbed, of both sides
   */
  private record Loss(
      String subject,
      String cell,
      List<Double> reference,
      List<Double> result,
      List<Double> taken) {
    double change() {
      return mean(result) - mean(reference);
    }

    private static double mean(List<Double> values) {
      return Estimates.mean(Estimates.array(values));
    }
  }

  /**
   * @param margin percent
   */
  static List<Finding> findings(
      List<TrialRecord> reference, List<TrialRecord> results, double margin, double falseAlarms) {
    String kernel = kernel(reference);
    Map<String, Loss> losses = new LinkedHashMap<>();
    reference.forEach(
        record ->
            rate(record, kernel)
                .ifPresent(
                    r -> {
                      of(losses, record).reference().add(r);
                      noteOthers(of(losses, record), record);
                    }));
    results.forEach(
        record ->
            rate(record, kernel)
                .ifPresent(
                    r -> {
                      Loss loss = losses.get(record.trial().subject());
                      if (loss != null) {
                        loss.result().add(r);
                        noteOthers(loss, record);
                      }
                    }));
    if (losses.isEmpty()) {
      throw new HarnessException(
          "no trial of the reference trained long enough for its speed to be measured");
    }
    double level = falseAlarms / losses.size();
    return losses.values().stream()
        .map(
            loss ->
                finding(
                    loss,
                    losses.values().stream().filter(l -> l.cell().equals(loss.cell())).toList(),
                    margin,
                    level))
        .toList();
  }

  private static String kernel(List<TrialRecord> reference) {
    return reference.stream()
        .map(record -> record.provenance().varying().calibration())
        .filter(Objects::nonNull)
        .findFirst()
        .map(Calibration::kernel)
        .orElseThrow(
            () ->
                new HarnessException(
                    "the reference has no speed to compare with: its trials measured no calibration"
                        + " kernel, as an earlier lossbench made them. Run its suite again, and"
                        + " `lossbench accept` it"));
  }

  /** The logarithm of the rate; empty for a trial without one. */
  private static Optional<Double> rate(TrialRecord record, String kernel) {
    Calibration calibration = record.provenance().varying().calibration();
    if (record.outcome() == null || calibration == null || !calibration.kernel().equals(kernel)) {
      return Optional.empty();
    }
    double rate =
        record.outcome().performance().trainImagesPerSecond() * calibration.millis() / 1e3;
    return rate > 0 ? Optional.of(Math.log(rate)) : Optional.empty();
  }

  private static Loss of(Map<String, Loss> losses, TrialRecord record) {
    return losses.computeIfAbsent(
        record.trial().subject(),
        subject ->
            new Loss(
                subject,
                record.trial().cell(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>()));
  }

  private static void noteOthers(Loss loss, TrialRecord record) {
    Objects.requireNonNull(record.outcome())
        .performance()
        .disturbance()
        .ifPresent(loss.taken()::add);
  }

  private static String ofOthers(Loss loss) {
    return loss.taken().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            "; the machine was not quiet: others took up to %.0f %% of the processor time that a"
                + " trial could have used",
            100 * Collections.max(loss.taken()));
  }

  private static Finding finding(Loss loss, List<Loss> cell, double margin, double level) {
    if (loss.result().isEmpty()) {
      return finding(
          loss, Status.MISSING, "no complete repetition was timed beside the same kernel");
    }
    double change = loss.change();
    List<double[]> groups = new ArrayList<>();
    cell.forEach(
        other -> {
          groups.add(Estimates.array(other.reference()));
          groups.add(Estimates.array(other.result()));
        });
    Estimates.Pooled pooled = Estimates.pooled(groups);
    if (change == 0) {
      return finding(loss, Status.EQUAL, "");
    }
    if (pooled.degreesOfFreedom() == 0) {
      return finding(
          loss, Status.WITHIN, "one repetition each: chance cannot be told" + ofOthers(loss));
    }
    double error =
        pooled.deviation() * Math.sqrt(1.0 / loss.reference().size() + 1.0 / loss.result().size());
    double chance =
        error * TDistribution.of(pooled.degreesOfFreedom()).inverseSurvivalProbability(level);
    double accepted = -Math.log1p(-margin / 100);
    return finding(
        loss,
        -change - accepted > chance
            ? Status.WORSE
            : change > chance ? Status.BETTER : Status.WITHIN,
        String.format(
                Locale.ROOT,
                "%+.1f %%; %.1f %% are accepted, and chance explains %.1f more (%d degrees of"
                    + " freedom)",
                100 * Math.expm1(change),
                margin,
                -100 * Math.expm1(-chance),
                pooled.degreesOfFreedom())
            + ofOthers(loss));
  }

  private static Finding finding(Loss loss, Status status, String detail) {
    return new Finding(
        loss.subject(),
        "",
        METRIC,
        Math.exp(Loss.mean(loss.reference())),
        Math.exp(Loss.mean(loss.result())),
        status,
        status == Status.WORSE || status == Status.MISSING,
        detail);
  }
}
