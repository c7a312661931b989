package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.ProgressFile;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.WorkerScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker's word is its report and its progress, whatever else it prints. */
@Timeout(300)
class WorkerReportsTest {
  @TempDir Path folder;

  private static TrialRecord completed() {
    TrialRecord record = Records.completed(FakeWorkers.trial(0), 31, 30);
    return TrialRecord.completed(
        "small",
        record.trial(),
        record.provenance(),
        record.outcome(),
        Map.of("labels.npy", "ab".repeat(32)));
  }

  private String report() throws IOException {
    return WorkerScripts.report(completed(), folder);
  }

  private static Progress step(int step) {
    return WorkerScripts.progress("training", 1, step);
  }

  @Test
  void progressAndReportComeThrough() throws Exception {
    List<Progress> heard = new ArrayList<>();
    String script = WorkerScripts.tell(step(3)) + report();
    TrialRecord record = FakeWorkers.execute(FakeWorkers.script(script), folder, heard);
    assertThat(record.outcome()).isEqualTo(completed().outcome());
    assertThat(record.files()).isEqualTo(completed().files());
    assertThat(record.provenance().varying().overheadSeconds())
        .as("nothing of this process' time was training")
        .isBetween(0.0, 10.0);
    assertThat(heard).singleElement().extracting(Progress::step).isEqualTo(3);

    // Kept until the record is written.
    assertThat(folder.resolve("work/report.json")).exists();
  }

  /** Whatever is printed, and however the process ends: the report is its word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo 'OpenJDK warning: MaxNewSize (262144k) is larger'; REPORT",
        "echo '{\"phase\":\"training\"'; REPORT",
        "head -c 300000 /dev/urandom; REPORT",
        "exec >&- 2>&-; REPORT",
        "REPORT echo done; exit 1",
        "REPORT kill -9 $$",
        "REPORT sleep 100",
        "echo junk > $work/progress; REPORT",
        "printf '{\"phase' > $work/progress; REPORT",
        "mkdir $work/progress; REPORT"
      })
  void nothingThatAWorkerPrintsDisturbsItsReport(String script) throws Exception {
    ForkedWorkers workers = FakeWorkers.script(script.replace("REPORT", report()));
    TrialRecord record = FakeWorkers.execute(workers, folder);
    assertThat(record.failure()).isNull();
    assertThat(record.outcome()).isEqualTo(completed().outcome());
  }

  @Test
  void whatIsNoProgressIsKeptInTheLogAndTheRestIsHeard() throws Exception {
    List<Progress> heard = new ArrayList<>();
    String second = WorkerScripts.json(step(2));
    String script =
        WorkerScripts.tell(step(1))
            + "echo 'no json' >> $work/progress; sleep 0.2; "
            + ("printf '%s' '" + second.substring(0, 30) + "' >> $work/progress; sleep 0.2; ")
            + ("echo '" + second.substring(30) + "' >> $work/progress; exit 7");
    TrialRecord record = FakeWorkers.execute(FakeWorkers.script(script), folder, heard);
    assertThat(heard).extracting(Progress::step).containsExactly(1, 2);
    assertThat(record.failure().logTail())
        .startsWith("not understood as progress: no json (Unrecognized token 'no'");
  }

  /** Writes progress and a report as a worker does, in a JVM that prints what JVMs print. */
  static final class Reporting {
    private Reporting() {}

    public static void main(String[] arguments) throws IOException {
      WorkFolder work = new WorkFolder(Path.of(arguments[0]).getParent());
      ProgressFile.writer(work).accept(step(3));
      System.out.println("a library prints");
      System.gc();
      Path part = work.folder().resolve("part");
      Files.copy(work.folder().resolveSibling(WorkerScripts.PREPARED), part);
      Files.move(part, work.report());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx200m",
        "-Xmx250m",
        "-XX:MaxRAM=1g",
        "-Xlog:gc",
        "-Xlog:startuptime",
        "-Xlog:all=warning:stderr",
        "-XX:+UseLargePages",
        "-XX:+PrintFlagsFinal"
      })
  void jvmsThatPrintLinesOfTheirOwnFinish(String option) throws Exception {
    report();
    List<Progress> heard = new ArrayList<>();
    List<String> command = JvmCommand.of(Reporting.class, option, "-XX:MaxNewSize=256m");
    TrialRecord record = FakeWorkers.execute(FakeWorkers.of(command), folder, heard);
    assertThat(record.failure()).isNull();
    assertThat(record.outcome()).isEqualTo(completed().outcome());
    assertThat(heard).extracting(Progress::step).containsExactly(3);
  }
}
