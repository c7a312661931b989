package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.ProgressFile;
import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.TrialState;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.WorkerReport;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Real processes that behave as workers do, and as they should not. */
@Timeout(300)
class ForkedWorkersTest {
  @TempDir Path folder;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Plan plan = Records.plan();

  /** Workers that run a command, and can greet the loss of their trial. */
  private record Launch(List<String> command, Path folder) implements WorkerLaunch {
    @Override
    public List<String> command(WorkFolder work) {
      return command.stream()
          .map(part -> part.equals(CRASH_REPORT) ? CrashReport.jvmOption(work) : part)
          .toList();
    }

    @Override
    public void prepare(Trial trial, Map<String, String> variables) {
      variables.put("GREETING", "hello-" + trial.loss());
      variables.put("TRIAL", trial.loss() + trial.repetition());
    }

    @Override
    public TrialJob job(Trial trial, String device) {
      return new TrialJob(
          trial, "0.1.0", Settings.of(Map.of()), List.of(), "", "", device, 1, folder.toString());
    }
  }

  /** Stands for the option of a crash report. */
  private static final String CRASH_REPORT = "CRASH_REPORT";

  private ForkedWorkers workers(double timeout, List<String> command, String... devices) {
    return new ForkedWorkers(
        "small", List.of(devices), new Launch(command, folder), Records.TERMS, timeout);
  }

  private ForkedWorkers workers(String script, double timeout) {
    return workers(timeout, List.of("sh", "-c", script, "worker"), "cpu");
  }

  private static List<String> java(String main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  /** Where a script finds its work folder. */
  private static final String WORK = "work=$(dirname \"$1\"); ";

  private Trial trial(int number) {
    return plan.trials().get(number);
  }

  /** A trial's own folder, for tests with several. */
  private Path folder(int number) {
    return folder.resolve("trial-" + number);
  }

  private TrialRecord execute(String script, double timeout) throws InterruptedException {
    return execute(workers(script, timeout), new ArrayList<>());
  }

  private TrialRecord execute(ForkedWorkers workers, List<Progress> heard)
      throws InterruptedException {
    try (SubmittedTrial submitted = workers.submit(trial(0), folder)) {
      return end(submitted, heard);
    }
  }

  /** Polls a trial to its end. */
  private static TrialRecord end(SubmittedTrial submitted, List<Progress> heard)
      throws InterruptedException {
    while (true) {
      TrialState state = submitted.poll();
      if (state instanceof TrialState.Ended ended) {
        return ended.record();
      }
      if (state instanceof TrialState.Running running) {
        running
            .progress()
            .filter(progress -> heard.isEmpty() || !heard.get(heard.size() - 1).equals(progress))
            .ifPresent(heard::add);
      }
      Thread.sleep(10);
    }
  }

  private static TrialRecord end(SubmittedTrial submitted) throws InterruptedException {
    return end(submitted, new ArrayList<>());
  }

  @Test
  void aCrashIsARowWithItsReasonAndTheEndOfItsLog() throws InterruptedException {
    TrialRecord record = execute("seq 1 50 >&2; echo $GREETING; exit 7", 60);
    assertThat(record.failure().reason()).isEqualTo("the worker exited with 7");
    assertThat(record.failure().logTail().lines())
        .hasSize(20)
        .startsWith("32")
        .endsWith("50", "hello-" + trial(0).loss());
  }

  @Test
  void whatTheJvmSaysInEveryWorkerIsNoReason() throws InterruptedException {
    assertThat(
            execute("echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2; exit 7", 60)
                .failure()
                .logTail())
        .isEmpty();
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
    TrialRecord record = execute(workers("exit 7", 60), heard);
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
    List<String> command =
        java(CrashReportTest.Crash.class.getName(), "-XX:-CreateCoredumpOnCrash", CRASH_REPORT);
    TrialRecord record = execute(workers(60, command, "cpu"), new ArrayList<>());
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
        .startsWith("cannot start a worker for " + trial(0).name());
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
    TrialRecord record = Records.completed(trial(0), 31, 30);
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

  private static String progress(String phase, int epoch, int step) {
    return JSON.writeValueAsString(
        new Progress(phase, epoch, 2, step, 4, 100, 9, "mAP", Double.NaN, 5));
  }

  private static String progress(int step) {
    return progress("training", 1, step);
  }

  @Test
  void progressAndReportComeThrough() throws Exception {
    List<Progress> heard = new ArrayList<>();
    String script = WORK + "echo '" + progress(3) + "' >> $work/progress; " + copy(report());
    TrialRecord record = execute(workers(script, 60), heard);
    assertThat(record.outcome()).isEqualTo(completed().outcome());
    assertThat(record.files()).isEqualTo(completed().files());
    assertThat(record.provenance().varying().overheadSeconds())
        .as("nothing of this process' time was training")
        .isBetween(0.0, 10.0);
    assertThat(heard).singleElement().extracting(Progress::step).isEqualTo(3);

    // Kept until the record is written.
    assertThat(folder.resolve("work/report.json")).exists();
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
    TrialRecord record = execute(workers(script, 60), heard);
    assertThat(heard).extracting(Progress::step).containsExactly(1, 2);
    assertThat(record.failure().logTail())
        .startsWith("not understood as progress: no json (Unrecognized token 'no'");
  }

  /** Writes progress and a report as a worker does, in a JVM that prints what JVMs print. */
  static final class Reporting {
    private Reporting() {}

    public static void main(String[] arguments) throws IOException {
      WorkFolder work = new WorkFolder(Path.of(arguments[0]).getParent());
      ProgressFile.writer(work)
          .accept(new Progress("training", 1, 2, 3, 4, 100, 9, "mAP", Double.NaN, 5));
      System.out.println("a library prints");
      System.gc();
      Path part = work.folder().resolve("part");
      Files.copy(work.folder().resolveSibling("prepared.json"), part);
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
    List<String> command = java(Reporting.class.getName(), option, "-XX:MaxNewSize=256m");
    TrialRecord record = execute(workers(60, command, "cpu"), heard);
    assertThat(record.failure()).isNull();
    assertThat(record.outcome()).isEqualTo(completed().outcome());
    assertThat(heard).extracting(Progress::step).containsExactly(3);
  }

  @Test
  void aTrialThatIsCancelledStopsAndIsNoFailure() throws Exception {
    ProcessHandle process;
    try (SubmittedTrial submitted = workers(PID + "sleep 100", 60).submit(trial(0), folder)) {
      assertThat(submitted.poll()).isEqualTo(new TrialState.Running(Optional.empty()));
      process = process();
      submitted.cancel();
      assertThat(submitted.poll()).isInstanceOf(TrialState.Stopped.class);
    }
    assertThat(process.isAlive()).isFalse();
  }

  /** Writes the shell's process id, in which it is replaced by what follows. */
  private static final String PID = WORK + "echo $$ > $work/../pid; exec ";

  private ProcessHandle process() throws Exception {
    Path pid = folder.resolve("pid");
    waitFor(pid, "\n");
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
  }

  private static void waitFor(Path file, String text) throws Exception {
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      Thread.sleep(10);
    }
  }

  /**
   * Notes in {@code steps} when it is loaded and when it begins; the first trial then closes, until
   * there is a file {@code finish}.
   */
  private String stepping() {
    return WORK
        + ("echo loaded $TRIAL $$ >> " + folder.resolve("steps") + "; read go; ")
        + ("echo began $TRIAL >> " + folder.resolve("steps") + "; ")
        + ("test $TRIAL = " + name(0) + " || exit 7; ")
        + ("echo '" + progress("evaluating", 2, 4) + "' >> $work/progress; ")
        + ("while ! test -e " + folder.resolve("finish") + "; do sleep 0.02; done; exit 7");
  }

  /** Polls a trial until another one can be made ready beside it. */
  private static void waitForRoom(ForkedWorkers workers, SubmittedTrial first) throws Exception {
    while (!workers.hasRoom()) {
      first.poll();
      Thread.sleep(10);
    }
  }

  private String name(int number) {
    return trial(number).loss() + trial(number).repetition();
  }

  @Test
  void aWorkerThatWasStartedAheadWaitsForTheDevice() throws Exception {
    ForkedWorkers workers = workers(stepping(), 60);
    Path steps = folder.resolve("steps");
    try (SubmittedTrial first = workers.submit(trial(0), folder(0))) {
      assertThat(workers.hasRoom()).isFalse();
      waitForRoom(workers, first);
      try (SubmittedTrial second = workers.submit(trial(1), folder(1))) {
        assertThat(workers.hasRoom()).isFalse();
        waitFor(steps, "loaded " + name(1));
        assertThat(second.poll()).isInstanceOf(TrialState.Waiting.class);
        Files.createFile(folder.resolve("finish"));
        assertThat(end(first).failure().reason()).isEqualTo("the worker exited with 7");
        assertThat(steps).content().doesNotContain("began " + name(1));
        assertThat(end(second).failure().reason()).isEqualTo("the worker exited with 7");
        assertThat(steps).content().contains("began " + name(1)).hasLineCount(4);
      }
    }
    assertThat(workers.hasRoom()).isTrue();
  }

  @Test
  void aWorkerThatWasStartedAheadForNothingEndsWhenItIsClosed() throws Exception {
    ForkedWorkers workers = workers(stepping(), 60);
    try (SubmittedTrial first = workers.submit(trial(0), folder(0))) {
      waitForRoom(workers, first);
      ProcessHandle ahead;
      try (SubmittedTrial second = workers.submit(trial(1), folder(1))) {
        assertThat(second.poll()).isInstanceOf(TrialState.Waiting.class);
        ahead = loaded(1, 0);
        assertThat(ahead.isAlive()).isTrue();
      }
      assertThat(ahead.isAlive()).isFalse();
    }
  }

  /** The process of the n-th worker, from 0, that was started for a trial. */
  private ProcessHandle loaded(int number, int start) throws Exception {
    Path steps = folder.resolve("steps");
    waitFor(steps, "loaded " + name(number) + " ");
    String line =
        Files.readAllLines(steps).stream()
            .filter(step -> step.startsWith("loaded " + name(number) + " "))
            .toList()
            .get(start);
    return ProcessHandle.of(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .orElseThrow();
  }

  @Test
  void aWorkerThatWasStartedAheadAndDiedIsStartedAgain() throws Exception {
    ForkedWorkers workers = workers(stepping(), 60);
    try (SubmittedTrial first = workers.submit(trial(0), folder(0))) {
      waitForRoom(workers, first);
      try (SubmittedTrial second = workers.submit(trial(1), folder(1))) {
        ProcessHandle ahead = loaded(1, 0);
        ahead.destroyForcibly();
        ahead.onExit().get();
        Files.createFile(folder.resolve("finish"));
        end(first);
        assertThat(end(second).failure().reason()).isEqualTo("the worker exited with 7");
        assertThat(Files.readAllLines(folder.resolve("steps")))
            .filteredOn(step -> step.startsWith("loaded " + name(1)))
            .hasSize(2);
      }
    }
  }

  @Test
  void aWorkerThatCannotGetReadyFailsWhenItsTurnComes() throws Exception {
    ForkedWorkers workers = workers(stepping(), 60);
    Files.writeString(folder(1), "in the way");
    try (SubmittedTrial first = workers.submit(trial(0), folder(0))) {
      waitForRoom(workers, first);
      try (SubmittedTrial second = workers.submit(trial(1), folder(1))) {
        assertThat(second.poll()).isInstanceOf(TrialState.Waiting.class);
        assertThat(first.poll()).isInstanceOf(TrialState.Running.class);
        Files.createFile(folder.resolve("finish"));
        end(first);
        assertThat(end(second).failure().reason())
            .startsWith("cannot start a worker for " + trial(1).name());
      }
    }
  }

  /** The device in a trial's job, as its worker reads it. */
  private String device(int number) throws IOException {
    return JSON.readValue(Files.readString(WorkFolder.of(folder(number)).job()), TrialJob.class)
        .device();
  }

  @Test
  void eachDeviceHasOneTrialAtATimeAndAnotherWhenItIsFree() throws Exception {
    String script =
        "while ! test -e " + folder.resolve("finish-") + "$TRIAL; do sleep 0.02; done; exit 7";
    ForkedWorkers workers = workers(60, List.of("sh", "-c", script, "worker"), "gpu:0", "gpu:1");
    List<SubmittedTrial> all = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        assertThat(workers.hasRoom()).isTrue();
        all.add(workers.submit(trial(i), folder(i)));
        assertThat(all.get(i).poll()).isInstanceOf(TrialState.Running.class);
      }
      assertThat(workers.hasRoom()).isFalse();
      assertThatThrownBy(() -> workers.submit(trial(2), folder(2)))
          .isInstanceOf(IllegalStateException.class);

      Files.createFile(folder.resolve("finish-" + name(1)));
      end(all.get(1));
      assertThat(all.get(0).poll()).isInstanceOf(TrialState.Running.class);
      all.add(workers.submit(trial(2), folder(2)));
      all.get(2).poll();
      assertThat(List.of(device(0), device(1), device(2)))
          .containsExactly("gpu:0", "gpu:1", "gpu:1");
    } finally {
      all.forEach(SubmittedTrial::close);
    }
  }
}
