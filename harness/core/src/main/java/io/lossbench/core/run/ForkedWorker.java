package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.DurableFile;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes each trial in a JVM of its own, because the engine's random state, thread pools and
 * native memory are process-wide: a crash or a leak costs one trial.
 *
 * <p>The worker's standard output carries one JSON progress line each, and its end is the end of
 * the work; its standard error goes to {@code work/log}. A line on its standard input is the sign
 * to begin, until which it only loads what it needs. That input stays open: when this process dies,
 * however it dies, the worker sees the end of it and exits.
 */
public final class ForkedWorker implements TrialExecutor, AutoCloseable {
  private static final int LOG_TAIL = 20;

  /** For a process that has closed its output to end. */
  private static final double EXIT_PATIENCE_SECONDS = 10;

  /** Exit codes of a process that was asked to stop (SIGINT, SIGTERM): no fault of the trial. */
  private static final Set<Integer> STOPPED = Set.of(130, 143);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String suite;
  private final List<String> command;
  private final BiConsumer<Trial, Map<String, String>> environment;
  private final Function<Trial, TrialJob> jobs;
  private final Provenance.Terms terms;
  private final double timeoutSeconds;
  private final Object lock = new Object();
  private @Nullable WorkerProcess prepared;

  /**
   * @param command program and arguments, to which the job file is appended
   * @param environment changes the variables that a trial's worker inherits from this process
   * @param terms provenance of a trial that fails before its worker can tell
   */
  public ForkedWorker(
      String suite,
      List<String> command,
      BiConsumer<Trial, Map<String, String>> environment,
      Function<Trial, TrialJob> jobs,
      Provenance.Terms terms,
      double timeoutSeconds) {
    this.suite = suite;
    this.command = List.copyOf(command);
    this.environment = environment;
    this.jobs = jobs;
    this.terms = terms;
    this.timeoutSeconds = timeoutSeconds;
  }

  @Override
  public void prepare(Trial trial, Path folder) {
    synchronized (lock) {
      if (prepared == null) {
        prepared = start(trial, folder);
      }
    }
  }

  /** The worker of a trial: the one that was started ahead, or a new one. */
  private WorkerProcess worker(Trial trial, Path folder) {
    synchronized (lock) {
      WorkerProcess ahead = prepared;
      prepared = null;
      if (ahead != null && ahead.trial().id().equals(trial.id())) {
        return ahead;
      }
      if (ahead != null) {
        ahead.close();
      }
      return start(trial, folder);
    }
  }

  private WorkerProcess start(Trial trial, Path folder) {
    Path work = folder.resolve("work");
    try {
      Files.createDirectories(work);
      Files.deleteIfExists(work.resolve("report.json"));
      Path job = work.resolve("job.json");
      DurableFile.write(job, JSON.writeValueAsString(jobs.apply(trial)));
      List<String> arguments = new ArrayList<>(CrashReport.command(command, work));
      arguments.add(job.toString());
      ProcessBuilder builder = new ProcessBuilder(arguments);
      environment.accept(trial, builder.environment());
      return new WorkerProcess(trial, builder.redirectError(work.resolve("log").toFile()).start());
    } catch (IOException e) {
      throw new HarnessException("cannot start a worker for " + trial.name() + " in " + work, e);
    }
  }

  @Override
  public TrialRecord execute(Trial trial, Path folder, Consumer<Progress> progress)
      throws InterruptedException {
    Path work = folder.resolve("work");
    long startNanos = System.nanoTime();
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try (WorkerProcess worker = worker(trial, folder)) {
      worker.go();
      boolean inTime = worker.follow(progress, timeoutSeconds);
      // What is whole when the worker falls silent is whole, however it ends.
      if (inTime && Files.exists(work.resolve("report.json"))) {
        worker.kill();
        WorkerReport report =
            JSON.readValue(Files.readString(work.resolve("report.json")), WorkerReport.class);
        delete(work);
        double overhead = (System.nanoTime() - startNanos) / 1e9 - report.workSeconds();
        return TrialRecord.completed(
            suite, trial, report.provenance().withOverhead(overhead), report.outcome());
      }
      int exit = worker.exit(inTime ? EXIT_PATIENCE_SECONDS : 0);
      if (inTime && STOPPED.contains(exit)) {
        throw new InterruptedException("the worker of " + trial.name() + " was stopped");
      }
      return failure(trial, started, inTime ? reason(exit, work) : timedOut(), work.resolve("log"));
    } catch (IOException | JacksonException e) {
      throw new HarnessException(
          "cannot read what the worker of " + trial.name() + " left in " + work, e);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (prepared != null) {
        prepared.close();
        prepared = null;
      }
    }
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
}
