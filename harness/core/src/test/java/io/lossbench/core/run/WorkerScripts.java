package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shell scripts that stand for workers. In all of them {@code $work} is the folder of the worker's
 * files.
 */
public final class WorkerScripts {
  /** The file from which a script copies its report. */
  public static final String PREPARED = "prepared.json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private WorkerScripts() {}

  /** Program and arguments of a script, to which the job file is appended. */
  public static List<String> command(String script) {
    return List.of("sh", "-c", "work=$(dirname \"$1\"); " + script, "worker");
  }

  /** The statement that tells progress. */
  public static String tell(Progress progress) {
    return "echo '" + json(progress) + "' >> $work/progress; ";
  }

  /** Progress as a worker writes it, on one line. */
  public static String json(Progress progress) {
    return JSON.writeValueAsString(progress);
  }

  /** Progress of a trial of two epochs with four steps each. */
  public static Progress progress(String phase, int epoch, int step) {
    return new Progress(phase, epoch, 2, step, 4, 100, 9, "mAP", Double.NaN, 5);
  }

  /**
   * The statement that leaves a report, as a whole at once.
   *
   * @param record what the report says; it is written into {@code folder} now
   */
  public static String report(TrialRecord record, Path folder) throws IOException {
    Path prepared =
        Files.writeString(
            folder.resolve(PREPARED),
            JSON.writeValueAsString(
                new WorkerReport(record.provenance(), record.outcome(), record.files(), 0)));
    return "cp " + prepared + " $work/part; mv $work/part $work/report.json; ";
  }
}
