package io.lossbench.core.check;

import io.lossbench.core.HarnessException;
import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.stats.OlympicMean;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether a loss arrives as early as in the reference: epochs until a target is reached, after
 * MLPerf's check of reference convergence points.
 *
 * <p>With five repetitions or more on both sides, means are olympic. Faster is what MLPerf calls so
 * ({@link OlympicMean#least}). Slower is the other side, which MLPerf does not ask for; as a change
 * fails by it, it keeps the declared rate of false alarms, which MLPerf's deviation, that of the
 * middle runs alone, does not: deviations are of all repetitions, pooled over both sides and the
 * losses of a dataset and backbone, and the rate is divided by the number of losses.
 */
final class CurveCheck {
  private final Rules rules;
  private final double level;

  private CurveCheck(Rules rules, long losses) {
    this.rules = rules;
    this.level = rules.falseAlarms() / Math.max(1, losses);
  }

  /** One loss in one dataset with one backbone: epochs by repetition, both sides. */
  private record Loss(
      String subject,
      String cell,
      WeightsKind weights,
      String metric,
      double[] reference,
      double[] result) {

    boolean isJudged() {
      return reference.length > 0 && result.length > 0;
    }

    boolean isOlympic() {
      return Math.min(reference.length, result.length) >= OlympicMean.FEWEST;
    }

    double mean(double[] epochs) {
      return isOlympic() ? OlympicMean.of(epochs).mean() : Estimates.mean(epochs);
    }

    int kept(double[] epochs) {
      return isOlympic() ? epochs.length - 2 : epochs.length;
    }
  }

  static List<Finding> findings(
      List<TrialRecord> reference, List<TrialRecord> results, Rules rules) {
    Map<String, List<TrialRecord>> before = TrialRecord.completedBySubject(reference);
    Map<String, List<TrialRecord>> after = TrialRecord.completedBySubject(results);
    Set<String> subjects = new LinkedHashSet<>(before.keySet());
    subjects.addAll(after.keySet());
    List<Loss> losses =
        subjects.stream()
            .map(
                subject ->
                    loss(
                        subject,
                        before.getOrDefault(subject, List.of()),
                        after.getOrDefault(subject, List.of()),
                        rules))
            .toList();
    CurveCheck check = new CurveCheck(rules, losses.stream().filter(Loss::isJudged).count());
    return losses.stream()
        .map(
            loss ->
                check.finding(
                    loss, losses.stream().filter(l -> l.cell().equals(loss.cell())).toList()))
        .toList();
  }

  private static Loss loss(
      String subject, List<TrialRecord> reference, List<TrialRecord> results, Rules rules) {
    TrialRecord first = reference.isEmpty() ? results.get(0) : reference.get(0);
    WeightsKind weights = Comparison.compared(first).map(ComparedWeights::kind).orElseThrow();
    double target =
        rules
            .target()
            .orElseGet(
                () -> reference.isEmpty() ? Double.NaN : Approach.target(reference, weights));
    double[] before =
        reference.stream().mapToDouble(r -> Approach.epochs(r, weights, target)).toArray();
    if (before.length > 0) {
      requireReached(subject, first, target, before);
    }
    return new Loss(
        subject,
        first.trial().cell(),
        weights,
        Double.isNaN(target)
            ? "epochs"
            : String.format(
                Locale.ROOT,
                "epochs to %.2f %s",
                target,
                Objects.requireNonNull(first.outcome()).data().metric()),
        before,
        results.stream().mapToDouble(r -> Approach.epochs(r, weights, target)).toArray());
  }

  private static void requireReached(
      String subject, TrialRecord first, double target, double[] epochs) {
    long missed = Arrays.stream(epochs).filter(Double::isInfinite).count();
    if (missed > 0) {
      throw new HarnessException(
          String.format(
              Locale.ROOT,
              "%d of %d repetitions of %s in the reference never reach %.2f; choose a lower"
                  + " --target, or leave it out",
              missed,
              epochs.length,
              subject,
              target));
    }
    if (!Approach.isBeyondChance(first, target)) {
      throw new HarnessException(
          String.format(
              Locale.ROOT,
              "the target %.2f of %s is not better than chance: every network reaches it at once;"
                  + " choose another --target, or a reference that has learned something",
              target,
              subject));
    }
  }

  private Finding finding(Loss loss, List<Loss> cell) {
    if (loss.result().length == 0) {
      return finding(loss, Status.MISSING, true, "no repetition is complete");
    }
    if (loss.reference().length == 0) {
      return finding(loss, Status.NEW, false, "");
    }
    if (Arrays.equals(loss.result(), loss.reference())) {
      return finding(loss, Status.EQUAL, false, "");
    }
    double change = loss.mean(loss.result()) - loss.mean(loss.reference());
    long missed = Arrays.stream(loss.result()).filter(Double::isInfinite).count();
    if (Double.isInfinite(change)) {
      return finding(
          loss, Status.WORSE, true, missed + " of " + loss.result().length + " never get there");
    }
    List<double[]> groups = new ArrayList<>();
    cell.forEach(
        other -> {
          groups.add(other.reference());
          groups.add(Arrays.stream(other.result()).filter(Double::isFinite).toArray());
        });
    Estimates.Pooled pooled = Estimates.pooled(groups);
    if (pooled.degreesOfFreedom() == 0) {
      return finding(loss, Status.WITHIN, false, "one repetition each: chance cannot be told");
    }
    double band =
        pooled.deviation()
            * Math.sqrt(1.0 / loss.kept(loss.reference()) + 1.0 / loss.kept(loss.result()))
            * TDistribution.of(pooled.degreesOfFreedom()).inverseSurvivalProbability(level);
    double before = loss.mean(loss.reference());
    double least =
        loss.isOlympic()
            ? OlympicMean.of(loss.reference())
                .least(loss.kept(loss.result()), OlympicMean.MLPERF_LEVEL)
            : before - band;
    boolean isSlower = change > band;
    boolean isFaster = before + change < least;
    return finding(
        loss,
        isSlower ? Status.WORSE : isFaster ? Status.BETTER : Status.WITHIN,
        isSlower || (isFaster && rules.failsFaster()),
        String.format(
            Locale.ROOT,
            "accepted are %.2f to %.2f (%s, %d degrees of freedom, n = %d and %d)%s",
            least,
            before + band,
            loss.isOlympic() ? "olympic means" : "means",
            pooled.degreesOfFreedom(),
            loss.reference().length,
            loss.result().length,
            missed == 0 ? "" : "; one never gets there"));
  }

  private static Finding finding(Loss loss, Status status, boolean isFailure, String detail) {
    return new Finding(
        loss.subject(),
        loss.weights().toString(),
        loss.metric(),
        loss.mean(loss.reference()),
        loss.mean(loss.result()),
        status,
        isFailure,
        detail);
  }
}
