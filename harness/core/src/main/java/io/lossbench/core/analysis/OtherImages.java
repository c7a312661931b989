package io.lossbench.core.analysis;

import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.ImageErrors;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.PairedBootstrap;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What other test images would do to the differences of a comparison: by a paired bootstrap over
 * the scores that lie in a ledger, or as the ledger has kept it from a time when they did.
 */
final class OtherImages {
  /** Above it, 2,000 draws would take minutes. */
  private static final long MOST_SCORES = 50_000_000;

  private static final long SEED = 95;

  private OtherImages() {}

  /** Of a comparison; empty if the ledger has neither scores nor what was made of them. */
  static Optional<ImageErrors> of(Ledger ledger, List<ImageErrors> kept, Comparison comparison) {
    List<TrialRecord> paired = paired(comparison);
    String made = madeOf(paired, comparison.weights());
    Optional<ImageErrors> known =
        kept.stream()
            .filter(
                each ->
                    each.belongsTo(
                        comparison.dataset(), comparison.backbone(), comparison.baseline(), made))
            .findFirst();
    if (known.isPresent() || comparison.task().isEmpty() || !isFeasible(paired)) {
      return known;
    }
    LedgerCheck files = LedgerCheck.ofFiles(ledger, paired);
    return files.files() == 0 || !files.faults().isEmpty()
        ? Optional.empty()
        : draw(ledger, comparison, comparison.task().get(), paired, made);
  }

  private static Optional<ImageErrors> draw(
      Ledger ledger, Comparison comparison, Task task, List<TrialRecord> paired, String made) {
    List<ToDoubleFunction<int[]>> metrics =
        paired.stream()
            .flatMap(
                record ->
                    task
                        .resampled(ledger.trialFolder(record.trial().id()), comparison.weights())
                        .stream())
            .toList();
    if (metrics.size() < paired.size()) {
      return Optional.empty();
    }
    List<String> losses = judged(comparison);
    double[][] contrasts =
        losses.stream().map(loss -> contrast(loss, comparison, paired)).toArray(double[][]::new);
    PairedBootstrap bootstrap =
        PairedBootstrap.of(
            images(paired), metrics, contrasts, PairedBootstrap.RESAMPLES, SplitMix64.stream(SEED));
    if (Double.isNaN(bootstrap.critical())) {
      return Optional.empty();
    }
    Map<String, Double> errors = new LinkedHashMap<>();
    for (int i = 0; i < losses.size(); i++) {
      errors.put(losses.get(i), bootstrap.standardErrors()[i]);
    }
    return Optional.of(
        new ImageErrors(
            comparison.dataset(),
            comparison.backbone(),
            comparison.baseline(),
            comparison.weights(),
            made,
            PairedBootstrap.RESAMPLES,
            bootstrap.critical(),
            errors));
  }

  /** The losses that have a difference to the baseline. */
  private static List<String> judged(Comparison comparison) {
    return comparison.rows().stream()
        .filter(row -> row.difference().isPresent())
        .map(Comparison.Row::loss)
        .toList();
  }

  /** The baseline's trials and those of the losses that have a difference to it. */
  private static List<TrialRecord> paired(Comparison comparison) {
    List<String> losses = judged(comparison);
    List<TrialRecord> paired = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      if (!losses.isEmpty()
          && (row.loss().equals(comparison.baseline()) || losses.contains(row.loss()))) {
        row.records().stream()
            .filter(record -> evaluation(record, comparison.weights()).isPresent())
            .forEach(paired::add);
      }
    }
    return paired;
  }

  /** The mean over the repetitions that a loss shares with the baseline, less the baseline's. */
  private static double[] contrast(String loss, Comparison comparison, List<TrialRecord> paired) {
    List<Integer> common = new ArrayList<>(repetitions(loss, paired));
    common.retainAll(repetitions(comparison.baseline(), paired));
    return paired.stream()
        .mapToDouble(
            record ->
                !common.contains(record.trial().repetition())
                    ? 0
                    : record.trial().loss().equals(loss)
                        ? 1.0 / common.size()
                        : record.trial().loss().equals(comparison.baseline())
                            ? -1.0 / common.size()
                            : 0)
        .toArray();
  }

  private static List<Integer> repetitions(String loss, List<TrialRecord> records) {
    return records.stream()
        .filter(record -> record.trial().loss().equals(loss))
        .map(record -> record.trial().repetition())
        .toList();
  }

  private static boolean isFeasible(List<TrialRecord> paired) {
    long classes =
        paired.stream()
            .flatMap(record -> Optional.ofNullable(record.outcome()).stream())
            .mapToLong(outcome -> outcome.data().classes().size())
            .max()
            .orElse(0);
    return !paired.isEmpty() && images(paired) * classes * paired.size() <= MOST_SCORES;
  }

  private static int images(List<TrialRecord> paired) {
    return paired.stream()
        .flatMap(record -> Optional.ofNullable(record.outcome()).stream())
        .mapToInt(outcome -> outcome.data().testImages())
        .max()
        .orElse(0);
  }

  private static Optional<Outcome.Evaluation> evaluation(TrialRecord record, WeightsKind weights) {
    return Optional.ofNullable(record.outcome()).flatMap(outcome -> outcome.evaluation(weights));
  }

  private static String madeOf(List<TrialRecord> paired, WeightsKind weights) {
    String all =
        paired.stream()
            .flatMap(
                record ->
                    evaluation(record, weights).stream()
                        .map(each -> record.trial().id() + " " + each.scoresSha256()))
            .collect(Collectors.joining("\n", weights + "\n", ""));
    return Digest.sha256().update(all).hex();
  }
}
