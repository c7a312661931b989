package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Real processes that behave as workers do, and as they should not. */
class ForkedWorkerTest {
  @TempDir Path folder;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Plan plan = Records.plan();

  private ForkedWorker worker(String script, double timeout) {
    return worker(timeout, List.of("sh", "-c", script), "worker");
  }

  private ForkedWorker worker(double timeout, List<String> command, String last) {
    List<String> all = new ArrayList<>(command);
    all.add(last);
    return new ForkedWorker(
        "small",
        all,
        (trial, variables) -> variables.put("GREETING", "hello-" + trial.loss()),
        trial ->
            new TrialJob(
                trial,
                "0.1.0",
                Settings.of(Map.of()),
                List.of(),
                "",
                "",
                "cpu",
                1,
                folder.toString()),
        Records.TERMS,
        timeout);
  }

  private static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  /** Where a script finds its work folder. */
  private static final String WORK = "work=$(dirname \"$1\"); ";

  private TrialRecord execute(String script, double timeout) throws InterruptedException {
    return worker(script, timeout).execute(plan.trials().get(0), folder, progress -> {});
  }

  @Test
  void aCrashIsARowWithItsReasonAndTheEndOfItsLog() throws InterruptedException {
    TrialRecord record = execute("seq 1 50 >&2; echo $GREETING; exit 7", 60);
    assertThat(record.failure().reason()).isEqualTo("the worker exited with 7");
    assertThat(record.failure().logTail().lines())
        .hasSize(20)
        .startsWith("32")
        .endsWith("50", "hello-" + plan.trials().get(0).loss());
  }

  @Test
  void ofALogOfAnyLengthTheEndIsRead() throws InterruptedException {
    assertThat(
            execute("head -c 20000000 /dev/zero; echo; echo end; exit 7", 60).failure().logTail())
        .endsWith("\nend")
        .hasSizeLessThan(100_000);
  }

  @Test
  void aFailureThatTheWorkerExplainsKeepsItsWords() throws InterruptedException {
    assertThat(execute(WORK + "echo 'no such device' > $work/failure; exit 3", 60).failure())
        .extracting(TrialRecord.Failure::reason)
        .isEqualTo("no such device");
  }

  @Test
  void whatAnEarlierWorkerSaidIsNoReason() throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    for (String file : List.of("failure", "report.json", "log", "progress", "hs_err.log")) {
      Files.writeString(work.resolve(file), "of an earlier worker");
    }
    Files.writeString(work.resolve("checkpoint"), "kept");
    List<Progress> heard = new ArrayList<>();
    TrialRecord record = worker("exit 7", 60).execute(plan.trials().get(0), folder, heard::add);
    assertThat(record.failure()).isEqualTo(new TrialRecord.Failure("the worker exited with 7", ""));
    assertThat(heard).isEmpty();
    assertThat(work.resolve("checkpoint")).hasContent("kept");
  }

  @Test
  void aWorkerThatSomebodyKillsIsARowThatSaysSo() throws InterruptedException {
    assertThat(execute("kill -9 $$", 60).failure().reason())
        .startsWith("the worker was killed by signal 9, by somebody else");
    // A shell whose own parent ignores SIGHUP or SIGINT cannot be killed by them; its exit code
    // can.
    for (String end : List.of("kill -TERM $$", "exit 129", "exit 130")) {
      assertThat(execute(end, 60).failure().reason())
          .matches(
              "the worker was killed by signal \\d+, by somebody else: lossbench itself goes on");
    }
    assertThat(execute("kill -SEGV $$", 60).failure().reason())
        .isEqualTo("the worker crashed with signal 11");
  }

  /** A JVM that is asked to stop ends with 128 + signal by itself. */
  @Test
  void aWorkerThatWasAskedToStopIsARowWhileTheRunIsNotStopped() throws InterruptedException {
    assertThat(execute("exit 143", 60).failure().reason())
        .startsWith("the worker was killed by signal 15, by somebody else");
  }

  @Test
  void aJvmThatCrashesTellsSignalAndFrame() throws InterruptedException {
    TrialRecord record =
        worker(
                60,
                java("-XX:-CreateCoredumpOnCrash", CrashReport.JVM_OPTION),
                CrashReportTest.Crash.class.getName())
            .execute(plan.trials().get(0), folder, progress -> {});
    Path report = folder.resolve("work/hs_err.log");
    assertThat(record.failure().reason())
        .startsWith("the worker's JVM crashed: SIGSEGV (0xb) in V [libjvm.so+0x")
        .endsWith("the report is " + report);
    assertThat(report).isNotEmptyFile();
    assertThat(folder.resolve("work/log")).isNotEmptyFile();
  }

  @Test
  void timeRunsOut() throws InterruptedException {
    assertThat(execute("sleep 60", 0.5).failure().reason()).isEqualTo("timed out after 0.5 s");
    assertThat(execute("sleep 60", 0.0005).failure().reason())
        .isEqualTo("timed out after 0.0005 s");
  }

  @Test
  void aWorkerThatLeavesNoReportFails() throws InterruptedException {
    assertThat(execute("exit 0", 60).failure().reason())
        .isEqualTo("the worker exited with 0, without a report");
  }

  @Test
  void aReportThatIsNoneIsARow() throws InterruptedException {
    assertThat(execute(WORK + "echo '{' > $work/report.json; sleep 60", 60).failure().reason())
        .startsWith("the report " + folder.resolve("work/report.json") + " is damaged: ");
  }

  @Test
  void aWorkerThatCannotBeStartedIsARow() throws Exception {
    Files.writeString(folder.resolve("work"), "in the way");
    assertThat(execute("exit 0", 60).failure().reason())
        .startsWith("cannot start a worker for " + plan.trials().get(0).name());
  }

  @Test
  void aFolderThatIsRemovedUnderAWorkerIsToldAtOnce() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> execute(WORK + "rm -r $work; sleep 100", 300))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("was removed while it was running");
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(60);
  }

  private TrialRecord completed() {
    TrialRecord record = Records.completed(plan.trials().get(0), 31, 30);
    return TrialRecord.completed(
        "small",
        record.trial(),
        record.provenance(),
        record.outcome(),
        Map.of("labels.npy", "ab".repeat(32)));
  }

  /** The file of a report that scripts copy into their work folder. */
  private Path report() throws IOException {
    TrialRecord record = completed();
    return Files.writeString(
        folder.resolve("prepared.json"),
        JSON.writeValueAsString(
            new WorkerReport(record.provenance(), record.outcome(), record.files(), 0)));
  }

  private static String progress(int step) {
    return JSON.writeValueAsString(
        new Progress("training", 1, 2, step, 4, 100, 9, "mAP", Double.NaN, 5));
  }

  @Test
  void progressAndReportComeThrough() throws Exception {
    List<Progress> heard = new ArrayList<>();
    String script = WORK + "echo '" + progress(3) + "' >> $work/progress; " + copy(report());
    ForkedWorker worker = worker(script, 60);
    TrialRecord record = worker.execute(plan.trials().get(0), folder, heard::add);
    assertThat(record.outcome()).isEqualTo(completed().outcome());
    assertThat(record.files()).isEqualTo(completed().files());
    assertThat(record.provenance().varying().overheadSeconds())
        .as("nothing of this process' time was training")
        .isBetween(0.0, 10.0);
    assertThat(heard).singleElement().extracting(Progress::step).isEqualTo(3);

    // Kept until the record is written.
    assertThat(folder.resolve("work/report.json")).exists();
    worker.committed(plan.trials().get(0), folder);
    assertThat(folder.resolve("work")).doesNotExist();
  }

  private static String copy(Path report) {
    return "cp " + report + " $work/part; mv $work/part $work/report.json; ";
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
    TrialRecord record = execute(WORK + script.replace("REPORT", copy(report())), 60);
    assertThat(record.failure()).isNull();
    assertThat(record.outcome()).isEqualTo(completed().outcome());
  }

  @Test
  void whatIsNoProgressIsKeptInTheLogAndTheRestIsHeard() throws Exception {
    List<Progress> heard = new ArrayList<>();
    String script =
        WORK
            + ("echo '" + progress(1) + "' >> $work/progress; ")
            + "echo 'no json' >> $work/progress; sleep 0.2; "
            + ("printf '%s' '" + progress(2).substring(0, 30) + "' >> $work/progress; sleep 0.2; ")
            + ("echo '" + progress(2).substring(30) + "' >> $work/progress; exit 7");
    TrialRecord record = worker(script, 60).execute(plan.trials().get(0), folder, heard::add);
    assertThat(heard).extracting(Progress::step).containsExactly(1, 2);
    assertThat(record.failure().logTail())
        .startsWith("not understood as progress: no json (Unrecognized token 'no'");
  }

  /** Writes progress and a report as a worker does, in a JVM that prints what JVMs print. */
  static final class Reporting {
    private Reporting() {}

    public static void main(String[] arguments) throws IOException {
      Path work = Path.of(arguments[0]).getParent();
      ProgressFile.writer(work)
          .accept(new Progress("training", 1, 2, 3, 4, 100, 9, "mAP", Double.NaN, 5));
      System.out.println("a library prints");
      System.gc();
      Files.copy(work.resolveSibling("prepared.json"), work.resolve("part"));
      Files.move(work.resolve("part"), work.resolve("report.json"));
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
    TrialRecord record =
        worker(60, java(option, "-XX:MaxNewSize=256m"), Reporting.class.getName())
            .execute(plan.trials().get(0), folder, heard::add);
    assertThat(record.failure()).isNull();
    assertThat(record.outcome()).isEqualTo(completed().outcome());
    assertThat(heard).extracting(Progress::step).containsExactly(3);
  }

  @Test
  void aWorkerThatWasStartedAheadWaitsForItsSign() throws Exception {
    Trial trial = plan.trials().get(0);
    Path steps = folder.resolve("steps");
    String script = "echo loaded >> " + steps + "; read go; echo began >> " + steps + "; exit 7";
    try (ForkedWorker worker = worker(script, 60)) {
      worker.prepare(trial, folder);
      worker.prepare(trial, folder);
      while (!Files.exists(steps)) {
        Thread.sleep(10);
      }
      assertThat(steps).content().isEqualTo("loaded\n");
      assertThat(worker.execute(trial, folder, progress -> {}).failure().reason())
          .isEqualTo("the worker exited with 7");
      assertThat(steps).content().isEqualTo("loaded\nbegan\n");
    }
  }

  @Test
  void aWorkerThatWasStartedAheadForNothingEndsWithTheRun() throws Exception {
    Path pid = folder.resolve("pid");
    Path other = Files.createDirectory(folder.resolve("other"));
    String script = "test -e " + pid + " || echo $$ > " + pid + "; read go; exit 7";
    try (ForkedWorker worker = worker(script, 60)) {
      worker.prepare(plan.trials().get(1), other);
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        Thread.sleep(10);
      }
      assertThat(worker.execute(plan.trials().get(0), folder, progress -> {}).failure().reason())
          .isEqualTo("the worker exited with 7");
    }
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
        .matches(process -> process.filter(ProcessHandle::isAlive).isEmpty(), "has ended");
  }

  @Test
  void aWorkerThatWasStartedAheadAndDiedIsStartedAgain() throws Exception {
    Path starts = folder.resolve("starts");
    String script = "echo $$ >> " + starts + "; read go; exit 7";
    try (ForkedWorker worker = worker(script, 60)) {
      worker.prepare(plan.trials().get(0), folder);
      while (!Files.exists(starts) || Files.size(starts) == 0) {
        Thread.sleep(10);
      }
      ProcessHandle ahead =
          ProcessHandle.of(Long.parseLong(Files.readString(starts).strip())).orElseThrow();
      ahead.destroyForcibly();
      ahead.onExit().get();
      assertThat(worker.execute(plan.trials().get(0), folder, progress -> {}).failure().reason())
          .isEqualTo("the worker exited with 7");
    }
    assertThat(Files.readAllLines(starts)).hasSize(2);
  }
}
