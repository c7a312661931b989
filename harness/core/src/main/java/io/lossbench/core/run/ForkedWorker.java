package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.JsonFault;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>The worker's word is its report, {@code work/report.json}; how far it is stands in {@code
 * work/progress}. Whatever it prints goes to {@code work/log} and means nothing. A line on its
 * standard input is the sign to begin, until which it only loads what it needs. That input stays
 * open: when this process dies, however it dies, the worker sees the end of it and exits.
 */
public final class ForkedWorker implements TrialExecutor, AutoCloseable {
  /** Exit codes of a process that was asked to stop: SIGHUP, SIGINT, SIGTERM. */
  private static final Set<Integer> STOPPED = Set.of(129, 130, 143);

  /** In which a signal that reached the worker reaches this process, if it was sent to both. */
  private static final long STOP_PATIENCE_MILLIS = 1_000;

  private static final int SIGKILL = 9;

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
        prepared = start(trial, WorkFolder.of(folder));
      }
    }
  }

  /** The worker of a trial: the one that was started ahead, or a new one. */
  private WorkerProcess worker(Trial trial, WorkFolder work) {
    synchronized (lock) {
      WorkerProcess ahead = prepared;
      prepared = null;
      if (ahead != null && ahead.isAlive() && ahead.trial().id().equals(trial.id())) {
        return ahead;
      }
      if (ahead != null) {
        ahead.close();
      }
      return start(trial, work);
    }
  }

  private WorkerProcess start(Trial trial, WorkFolder work) {
    try {
      work.begin(JSON.writeValueAsString(jobs.apply(trial)));
      List<String> arguments = new ArrayList<>(CrashReport.command(command, work.folder()));
      arguments.add(work.job().toString());
      ProcessBuilder builder = new ProcessBuilder(arguments);
      environment.accept(trial, builder.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(work.log().toFile()));
      return new WorkerProcess(trial, work, builder.start());
    } catch (IOException e) {
      throw new HarnessException(
          "cannot start a worker for " + trial.name() + " in " + work.folder(), e);
    }
  }

  @Override
  public TrialRecord execute(Trial trial, Path folder, Consumer<Progress> progress)
      throws InterruptedException {
    WorkFolder work = WorkFolder.of(folder);
    long startNanos = System.nanoTime();
    String started = now();
    MemoryKills before = MemoryKills.now();
    WorkerProcess ready;
    try {
      ready = worker(trial, work);
    } catch (HarnessException e) {
      return failure(trial, started, String.valueOf(e.getMessage()), "");
    }
    try (WorkerProcess worker = ready) {
      worker.go();
      return switch (worker.follow(progress, timeoutSeconds)) {
        case REPORTED -> {
          // What is whole when the report is there is whole, however the process would end.
          worker.kill();
          yield completed(trial, work, startNanos);
        }
        case EXITED -> {
          int exit = worker.exit();
          if (STOPPED.contains(exit) && worker.runStopsWithin(STOP_PATIENCE_MILLIS)) {
            throw new InterruptedException("the worker of " + trial.name() + " was stopped");
          }
          yield failure(trial, started, reason(exit, work, before), work.logTail());
        }
        case TIMED_OUT -> {
          worker.kill();
          yield failure(trial, started, timedOut(), work.logTail());
        }
      };
    } catch (IOException e) {
      return failure(trial, started, "cannot read what the worker left: " + e, "");
    } catch (JacksonException e) {
      return failure(
          trial, started, "the report " + work.report() + " is damaged: " + JsonFault.of(e), "");
    }
  }

  private TrialRecord completed(Trial trial, WorkFolder work, long startNanos) throws IOException {
    WorkerReport report = JSON.readValue(Files.readString(work.report()), WorkerReport.class);
    double overhead = (System.nanoTime() - startNanos) / 1e9 - report.workSeconds();
    return TrialRecord.completed(
        suite, trial, report.provenance().withOverhead(overhead), report.outcome(), report.files());
  }

  @Override
  public void committed(Trial trial, Path folder) {
    try {
      WorkFolder.of(folder).delete();
    } catch (IOException e) {
      throw new HarnessException("cannot clear away what a worker needed no more", e);
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
    return "timed out after "
        + new BigDecimal(Double.toString(timeoutSeconds)).stripTrailingZeros().toPlainString()
        + " s";
  }

  private static String reason(int exit, WorkFolder work, MemoryKills before) throws IOException {
    if (Files.exists(work.failure())) {
      return Files.readString(work.failure()).strip();
    }
    Optional<CrashReport> crash = CrashReport.in(work.folder());
    return (crash.isPresent() ? crash.get().reason() : ofExit(exit, before))
        + (work.isDiskFull() ? "; the disk of " + work.folder() + " is full" : "");
  }

  private static String ofExit(int exit, MemoryKills before) {
    if (exit <= 128) {
      return "the worker exited with " + exit + (exit == 0 ? ", without a report" : "");
    }
    int signal = exit - 128;
    String killed = "the worker was killed by signal " + signal;
    if (signal == SIGKILL) {
      return killed + ", " + before.killer(MemoryKills.now());
    }
    return STOPPED.contains(exit)
        ? killed + ", by somebody else: lossbench itself goes on"
        : "the worker crashed with signal " + signal;
  }

  private TrialRecord failure(Trial trial, String started, String reason, String logTail) {
    return TrialRecord.failed(
        suite,
        trial,
        new Provenance(
            terms,
            new Provenance.Varying(
                started, now(), Machine.hostName(), Machine.os(), Machine.jdk())),
        new TrialRecord.Failure(reason, logTail));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
