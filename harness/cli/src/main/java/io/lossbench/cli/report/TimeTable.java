package io.lossbench.cli.report;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How fast each loss was trained and evaluated; means over the repetitions, of peaks the highest.
 *
 * @param note a sentence if the machine was not quiet; empty if it was, or that is not known
 */
public record TimeTable(List<Row> rows, String note) {
  private static final String MARK = " †";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("loss", row -> row.loss() + (disturbed(row).isEmpty() ? "" : MARK)),
          new Column(
              "training images/s",
              row -> Numbers.rounded(row.mean(o -> o.performance().trainImagesPerSecond()))),
          new Column(
              "evaluation images/s",
              row -> Numbers.rounded(row.mean(o -> o.performance().evalImagesPerSecond()))),
          new Column(
              "step ms, p50 / p95",
              row ->
                  Numbers.rounded(row.mean(o -> o.performance().stepMillisP50()))
                      + " / "
                      + Numbers.rounded(row.mean(o -> o.performance().stepMillisP95()))),
          new Column(
              "epoch s", row -> Numbers.rounded(row.mean(o -> o.performance().epochSeconds()))),
          new Column(
              "waiting for data",
              row -> Numbers.rounded(100 * row.mean(o -> o.performance().dataWaitShare())) + " %"),
          new Column(
              "loss value and gradient, µs",
              row -> Numbers.rounded(row.mean(o -> o.performance().lossMicros()))),
          new Column(
              "a step: upload / forward / loss / backward / optimizer and EMA",
              TimeTable::stepParts),
          new Column("peak memory", TimeTable::peakMemory),
          new Column(
              "trial s", row -> Numbers.rounded(row.mean(o -> o.performance().wallSeconds()))));

  private record Column(String heading, Function<Comparison.Row, String> value) {}

  /** The values of a loss, in the order of the headings. */
  public record Row(List<String> values) {}

  static TimeTable of(List<Comparison.Row> losses) {
    return new TimeTable(
        losses.stream()
            .map(loss -> new Row(COLUMNS.stream().map(c -> c.value().apply(loss)).toList()))
            .toList(),
        note(losses));
  }

  /** What others took of the processors in each trial whose speeds cannot be trusted. */
  private static List<Double> disturbed(Comparison.Row row) {
    return row.records().stream()
        .map(TrialRecord::outcome)
        .flatMap(Stream::ofNullable)
        .map(Outcome::performance)
        .flatMapToDouble(performance -> performance.disturbance().stream())
        .boxed()
        .toList();
  }

  private static String note(List<Comparison.Row> losses) {
    List<Double> taken = losses.stream().flatMap(loss -> disturbed(loss).stream()).toList();
    long trials = losses.stream().mapToLong(loss -> loss.records().size()).sum();
    return taken.isEmpty()
        ? ""
        : "† The machine was not quiet: in "
            + taken.size()
            + " of "
            + trials
            + " trials others took more than "
            + Numbers.fixed(100 * Outcome.Performance.QUIET, 0)
            + " % of the processor time that the trial could have"
            + " used, up to "
            + Numbers.fixed(100 * Collections.max(taken), 0)
            + " %. These speeds are too low.";
  }

  /** What the columns are. */
  public List<String> headings() {
    return COLUMNS.stream().map(Column::heading).toList();
  }

  private static String peakMemory(Comparison.Row row) {
    double peak =
        row.records().stream()
            .map(TrialRecord::outcome)
            .flatMap(Stream::ofNullable)
            .mapToDouble(outcome -> outcome.performance().peakProcessBytes())
            .max()
            .orElse(Double.NaN);
    return Numbers.fixed(peak / (1 << 20), 0) + " MiB";
  }

  /** Upload, forward, loss, backward, optimizer: shares of their sum. */
  private static String stepParts(Comparison.Row row) {
    double[] millis = {
      row.mean(o -> o.performance().stepParts().uploadMillis()),
      row.mean(o -> o.performance().stepParts().forwardMillis()),
      row.mean(o -> o.performance().stepParts().lossMillis()),
      row.mean(o -> o.performance().stepParts().backwardMillis()),
      row.mean(o -> o.performance().stepParts().optimizerMillis())
    };
    double sum = Arrays.stream(millis).sum();
    return Arrays.stream(millis)
            .mapToObj(part -> Numbers.fixed(100 * part / sum, 0))
            .collect(Collectors.joining(" / "))
        + " %";
  }
}
