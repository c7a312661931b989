package io.lossbench.core.ledger;

import io.lossbench.core.file.SpreadsheetCell;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as RFC 4180 tables; doubles are written in their shortest form that reads back to the
 * same bits.
 */
public final class TrialTable {
  /** Columns of {@code trials.csv} that differ from run to run although the trial is the same. */
  public static final Set<String> VARYING_COLUMNS =
      Set.of(
          "train_images_per_s",
          "eval_images_per_s",
          "epoch_s",
          "step_ms_p50",
          "step_ms_p95",
          "data_wait_share",
          "loss_us",
          "upload_ms",
          "forward_ms",
          "backward_ms",
          "optimizer_ms",
          "peak_process_bytes",
          "peak_device_bytes",
          "wall_s",
          "overhead_s",
          "warmup_steps",
          "processes",
          "started",
          "finished",
          "host");

  static final String TRIALS = "trials.csv";
  static final String EPOCHS = "epochs.csv";

  private TrialTable() {}

  /** One row a trial and kind of weights; a failed trial has one row with its reason. */
  static String trials(List<TrialRecord> records) {
    Set<String> metrics = new LinkedHashSet<>();
    for (TrialRecord record : records) {
      if (record.outcome() != null) {
        record
            .outcome()
            .weights()
            .forEach(evaluation -> metrics.addAll(evaluation.metrics().keySet()));
      }
    }
    Rows rows = new Rows(records);
    for (TrialRecord record : records) {
      if (record.outcome() == null) {
        rows.add(record, row(record, null, metrics));
      } else {
        record
            .outcome()
            .weights()
            .forEach(evaluation -> rows.add(record, row(record, evaluation, metrics)));
      }
    }
    return rows.text();
  }

  private static Map<String, Object> row(
      TrialRecord record, Outcome.@Nullable Evaluation evaluation, Set<String> metrics) {
    Map<String, Object> row = identity(record);
    row.put("weights", evaluation == null ? "" : evaluation.weights());
    row.put("status", record.isCompleted() ? "completed" : "failed");
    row.put("reason", record.failure() == null ? "" : record.failure().reason());
    row.put("epoch", evaluation == null ? "" : evaluation.epoch());
    for (String metric : metrics) {
      row.put(
          metric, evaluation == null ? "" : evaluation.metrics().getOrDefault(metric, Double.NaN));
    }
    row.put("metric", record.outcome() == null ? "" : record.outcome().data().metric());
    row.put("best_test_epoch", evaluation == null ? "" : evaluation.bestTestEpoch());
    row.put("best_test", evaluation == null ? "" : evaluation.bestTest());
    row.put("weights_sha256", evaluation == null ? "" : evaluation.weightsSha256());
    row.put("scores_sha256", evaluation == null ? "" : evaluation.scoresSha256());
    Outcome.Performance speed = record.outcome() == null ? null : record.outcome().performance();
    row.put("train_images_per_s", speed == null ? "" : speed.trainImagesPerSecond());
    row.put("eval_images_per_s", speed == null ? "" : speed.evalImagesPerSecond());
    row.put("epoch_s", speed == null ? "" : speed.epochSeconds());
    row.put("step_ms_p50", speed == null ? "" : speed.stepMillisP50());
    row.put("step_ms_p95", speed == null ? "" : speed.stepMillisP95());
    row.put("data_wait_share", speed == null ? "" : speed.dataWaitShare());
    row.put("loss_us", speed == null ? "" : speed.lossMicros());
    Outcome.StepParts parts = speed == null ? null : speed.stepParts();
    row.put("upload_ms", parts == null ? "" : parts.uploadMillis());
    row.put("forward_ms", parts == null ? "" : parts.forwardMillis());
    row.put("backward_ms", parts == null ? "" : parts.backwardMillis());
    row.put("optimizer_ms", parts == null ? "" : parts.optimizerMillis());
    row.put("peak_process_bytes", speed == null ? "" : speed.peakProcessBytes());
    row.put("peak_device_bytes", speed == null ? "" : speed.peakDeviceBytes());
    row.put("wall_s", speed == null ? "" : speed.wallSeconds());
    Double overhead = record.provenance().varying().overheadSeconds();
    row.put("overhead_s", overhead == null ? "" : overhead);
    row.put("warmup_steps", speed == null ? "" : speed.warmupSteps());
    row.put("processes", speed == null ? "" : speed.processes());
    Provenance.Terms terms = record.provenance().comparable();
    row.put("lossbench", terms.lossbench());
    row.put("engine", terms.engine());
    row.put("device", terms.device());
    row.put("device_model", terms.deviceModel());
    row.put("threads", terms.threads());
    row.put("started", record.provenance().varying().started());
    row.put("finished", record.provenance().varying().finished());
    row.put("host", record.provenance().varying().host());
    return row;
  }

  /** One row a trial and epoch. */
  static String epochs(List<TrialRecord> records) {
    Set<String> tracked = new LinkedHashSet<>();
    for (TrialRecord record : records) {
      if (record.outcome() != null) {
        record.outcome().epochs().forEach(epoch -> tracked.addAll(epoch.tracked().keySet()));
      }
    }
    Rows rows = new Rows(records);
    for (TrialRecord record : records) {
      Outcome outcome = record.outcome();
      for (Outcome.Epoch epoch : outcome == null ? List.<Outcome.Epoch>of() : outcome.epochs()) {
        Map<String, Object> row = identity(record);
        row.put("epoch", epoch.epoch());
        row.put("train_loss", epoch.trainLoss());
        row.put("learning_rate", epoch.learningRate());
        row.put("metric", outcome == null ? "" : outcome.data().metric());
        row.put("raw", epoch.raw());
        row.put("ema", epoch.ema());
        row.put("validation_raw", epoch.validationRaw());
        row.put("validation_ema", epoch.validationEma());
        for (String name : tracked) {
          row.put(name, epoch.tracked().getOrDefault(name, Double.NaN));
        }
        row.put("seconds", epoch.seconds());
        rows.add(record, row);
      }
    }
    return rows.text();
  }

  private static Map<String, Object> identity(TrialRecord record) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("schema_version", record.schemaVersion());
    row.put("suite", record.suite());
    row.put("trial", record.trial().id());
    row.put("dataset", record.trial().dataset());
    row.put("backbone", record.trial().backbone());
    row.put("loss", record.trial().loss());
    row.put("repetition", record.trial().repetition());
    return row;
  }

  /**
   * The rows of a table, each written when it is added. Each says on which images its metrics were
   * measured, where some are of tuning trials; tables of suites that are not tuned have no such
   * column.
   */
  private static final class Rows {
    private final boolean tuned;
    private final StringBuilder text = new StringBuilder();
    private boolean empty = true;

    Rows(List<TrialRecord> records) {
      this.tuned = records.stream().map(TrialRecord::trial).anyMatch(Trial::isTuning);
    }

    void add(TrialRecord record, Map<String, Object> row) {
      if (tuned) {
        row.put("judged_on", record.trial().isTuning() ? "validation" : "test");
      }
      if (empty) {
        print(row.keySet());
        empty = false;
      }
      print(row.values().stream().map(TrialTable::cell).toList());
    }

    String text() {
      if (empty) {
        print(List.of("schema_version"));
      }
      return text.toString();
    }

    private void print(Collection<?> cells) {
      try {
        CSVFormat.RFC4180.printRecord(text, cells.toArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Object cell(Object value) {
    return value instanceof String text ? SpreadsheetCell.of(text) : value;
  }
}
