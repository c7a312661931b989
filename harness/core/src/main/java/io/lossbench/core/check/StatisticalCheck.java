package io.lossbench.core.check;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.ComparedWeights;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether a loss is worse than in the reference by more than the margin, chance reckoned with.
 *
 * <p>Repetitions with equal seeds are paired. The deviation of their differences is pooled over the
 * losses of a dataset and backbone, so that three repetitions of three losses have six degrees of
 * freedom. Without pairs, deviations of both sides are pooled. Each loss is tested one-sided by
 * Student's t at the rate of false alarms divided by the number of losses (Bonferroni), which holds
 * the rate for all of them together.
 */
final class StatisticalCheck {
  private final Rules rules;
  private final double level;

  private StatisticalCheck(Rules rules, int losses) {
    this.rules = rules;
    this.level = rules.falseAlarms() / Math.max(1, losses);
  }

  /** One loss in one dataset with one backbone: the primary metric by repetition, both sides. */
  private record Loss(
      String subject,
      String cell,
      String metric,
      WeightsKind weights,
      Map<Integer, Double> reference,
      Map<Integer, Double> result,
      Set<Integer> pairs) {

    double mean(Map<Integer, Double> values) {
      return values.values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    double[] differences() {
      return pairs.stream().mapToDouble(r -> of(result, r) - of(reference, r)).toArray();
    }

    private static double of(Map<Integer, Double> values, int repetition) {
      return values.getOrDefault(repetition, Double.NaN);
    }

    boolean isPaired() {
      return !pairs.isEmpty();
    }
  }

  static List<Finding> findings(
      List<TrialRecord> reference, List<TrialRecord> results, Rules rules) {
    Map<String, Loss> losses = losses(reference, results);
    StatisticalCheck check =
        new StatisticalCheck(
            rules,
            (int)
                losses.values().stream()
                    .filter(loss -> !loss.reference().isEmpty() && !loss.result().isEmpty())
                    .count());
    List<Finding> findings = new ArrayList<>();
    for (Loss loss : losses.values()) {
      List<Loss> cell =
          losses.values().stream().filter(other -> other.cell().equals(loss.cell())).toList();
      findings.add(check.finding(loss, cell));
    }
    return findings;
  }

  private static Map<String, Loss> losses(List<TrialRecord> reference, List<TrialRecord> results) {
    Map<String, Loss> losses = new LinkedHashMap<>();
    Map<String, TrialRecord> byName = new LinkedHashMap<>();
    reference.forEach(record -> byName.put(record.trial().name(), record));
    for (TrialRecord record : reference) {
      add(losses, record, true);
    }
    for (TrialRecord record : results) {
      add(losses, record, false);
      TrialRecord other = byName.get(record.trial().name());
      if (other != null
          && record.outcome() != null
          && other.outcome() != null
          && seeds(record).equals(seeds(other))) {
        Objects.requireNonNull(losses.get(record.trial().subject()))
            .pairs()
            .add(record.trial().repetition());
      }
    }
    return losses;
  }

  private static Map<String, Object> seeds(TrialRecord record) {
    return record.trial().spec().settings("seeds").asMap();
  }

  private static void add(Map<String, Loss> losses, TrialRecord record, boolean isReference) {
    Outcome outcome = record.outcome();
    WeightsKind weights =
        Comparison.compared(record).map(ComparedWeights::kind).orElse(WeightsKind.RAW);
    Loss loss =
        losses.computeIfAbsent(
            record.trial().subject(),
            subject ->
                new Loss(
                    subject,
                    record.trial().cell(),
                    outcome == null ? "" : outcome.data().metric(),
                    weights,
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new LinkedHashSet<>()));
    if (outcome != null) {
      (isReference ? loss.reference() : loss.result())
          .put(record.trial().repetition(), Comparison.primary(record, loss.weights()));
    }
  }

  private Finding finding(Loss loss, List<Loss> cell) {
    double before = loss.mean(loss.reference());
    double after = loss.mean(loss.result());
    if (loss.result().isEmpty()) {
      return finding(loss, before, after, Status.MISSING, "no repetition is complete");
    }
    if (loss.reference().isEmpty()) {
      return finding(loss, before, after, Status.NEW, "");
    }
    if (loss.isPaired()) {
      double[] differences = loss.differences();
      double change = Estimates.mean(differences);
      Estimates.Pooled pooled =
          Estimates.pooled(cell.stream().filter(Loss::isPaired).map(Loss::differences).toList());
      return judged(
          loss, change, pooled.deviation() / Math.sqrt(differences.length), pooled, "paired");
    }
    List<double[]> groups = new ArrayList<>();
    cell.forEach(
        other -> {
          groups.add(Estimates.array(other.reference().values()));
          groups.add(Estimates.array(other.result().values()));
        });
    Estimates.Pooled pooled = Estimates.pooled(groups);
    double error =
        pooled.deviation() * Math.sqrt(1.0 / loss.reference().size() + 1.0 / loss.result().size());
    return judged(loss, after - before, error, pooled, "unpaired");
  }

  private Finding judged(
      Loss loss, double change, double error, Estimates.Pooled pooled, String how) {
    double before = loss.mean(loss.reference());
    double after = loss.mean(loss.result());
    if (change == 0 && error == 0) {
      return finding(loss, before, after, Status.EQUAL, "");
    }
    if (pooled.degreesOfFreedom() == 0) {
      return finding(
          loss, before, after, Status.WITHIN, "one repetition each: chance cannot be told");
    }
    Status status =
        isBeyond(-change, error, pooled)
            ? Status.WORSE
            : isBeyond(change, error, pooled) ? Status.BETTER : Status.WITHIN;
    return finding(
        loss,
        before,
        after,
        status,
        String.format(
            Locale.ROOT,
            "changed by %+.2f, standard error %.2f (%s, %d degrees of freedom, n = %d and %d)",
            change,
            error,
            how,
            pooled.degreesOfFreedom(),
            loss.reference().size(),
            loss.result().size()));
  }

  /** Whether a change is larger than the margin by more than chance explains. */
  private boolean isBeyond(double change, double error, Estimates.Pooled pooled) {
    double excess = change - rules.margin();
    if (error == 0) {
      return excess > 0;
    }
    return TDistribution.of(pooled.degreesOfFreedom()).survivalProbability(excess / error) < level;
  }

  private static Finding finding(
      Loss loss, double before, double after, Status status, String detail) {
    return new Finding(
        loss.subject(),
        loss.weights().toString(),
        loss.metric(),
        before,
        after,
        status,
        status == Status.WORSE || status == Status.MISSING,
        detail);
  }
}
