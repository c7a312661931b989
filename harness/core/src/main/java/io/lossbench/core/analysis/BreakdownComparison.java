package io.lossbench.core.analysis;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Breakdown;
import io.lossbench.core.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parts of a task's {@link Breakdown} by loss.
 *
 * @param rows one for each loss with completed trials, in the suite's order
 */
public record BreakdownComparison(Breakdown breakdown, List<Row> rows) {
  public BreakdownComparison {
    rows = List.copyOf(rows);
  }

  /**
   * A loss.
   *
   * @param index of the loss in the suite
   * @param cells one for each part, in the breakdown's order
   */
  public record Row(String loss, int index, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * A part's metric under a loss.
   *
   * @param values by repetition, those that are defined
   */
  public record Cell(Map<Integer, Double> values, Summary summary) {
    public Cell {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }
  }

  /** Of a comparison; empty if its task has no such parts, or none was ever judged. */
  public static Optional<BreakdownComparison> of(Comparison comparison) {
    Optional<Breakdown> breakdown = comparison.task().flatMap(Task::breakdown);
    if (breakdown.isEmpty()) {
      return Optional.empty();
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < comparison.rows().size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      if (!row.records().isEmpty()) {
        rows.add(
            new Row(
                row.loss(),
                i,
                breakdown.get().parts().stream()
                    .map(part -> cell(comparison, row, part.metric()))
                    .toList()));
      }
    }
    boolean judged =
        rows.stream().flatMap(row -> row.cells().stream()).anyMatch(cell -> cell.summary.n() > 0);
    return judged ? Optional.of(new BreakdownComparison(breakdown.get(), rows)) : Optional.empty();
  }

  private static Cell cell(Comparison comparison, Comparison.Row row, String metric) {
    Map<Integer, Double> values = new TreeMap<>();
    for (TrialRecord record : row.records()) {
      Optional.ofNullable(record.outcome())
          .flatMap(outcome -> outcome.evaluation(comparison.weights()))
          .map(evaluation -> evaluation.metrics().get(metric))
          .filter(Double::isFinite)
          .ifPresent(value -> values.put(record.trial().repetition(), value));
    }
    return new Cell(
        values, Summary.of(values.values().stream().mapToDouble(Double::doubleValue).toArray()));
  }
}
