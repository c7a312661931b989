package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.TrialState;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.WorkerScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A device has one trial at a time, and the worker of its next one is started ahead. */
@Timeout(300)
class WorkersAheadTest {
  @TempDir Path folder;

  private SubmittedTrial submit(ForkedWorkers workers, int number) {
    return workers.submit(FakeWorkers.trial(number), folder(number));
  }

  /** A trial's own folder. */
  private Path folder(int number) {
    return folder.resolve("trial-" + number);
  }

  private static String name(int number) {
    return CommandLaunch.name(FakeWorkers.trial(number));
  }

  private Path steps() {
    return folder.resolve("steps");
  }

  private Path finish() {
    return folder.resolve("finish");
  }

  /**
   * Workers that note in {@code steps} when they are loaded and when they begin; that of the first
   * trial then closes, until there is a file {@code finish}.
   */
  private ForkedWorkers stepping() {
    return FakeWorkers.script(
        ("echo loaded $TRIAL $$ >> " + steps() + "; read go; ")
            + ("echo began $TRIAL >> " + steps() + "; ")
            + ("test $TRIAL = " + name(0) + " || exit 7; ")
            + WorkerScripts.tell(WorkerScripts.progress("evaluating", 2, 4))
            + ("while ! test -e " + finish() + "; do sleep 0.02; done; exit 7"));
  }

  /** Polls a trial until another one can be made ready beside it. */
  private static void waitForRoom(ForkedWorkers workers, SubmittedTrial first) throws Exception {
    while (!workers.hasRoom()) {
      first.poll();
      Thread.sleep(10);
    }
  }

  /** The process of the first worker that was started for a trial. */
  private ProcessHandle loaded(int number) throws Exception {
    String start = "loaded " + name(number) + " ";
    FakeWorkers.waitFor(steps(), start);
    String line =
        Files.readAllLines(steps()).stream()
            .filter(step -> step.startsWith(start))
            .findFirst()
            .orElseThrow();
    return ProcessHandle.of(Long.parseLong(line.substring(start.length()))).orElseThrow();
  }

  @Test
  void aWorkerThatWasStartedAheadWaitsForTheDevice() throws Exception {
    ForkedWorkers workers = stepping();
    try (SubmittedTrial first = submit(workers, 0)) {
      assertThat(workers.hasRoom()).isFalse();
      waitForRoom(workers, first);
      try (SubmittedTrial second = submit(workers, 1)) {
        assertThat(workers.hasRoom()).isFalse();
        FakeWorkers.waitFor(steps(), "loaded " + name(1));
        assertThat(second.poll()).isInstanceOf(TrialState.Waiting.class);
        Files.createFile(finish());
        assertThat(FakeWorkers.end(first).failure().reason()).isEqualTo("the worker exited with 7");
        assertThat(steps()).content().doesNotContain("began " + name(1));
        assertThat(FakeWorkers.end(second).failure().reason())
            .isEqualTo("the worker exited with 7");
        assertThat(steps()).content().contains("began " + name(1)).hasLineCount(4);
      }
    }
    assertThat(workers.hasRoom()).isTrue();
  }

  @Test
  void aWorkerThatWasStartedAheadForNothingEndsWhenItIsClosed() throws Exception {
    ForkedWorkers workers = stepping();
    try (SubmittedTrial first = submit(workers, 0)) {
      waitForRoom(workers, first);
      ProcessHandle ahead;
      try (SubmittedTrial second = submit(workers, 1)) {
        assertThat(second.poll()).isInstanceOf(TrialState.Waiting.class);
        ahead = loaded(1);
        assertThat(ahead.isAlive()).isTrue();
      }
      assertThat(ahead.isAlive()).isFalse();
    }
  }

  @Test
  void aWorkerThatWasStartedAheadAndDiedIsStartedAgain() throws Exception {
    ForkedWorkers workers = stepping();
    try (SubmittedTrial first = submit(workers, 0)) {
      waitForRoom(workers, first);
      try (SubmittedTrial second = submit(workers, 1)) {
        ProcessHandle ahead = loaded(1);
        ahead.destroyForcibly();
        ahead.onExit().get();
        Files.createFile(finish());
        FakeWorkers.end(first);
        assertThat(FakeWorkers.end(second).failure().reason())
            .isEqualTo("the worker exited with 7");
        assertThat(Files.readAllLines(steps()))
            .filteredOn(step -> step.startsWith("loaded " + name(1)))
            .hasSize(2);
      }
    }
  }

  @Test
  void aWorkerThatCannotGetReadyFailsWhenItsTurnComes() throws Exception {
    ForkedWorkers workers = stepping();
    Files.writeString(folder(1), "in the way");
    try (SubmittedTrial first = submit(workers, 0)) {
      waitForRoom(workers, first);
      try (SubmittedTrial second = submit(workers, 1)) {
        assertThat(second.poll()).isInstanceOf(TrialState.Waiting.class);
        assertThat(first.poll()).isInstanceOf(TrialState.Running.class);
        Files.createFile(finish());
        FakeWorkers.end(first);
        assertThat(FakeWorkers.end(second).failure().reason())
            .startsWith("cannot start a worker for " + FakeWorkers.trial(1).name());
      }
    }
  }

  /** The device in a trial's job, as its worker reads it. */
  private String device(int number) throws IOException {
    return JsonMapper.builder()
        .build()
        .readValue(Files.readString(WorkFolder.of(folder(number)).job()), TrialJob.class)
        .device();
  }

  @Test
  void eachDeviceHasOneTrialAtATimeAndAnotherWhenItIsFree() throws Exception {
    List<String> command =
        WorkerScripts.command(
            "while ! test -e " + finish() + "-$TRIAL; do sleep 0.02; done; exit 7");
    ForkedWorkers workers = FakeWorkers.of(CommandLaunch.of(command), 60, "gpu:0", "gpu:1");
    List<SubmittedTrial> all = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        assertThat(workers.hasRoom()).isTrue();
        all.add(submit(workers, i));
        assertThat(all.get(i).poll()).isInstanceOf(TrialState.Running.class);
      }
      assertThat(workers.hasRoom()).isFalse();
      assertThatThrownBy(() -> submit(workers, 2)).isInstanceOf(IllegalStateException.class);

      Files.createFile(folder.resolve("finish-" + name(1)));
      FakeWorkers.end(all.get(1));
      assertThat(all.get(0).poll()).isInstanceOf(TrialState.Running.class);
      all.add(submit(workers, 2));
      all.get(2).poll();
      assertThat(List.of(device(0), device(1), device(2)))
          .containsExactly("gpu:0", "gpu:1", "gpu:1");
    } finally {
      all.forEach(SubmittedTrial::close);
    }
  }
}
