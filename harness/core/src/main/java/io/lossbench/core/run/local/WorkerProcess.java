package io.lossbench.core.run.local;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.ProgressFile;
import io.lossbench.core.run.WorkFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** A worker's process, which ends with this process at the latest. */
final class WorkerProcess implements AutoCloseable {
  private final Trial trial;
  private final WorkFolder work;
  private final Process process;
  private final ProgressFile told;
  private final Thread stopper;
  private Optional<Progress> progress = Optional.empty();
  private volatile boolean runStops;

  WorkerProcess(Trial trial, WorkFolder work, Process process) {
    this.trial = trial;
    this.work = work;
    this.process = process;
    this.told = new ProgressFile(work);
    this.stopper = new Thread(this::stop, "stop-worker");
    try {
      Runtime.getRuntime().addShutdownHook(stopper);
    } catch (IllegalStateException e) {
      // The JVM is going down already.
      stop();
    }
  }

  private void stop() {
    runStops = true;
    process.destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Gives the sign to begin. */
  void go() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It has ended already; its exit says why.
    }
  }

  /**
   * Names another job to this process, which has reported, and waits for its sign; it belongs to
   * what is returned from then on.
   */
  WorkerProcess next(Trial nextTrial, WorkFolder nextWork) {
    WorkerProcess next = new WorkerProcess(nextTrial, nextWork, process);
    removeStopper();
    try {
      process.getOutputStream().write(nextWork.job().toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended already; its exit says why.
    }
    return next;
  }

  /** What there is to see of a worker. */
  enum Sight {
    WORKING,
    REPORTED,
    EXITED
  }

  /**
   * Looks at the process and at what it has written.
   *
   * @return working as long as there is something new that it told: that is passed on before its
   *     end
   * @throws HarnessException if the worker's folder was removed
   */
  Sight look() {
    // Asked before the files are looked at: what lies there when it has ended is all there is.
    boolean ended = !process.isAlive();
    List<Progress> added = told.added();
    if (!added.isEmpty()) {
      progress = Optional.of(added.get(added.size() - 1));
      return Sight.WORKING;
    }
    if (Files.exists(work.report())) {
      return Sight.REPORTED;
    }
    if (!Files.exists(work.job())) {
      throw new HarnessException(
          "the folder "
              + work.folder()
              + ", in which "
              + trial.name()
              + " is trained, was removed while it was running; run the same command again");
    }
    return ended ? Sight.EXITED : Sight.WORKING;
  }

  /** What the worker told last. */
  Optional<Progress> progress() {
    return progress;
  }

  /** The exit code of a process that has ended. */
  int exit() {
    return process.exitValue();
  }

  /**
   * Whether this process is being stopped too, as by a signal to all of a terminal's processes,
   * which may reach the worker a moment earlier.
   */
  boolean runStops() {
    return runStops;
  }

  /** Asks it to stop. */
  void cancel() {
    process.destroy();
  }

  /** Ends it, whatever it does; its memory is free then. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    removeStopper();
  }

  private void removeStopper() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException e) {
      // The JVM is going down and runs the hook right now.
    }
  }
}
