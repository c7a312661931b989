package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker that was started for a trial, and ends with this process at the latest. */
final class WorkerProcess implements AutoCloseable {
  /** Between two looks at what a worker has written. */
  private static final long LOOK_MILLIS = 20;

  private final Trial trial;
  private final WorkFolder work;
  private final Process process;
  private final CountDownLatch runStops = new CountDownLatch(1);
  private final Thread stopper;

  WorkerProcess(Trial trial, WorkFolder work, Process process) {
    this.trial = trial;
    this.work = work;
    this.process = process;
    this.stopper = new Thread(this::stop, "stop-worker");
    try {
      Runtime.getRuntime().addShutdownHook(stopper);
    } catch (IllegalStateException e) {
      // The JVM is going down already.
      stop();
    }
  }

  private void stop() {
    runStops.countDown();
    process.destroy();
  }

  Trial trial() {
    return trial;
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

  /** What ended the wait for a worker. */
  enum End {
    REPORTED,
    EXITED,
    TIMED_OUT
  }

  /**
   * Passes progress on, in the caller's thread, until the worker's report is there, or the worker
   * gone, or the time over.
   *
   * @throws HarnessException if the worker's folder is removed
   */
  End follow(Consumer<Progress> progress, double timeoutSeconds) throws InterruptedException {
    ProgressFile told = new ProgressFile(work.folder(), work.log());
    long start = System.nanoTime();
    while (true) {
      // Asked before the files are looked at: what lies there when it has ended is all there is.
      boolean ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      told.added().forEach(progress);
      if (Files.exists(work.report())) {
        return End.REPORTED;
      }
      if (!Files.exists(work.job())) {
        throw new HarnessException(
            "the folder "
                + work.folder()
                + ", in which "
                + trial.name()
                + " is trained, was removed while it was running; run the same command again");
      }
      if (ended) {
        return End.EXITED;
      }
      if ((System.nanoTime() - start) / 1e9 > timeoutSeconds) {
        return End.TIMED_OUT;
      }
    }
  }

  /** The exit code of a process that has ended. */
  int exit() throws InterruptedException {
    return process.waitFor();
  }

  /**
   * Whether this process is being stopped too, as by a signal to all of a terminal's processes,
   * which may reach the worker a moment earlier.
   */
  boolean runStopsWithin(long millis) throws InterruptedException {
    return runStops.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends it, whatever it does; its memory is free then. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException e) {
      // The JVM is going down and runs the hook right now.
    }
  }
}
