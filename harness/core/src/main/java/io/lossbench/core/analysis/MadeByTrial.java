package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.MadeOfScores;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is made of the scores of each trial: as a ledger has kept it, or else of the scores that lie
 * in the ledger.
 */
final class MadeByTrial<T extends MadeOfScores> {
  /** How it is made. */
  interface Maker<T> {
    /** Whether a task has such a thing. */
    boolean isFor(Task task);

    /** Whether what was kept, maybe by another version, is what would be made today. */
    boolean isCurrent(T kept, Task task, Outcome.Evaluation evaluation);

    /** It, made of the scores in a trial's folder; empty if they are no such scores or too many. */
    Optional<T> made(Task task, Scores scores);
  }

  /**
   * The scores that it is made of.
   *
   * @param trial its id
   * @param folder of the trial
   * @param count images times classes
   */
  record Scores(String trial, Path folder, long count, Outcome.Evaluation evaluation) {}

  private final Ledger ledger;
  private final Kept<T> kind;
  private final Maker<T> maker;
  private final Map<String, List<T>> kept;

  MadeByTrial(Ledger ledger, Kept<T> kind, Maker<T> maker) {
    this.ledger = ledger;
    this.kind = kind;
    this.maker = maker;
    this.kept = ledger.kept(kind).stream().collect(Collectors.groupingBy(MadeOfScores::trial));
  }

  /**
   * What is known of a comparison.
   *
   * @param rows one for each loss that something is known of, in the suite's order
   * @param trials that were compared; 0 for a task that has no such thing
   * @param without those of them that nothing is known of
   */
  record Known<T>(List<Row<T>> rows, int trials, int without) {}

  /**
   * What is known of a loss.
   *
   * @param index of the loss in the suite
   * @param trials one for each trial, by repetition
   */
  record Row<T>(String loss, int index, List<T> trials) {}

  Known<T> of(Comparison comparison) {
    Optional<Task> task = comparison.task().filter(maker::isFor);
    if (task.isEmpty()) {
      return new Known<>(List.of(), 0, 0);
    }
    List<Row<T>> rows = new ArrayList<>();
    int trials = 0;
    int known = 0;
    for (int i = 0; i < comparison.rows().size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      List<T> made =
          row.records().stream().flatMap(each -> of(each, comparison, task.get())).toList();
      trials += row.records().size();
      known += made.size();
      if (!made.isEmpty()) {
        rows.add(new Row<>(row.loss(), i, made));
      }
    }
    return new Known<>(rows, trials, trials - known);
  }

  /** Keeps in the ledger what is known of comparisons; no file where there never was any. */
  void keep(List<Comparison> comparisons) {
    List<T> all =
        comparisons.stream()
            .flatMap(each -> of(each).rows().stream())
            .flatMap(row -> row.trials().stream())
            .toList();
    if (!all.isEmpty() || !kept.isEmpty()) {
      ledger.keep(kind, all);
    }
  }

  private Stream<T> of(TrialRecord record, Comparison comparison, Task task) {
    Outcome outcome = record.outcome();
    if (outcome == null) {
      return Stream.empty();
    }
    return outcome
        .evaluation(comparison.weights())
        .flatMap(
            evaluation ->
                kept.getOrDefault(record.trial().id(), List.of()).stream()
                    .filter(each -> each.belongsTo(evaluation))
                    .filter(each -> maker.isCurrent(each, task, evaluation))
                    .findFirst()
                    .or(() -> made(record, outcome, evaluation, task)))
        .stream();
  }

  private Optional<T> made(
      TrialRecord record, Outcome outcome, Outcome.Evaluation evaluation, Task task) {
    LedgerCheck files = LedgerCheck.ofFiles(ledger, List.of(record));
    if (files.files() == 0 || !files.faults().isEmpty()) {
      return Optional.empty();
    }
    String id = record.trial().id();
    long count = (long) outcome.data().testImages() * outcome.data().classes().size();
    return maker.made(task, new Scores(id, ledger.trialFolder(id), count, evaluation));
  }
}
