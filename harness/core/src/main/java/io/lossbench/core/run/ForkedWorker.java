package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.DurableFile;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes each trial in a JVM of its own, because the engine's random state, thread pools and
 * native memory are process-wide: a crash or a leak costs one trial.
 *
 * <p>The worker's standard output carries one JSON progress line each; its standard error goes to
 * {@code work/log}. Its standard input stays open: when this process dies, however it dies, the
 * worker sees the end of it and exits.
 */
public final class ForkedWorker implements TrialExecutor {
  private static final int LOG_TAIL = 20;

  /** Exit codes of a process that was asked to stop (SIGINT, SIGTERM): no fault of the trial. */
  private static final Set<Integer> STOPPED = Set.of(130, 143);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String suite;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Function<Trial, TrialJob> jobs;
  private final Provenance.Terms terms;
  private final double timeoutSeconds;

  /**
   * @param command program and arguments, to which the job file is appended
   * @param environment variables added to this process' own
   * @param terms provenance of a trial that fails before its worker can tell
   */
  public ForkedWorker(
      String suite,
      List<String> command,
      Map<String, String> environment,
      Function<Trial, TrialJob> jobs,
      Provenance.Terms terms,
      double timeoutSeconds) {
    this.suite = suite;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.jobs = jobs;
    this.terms = terms;
    this.timeoutSeconds = timeoutSeconds;
  }

  @Override
  public TrialRecord execute(Trial trial, Path folder, Consumer<Progress> progress)
      throws InterruptedException {
    Path work = folder.resolve("work");
    Path log = work.resolve("log");
    long startNanos = System.nanoTime();
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Process process;
    try {
      Files.createDirectories(work);
      Files.deleteIfExists(work.resolve("report.json"));
      Path job = work.resolve("job.json");
      DurableFile.write(job, JSON.writeValueAsString(jobs.apply(trial)));
      List<String> arguments = new ArrayList<>(command);
      arguments.add(job.toString());
      ProcessBuilder builder = new ProcessBuilder(arguments);
      builder.environment().putAll(environment);
      process = builder.redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new HarnessException("cannot start a worker for " + trial.name() + " in " + work, e);
    }
    Thread stopper = new Thread(process::destroy, "stop-worker");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      boolean inTime = follow(process, progress);
      if (inTime && process.exitValue() == 0 && Files.exists(work.resolve("report.json"))) {
        WorkerReport report =
            JSON.readValue(Files.readString(work.resolve("report.json")), WorkerReport.class);
        delete(work);
        double overhead = (System.nanoTime() - startNanos) / 1e9 - report.workSeconds();
        return TrialRecord.completed(
            suite, trial, report.provenance().withOverhead(overhead), report.outcome());
      }
      if (inTime && STOPPED.contains(process.exitValue())) {
        throw new InterruptedException("the worker of " + trial.name() + " was stopped");
      }
      return failure(trial, started, inTime ? reason(process.exitValue(), work) : timedOut(), log);
    } catch (IOException | JacksonException e) {
      throw new HarnessException(
          "cannot read what the worker of " + trial.name() + " left in " + work, e);
    } finally {
      process.destroyForcibly();
      removeHook(stopper);
    }
  }

  /** Reads progress until the worker ends; false if its time ran out. */
  private boolean follow(Process process, Consumer<Progress> progress) throws InterruptedException {
    Thread thread =
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
    thread.setDaemon(true);
    thread.start();
    boolean ended = process.waitFor((long) (timeoutSeconds * 1000), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    thread.join(1000);
    return ended;
  }

  private String timedOut() {
    return String.format(Locale.ROOT, "timed out after %.0f s", timeoutSeconds);
  }

  private static String reason(int exit, Path work) throws IOException {
    Path reason = work.resolve("failure");
    if (Files.exists(reason)) {
      return Files.readString(reason).strip();
    }
    return exit > 128
        ? "the worker was killed by signal "
            + (exit - 128)
            + (exit == 137 ? " (the system does that when its memory runs out)" : "")
        : "the worker exited with " + exit;
  }

  private TrialRecord failure(Trial trial, String started, String reason, Path log)
      throws IOException {
    List<String> lines =
        Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
    String tail =
        String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
    String finished = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return TrialRecord.failed(
        suite,
        trial,
        new Provenance(
            terms,
            new Provenance.Varying(
                started, finished, Machine.hostName(), Machine.os(), Machine.jdk())),
        new TrialRecord.Failure(reason, tail));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down and runs the hook right now.
    }
  }
}
