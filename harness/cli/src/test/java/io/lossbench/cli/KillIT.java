package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.file.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs and workers that are killed (SIGKILL) at random moments: the same command again ends in the
 * same bits.
 *
 * <p>{@code -Dlossbench.kills.run=50 -Dlossbench.kills.worker=20} for more of them; {@code
 * -Dlossbench.kills.seed=7} for other moments.
 */
class KillIT {
  private static final int RUNS = Integer.getInteger("lossbench.kills.run", 1);
  private static final int WORKERS = Integer.getInteger("lossbench.kills.worker", 1);

  @TempDir static Path folder;
  private static Path suite;
  private static Map<String, String> undisturbed;
  private static double seconds;

  private final Random random = new Random(Long.getLong("lossbench.kills.seed", 1));

  @BeforeAll
  static void undisturbed() throws Exception {
    suite = Cli.tinySuite(folder, "killed", 4, "bce", "asl");
    long start = System.nanoTime();
    finish(start("undisturbed"), 0);
    seconds = (System.nanoTime() - start) / 1e9;
    undisturbed = content("undisturbed");
  }

  /** A run with one trial after the other. */
  private static Process start(String results) throws IOException {
    return start(results, 1);
  }

  private static Process start(String results, int jobs) throws IOException {
    return Cli.process(
            folder.resolve("log"),
            List.of(),
            "run",
            suite.toString(),
            "--threads",
            "1",
            "--jobs",
            Integer.toString(jobs),
            "--no-report",
            "--results",
            folder.resolve(results).toString())
        .start();
  }

  private static void finish(Process run, int code) throws Exception {
    assertThat(run.waitFor(400, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(log()).isEqualTo(code);
  }

  private static String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** The comparable part of the table, and SHA-256 of scores, labels and weights, by file. */
  private static Map<String, String> content(String results) throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path ledger = folder.resolve(results).resolve("killed");
    content.put("trials.csv", Cli.comparable(ledger.resolve("trials.csv")).toString());
    try (var files = Files.walk(ledger)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = ledger.relativize(file).toString();
        if (name.endsWith(".npy") || name.endsWith(".safetensors")) {
          content.put(name, Digest.ofFile(file));
        }
      }
    }
    return content;
  }

  /** Everything is there, as if undisturbed, and nothing else. */
  private void requireSame(String results) throws IOException {
    assertThat(content(results)).isEqualTo(undisturbed);
    Cli verify = Cli.run("verify", folder.resolve(results).toString());
    assertThat(verify.code()).as(verify.out()).isZero();
    try (var files = Files.walk(folder.resolve(results))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("neither temporary files nor work folders")
          .noneMatch(name -> name.endsWith(".tmp") || name.equals("work"));
    }
  }

  private void sleepAtRandom() throws InterruptedException {
    Thread.sleep((long) (1000 * seconds * random.nextDouble()));
  }

  /** Both trials run at once, and are killed at once. */
  @Test
  void runsThatAreKilledGoOnToTheSameBits() throws Exception {
    for (int i = 0; i < RUNS; i++) {
      String results = "run-" + i;
      Process run = start(results, 2);
      sleepAtRandom();
      run.destroyForcibly().waitFor();
      finish(start(results, 2), 0);
      requireSame(results);
    }
  }

  @Test
  void aTrialThatIsKilledAfterAnEpochGoesOnFromItsCheckpointToTheSameBits() throws Exception {
    Process run = start("checkpoint");
    Path trials = folder.resolve("checkpoint/killed/trials");
    while (checkpoints(trials) == 0) {
      assertThat(run.isAlive()).as(log()).isTrue();
      Thread.sleep(10);
    }
    run.destroyForcibly().waitFor();
    finish(start("checkpoint"), 0);
    requireSame("checkpoint");
    assertThat(Cli.table(trials.resolveSibling("trials.csv")))
        .anyMatch(row -> !row.get("processes").equals("1"));
  }

  private static long checkpoints(Path trials) throws IOException {
    if (!Files.exists(trials)) {
      return 0;
    }
    try (var folders = Files.list(trials)) {
      return folders.filter(trial -> Files.exists(trial.resolve("work/checkpoint"))).count();
    }
  }

  @Test
  void workersThatAreKilledAreRowsAndTheirTrialsEndInTheSameBits() throws Exception {
    for (int i = 0; i < WORKERS; i++) {
      String results = "worker-" + i;
      Process run = start(results);
      sleepAtRandom();
      boolean killed =
          run.descendants().map(ProcessHandle::destroyForcibly).toList().contains(true);
      assertThat(run.waitFor(400, TimeUnit.SECONDS)).isTrue();
      // A worker that had not begun, or was done, is not missed.
      assertThat(run.exitValue()).as(log()).isIn(killed ? List.of(0, 1) : List.of(0));
      if (run.exitValue() == 1) {
        assertThat(log())
            .contains("FAILED: the worker was killed by signal 9, by somebody else")
            .contains("failed trials are tried again by the same command");
      }
      finish(start(results), 0);
      requireSame(results);
    }
  }

  @Test
  void twoRunsAtOnceDoNotMeet() throws Exception {
    Process first = start("both");
    Process second =
        Cli.process(
                folder.resolve("second.log"),
                List.of(),
                "run",
                suite.toString(),
                "--threads",
                "1",
                "--no-report",
                "--results",
                folder.resolve("both").toString())
            .start();
    assertThat(first.waitFor(400, TimeUnit.SECONDS)).isTrue();
    assertThat(second.waitFor(400, TimeUnit.SECONDS)).isTrue();
    assertThat(List.of(first.exitValue(), second.exitValue())).containsExactlyInAnyOrder(0, 3);
    assertThat(log() + Files.readString(folder.resolve("second.log")))
        .contains("another lossbench writes to");
    requireSame("both");
  }

  @Test
  void aWorkerThatIsAskedToStopDoesNotEndTheRun() throws Exception {
    Process run = start("terminated");
    for (int i = 0; i < 1200 && run.descendants().findAny().isEmpty(); i++) {
      Thread.sleep(50);
    }
    Thread.sleep(500);
    run.descendants().forEach(ProcessHandle::destroy);
    finish(run, 1);
    assertThat(log()).contains("FAILED: the worker was killed by signal 15, by somebody else");
    finish(start("terminated"), 0);
    requireSame("terminated");
  }

  @Test
  void resultsThatAreRemovedInTheMiddleAreToldAtOnce() throws Exception {
    Process run = start("removed");
    Path results = folder.resolve("removed/killed");
    for (int i = 0; i < 1200 && !Files.exists(results.resolve("trials")); i++) {
      Thread.sleep(50);
    }
    assertThat(new ProcessBuilder("rm", "-rf", results.toString()).start().waitFor()).isZero();
    finish(run, 3);
    assertThat(log()).contains("was removed").containsIgnoringCase("run the same command again");
  }
}
