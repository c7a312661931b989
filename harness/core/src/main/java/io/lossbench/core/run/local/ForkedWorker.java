package io.lossbench.core.run.local;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.TrialState;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.suite.JsonFault;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A trial in a JVM of its own.
 *
 * <p>The worker's word is its report, {@code work/report.json}; how far it is stands in {@code
 * work/progress}. Whatever it prints goes to {@code work/log} and means nothing. A line on its
 * standard input is the sign to begin, until which it only loads what it needs. That input stays
 * open: when this process dies, however it dies, the worker sees the end of it and exits.
 */
final class ForkedWorker implements SubmittedTrial {
  /** Exit codes of a process that was asked to stop: SIGHUP, SIGINT, SIGTERM. */
  private static final Set<Integer> STOPPED = Set.of(129, 130, 143);

  /** In which a signal that reached the worker reaches this process, if it was sent to both. */
  private static final double STOP_PATIENCE_SECONDS = 1;

  private static final int SIGKILL = 9;

  private final WorkerSetup setup;
  private final Trial trial;
  private final WorkFolder work;
  private final Seat seat;
  private final Optional<String> kind;

  /** The worker that has the device until it is over; null from then on. */
  private @Nullable ForkedWorker before;

  private @Nullable WorkerProcess process;
  private TrialState state = new TrialState.Waiting();
  private String started = "";
  private long startNanos;
  private MemoryKills killsBefore = MemoryKills.NONE;
  private long exitedNanos;

  /**
   * Where a trial is trained.
   *
   * @param idle what the worker before it may have left
   */
  record Seat(String device, IdleWorker idle) {}

  /**
   * @param before the worker that has the device, while which this one's process gets ready; null
   *     if the device is free
   */
  ForkedWorker(
      WorkerSetup setup, Trial trial, WorkFolder work, Seat seat, @Nullable ForkedWorker before) {
    this.setup = setup;
    this.trial = trial;
    this.work = work;
    this.seat = seat;
    this.kind = setup.launch().kind(trial);
    this.before = before;
    // One of a kind takes over the process of the one before it.
    if (before != null && kind.isEmpty()) {
      try {
        process = setup.start(trial, work, seat.device());
      } catch (HarnessException e) {
        // Met again, and told, when it begins.
      }
    }
  }

  @Override
  public TrialState poll() {
    WorkerProcess worker = process;
    if (state instanceof TrialState.Waiting && (before == null || before.isOver())) {
      before = null;
      state = begin();
    } else if (state instanceof TrialState.Running && worker != null) {
      state = look(worker);
      if (isOver() && !stays(worker)) {
        // What is whole when its report is there is whole, however the process would end.
        worker.close();
      }
    }
    return state;
  }

  /** Hands the process of a short trial on to the next; whether it was taken. */
  private boolean stays(WorkerProcess worker) {
    if (kind.isEmpty() || !(state instanceof TrialState.Ended ended)) {
      return false;
    }
    Outcome outcome = ended.record().outcome();
    if (outcome == null
        || !seat.idle().keep(worker, kind.get(), outcome.performance().wallSeconds())) {
      return false;
    }
    process = null;
    return true;
  }

  /** Whether the device is free for another trial. */
  boolean isOver() {
    return state instanceof TrialState.Ended || state instanceof TrialState.Stopped;
  }

  /** Whether the device will be free soon, so that another worker may get ready beside this one. */
  boolean isClosing() {
    return state instanceof TrialState.Running running
        && running.progress().filter(Progress::isClosing).isPresent();
  }

  private TrialState begin() {
    started = WorkerSetup.now();
    startNanos = System.nanoTime();
    killsBefore = MemoryKills.now();
    try {
      WorkerProcess ready = ready();
      process = ready;
      ready.go();
      return new TrialState.Running(Optional.empty());
    } catch (HarnessException e) {
      return failed(String.valueOf(e.getMessage()), "");
    }
  }

  /** The process that was started ahead, if it is still there, or a new one. */
  private WorkerProcess ready() {
    WorkerProcess ahead = process;
    if (ahead != null && ahead.isAlive()) {
      return ahead;
    }
    if (ahead != null) {
      ahead.close();
    }
    Optional<WorkerProcess> idle = seat.idle().take(kind);
    return idle.isPresent()
        ? setup.next(idle.get(), trial, work, seat.device())
        : setup.start(trial, work, seat.device());
  }

  private TrialState look(WorkerProcess worker) {
    try {
      return switch (worker.look()) {
        case WORKING ->
            seconds(startNanos) > setup.timeoutSeconds()
                ? failed(timedOut(), work.logTail())
                : new TrialState.Running(worker.progress());
        case REPORTED -> new TrialState.Ended(setup.completed(trial, work, seconds(startNanos)));
        case EXITED -> exited(worker);
      };
    } catch (IOException e) {
      return failed("cannot read what the worker left: " + e, "");
    } catch (JacksonException e) {
      return failed("the report " + work.report() + " is damaged: " + JsonFault.of(e), "");
    }
  }

  private TrialState exited(WorkerProcess worker) throws IOException {
    int exit = worker.exit();
    if (STOPPED.contains(exit)) {
      if (worker.runStops()) {
        return new TrialState.Stopped("the worker of " + trial.name() + " was stopped");
      }
      if (exitedNanos == 0) {
        exitedNanos = System.nanoTime();
      }
      if (seconds(exitedNanos) < STOP_PATIENCE_SECONDS) {
        return new TrialState.Running(worker.progress());
      }
    }
    return failed(reason(exit), work.logTail());
  }

  private String timedOut() {
    return "timed out after "
        + new BigDecimal(Double.toString(setup.timeoutSeconds()))
            .stripTrailingZeros()
            .toPlainString()
        + " s";
  }

  private String reason(int exit) throws IOException {
    if (Files.exists(work.failure())) {
      return Files.readString(work.failure()).strip();
    }
    Optional<CrashReport> crash = CrashReport.in(work);
    return (crash.isPresent() ? crash.get().reason() : ofExit(exit))
        + (work.isDiskFull() ? "; the disk of " + work.folder() + " is full" : "");
  }

  private String ofExit(int exit) {
    if (exit <= 128) {
      return "the worker exited with " + exit + (exit == 0 ? ", without a report" : "");
    }
    int signal = exit - 128;
    String killed = "the worker was killed by signal " + signal;
    if (signal == SIGKILL) {
      return killed + ", " + killsBefore.killer(MemoryKills.now());
    }
    return STOPPED.contains(exit)
        ? killed + ", by somebody else: lossbench itself goes on"
        : "the worker crashed with signal " + signal;
  }

  private TrialState failed(String reason, String logTail) {
    return new TrialState.Ended(
        setup.failed(trial, started, new TrialRecord.Failure(reason, logTail)));
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  @Override
  public void cancel() {
    if (!isOver()) {
      state = new TrialState.Stopped(trial.name() + " was cancelled");
      if (process != null) {
        process.cancel();
      }
    }
  }

  @Override
  public void close() {
    if (!isOver()) {
      state = new TrialState.Stopped(trial.name() + " was given up");
    }
    before = null;
    if (process != null) {
      process.close();
    }
  }
}
