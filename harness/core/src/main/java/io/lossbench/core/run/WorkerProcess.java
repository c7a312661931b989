package io.lossbench.core.run;

import io.lossbench.core.plan.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A worker that was started for a trial, and ends with this process at the latest. */
final class WorkerProcess implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Trial trial;
  private final Process process;
  private final Thread stopper;

  WorkerProcess(Trial trial, Process process) {
    this.trial = trial;
    this.process = process;
    this.stopper = new Thread(process::destroy, "stop-worker");
    Runtime.getRuntime().addShutdownHook(stopper);
  }

  Trial trial() {
    return trial;
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

  /** Reads progress until the worker closes its output; false if the time ran out. */
  boolean follow(Consumer<Progress> progress, double timeoutSeconds) throws InterruptedException {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  progress.accept(JSON.readValue(line, Progress.class));
                }
              } catch (IOException | JacksonException e) {
                // A worker that is killed ends in the middle of a line; its exit says the rest.
              }
            },
            "progress");
    reader.setDaemon(true);
    reader.start();
    reader.join((long) (timeoutSeconds * 1000));
    return !reader.isAlive();
  }

  /**
   * The exit code of a process that is about to end; it is killed after {@code patience} seconds.
   */
  int exit(double patience) throws InterruptedException {
    if (!process.waitFor((long) (patience * 1000), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
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
