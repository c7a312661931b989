package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Claim;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The run of a suite: of the trials that the plan has and the ledger has not, as many at a time as
 * the executor has room for. Good for one run.
 *
 * <p>A trial that runs never pays for anything else: a listener, a table or a trial that cannot be
 * submitted fails when the running trials are done and their records written.
 */
public final class SuiteRun {
  /** Between two looks at the trials in flight, at most. */
  private static final long LOOK_MILLIS = 20;

  /** Of a trial's time between two looks: the next one of a place does not wait longer for us. */
  private static final double LOOK_SHARE = 0.02;

  /** The tables of 10,000 trials take seconds, and are of use to nobody each second. */
  private static final Duration TABLES = Duration.ofMinutes(1);

  /** Between two looks at trials that other shards have. */
  private static final Duration ELSEWHERE = Duration.ofSeconds(1);

  private final TrialExecutor executor;
  private final Ledger ledger;
  private final RunListener listener;
  private final Duration tablesInterval;

  private final Deque<Trial> pending = new ArrayDeque<>();

  /** Trials that other shards have claimed: one started twice, or one whose node came back. */
  private final Deque<Trial> elsewhere = new ArrayDeque<>();

  private final Set<Trial> toldElsewhere = new HashSet<>();
  private long lookedElsewhere = System.nanoTime();
  private int completedElsewhere;
  private final List<Flight> inFlight = new ArrayList<>();
  private long lookMillis = LOOK_MILLIS;
  private int completed;
  private int failed;
  private boolean tablesAreStale;
  private long tablesWritten;
  private @Nullable RuntimeException fault;

  public SuiteRun(TrialExecutor executor, Ledger ledger, RunListener listener) {
    this(executor, ledger, listener, TABLES);
  }

  /**
   * @param tablesInterval between two times that the tables are written
   */
  SuiteRun(TrialExecutor executor, Ledger ledger, RunListener listener, Duration tablesInterval) {
    this.executor = executor;
    this.ledger = ledger;
    this.listener = listener;
    this.tablesInterval = tablesInterval;
    this.tablesWritten = System.nanoTime() - tablesInterval.toNanos();
  }

  /** How a run ended; {@code finishedBefore} were in the ledger already. */
  public record Summary(int finishedBefore, int completed, int failed) {}

  /** A trial that was submitted, and how much of it the listener was told. */
  private static final class Flight {
    private final Trial trial;
    private final SubmittedTrial submitted;
    private final Claim claim;
    private @Nullable Progress told;
    private long startNanos;
    private boolean started;

    Flight(Trial trial, SubmittedTrial submitted, Claim claim) {
      this.trial = trial;
      this.submitted = submitted;
      this.claim = claim;
    }
  }

  /**
   * Runs the pending trials; failed ones of earlier runs are tried again.
   *
   * @throws HarnessException before the first trial if a record cannot be trusted; later if what
   *     was trained cannot be written, or no trial can be submitted any more
   * @throws InterruptedException if the run is being stopped; everything finished is in the ledger
   */
  public Summary run(Plan plan) throws InterruptedException {
    return run(plan.trials());
  }

  /** The same, for trials that are of no plan. */
  public Summary run(List<Trial> trials) throws InterruptedException {
    ledger.records();
    trials.stream().filter(trial -> !isCompleted(trial)).forEach(pending::add);
    int before = trials.size() - pending.size();
    tell(() -> listener.planned(trials.size(), before));
    boolean done = false;
    try {
      while (!pending.isEmpty() || !inFlight.isEmpty() || !elsewhere.isEmpty()) {
        while (!pending.isEmpty() && executor.hasRoom()) {
          submit(pending.remove());
        }
        if (!commitWhatEnded()) {
          Thread.sleep(lookMillis);
        }
        lookElsewhere();
      }
      done = true;
    } finally {
      if (!done) {
        abandon();
      }
      executor.close();
    }
    ledger.writeTables();
    if (fault != null) {
      throw fault;
    }
    return new Summary(before + completedElsewhere, completed, failed);
  }

  private boolean isCompleted(Trial trial) {
    boolean completed = ledger.find(trial.id()).filter(TrialRecord::isCompleted).isPresent();
    if (completed) {
      // A run that was killed between the record and this.
      clear(trial);
    }
    return completed;
  }

  private void submit(Trial trial) {
    ledger.requireHeld();
    try {
      Optional<Claim> claim = claim(trial);
      if (claim.isPresent()) {
        submit(trial, claim.get());
      }
    } catch (RuntimeException e) {
      // The same would happen to all that follow; those in flight go on to their ends.
      pending.clear();
      elsewhere.clear();
      remember(e);
    }
  }

  private void submit(Trial trial, Claim claim) {
    boolean submitted = false;
    try {
      inFlight.add(
          new Flight(trial, executor.submit(trial, ledger.trialFolder(trial.id())), claim));
      submitted = true;
    } finally {
      if (!submitted) {
        claim.close();
      }
    }
  }

  /** The right to train a trial; empty if another shard has it, or has completed the trial. */
  private Optional<Claim> claim(Trial trial) {
    if (!ledger.isShared()) {
      return Optional.of(Claim.undisputed());
    }
    Path file = WorkFolder.of(ledger.trialFolder(trial.id())).claim();
    Optional<Claim> claim;
    try {
      claim = Claim.take(file);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + file, e);
    }
    if (claim.isEmpty()) {
      elsewhere.add(trial);
      if (toldElsewhere.add(trial)) {
        String holder = Claim.holder(file).orElse("another process");
        tell(() -> listener.heldElsewhere(trial, holder));
      }
    } else if (ledger.find(trial.id()).filter(TrialRecord::isCompleted).isPresent()) {
      claim.get().close();
      clear(trial);
      completedElsewhere++;
      tell(() -> listener.completedElsewhere(trial));
      return Optional.empty();
    }
    return claim;
  }

  private void lookElsewhere() {
    if (System.nanoTime() - lookedElsewhere >= ELSEWHERE.toNanos()) {
      lookedElsewhere = System.nanoTime();
      pending.addAll(elsewhere);
      elsewhere.clear();
    }
  }

  /** Looks at each trial in flight once; whether one of them has ended. */
  private boolean commitWhatEnded() throws InterruptedException {
    Map<Flight, TrialRecord> ended = new LinkedHashMap<>();
    try {
      for (Flight flight : inFlight) {
        TrialState state = flight.submitted.poll();
        if (state instanceof TrialState.Stopped stopped) {
          throw new InterruptedException(stopped.reason());
        } else if (state instanceof TrialState.Running running) {
          tellStarted(flight);
          running.progress().ifPresent(progress -> tellProgress(flight, progress));
        } else if (state instanceof TrialState.Ended end) {
          tellStarted(flight);
          ended.put(flight, end.record());
        }
      }
    } finally {
      // A trial that waited for the place of one that has ended is under way by now.
      ended.forEach(this::land);
    }
    return !ended.isEmpty();
  }

  private void land(Flight flight, TrialRecord record) {
    inFlight.remove(flight);
    flight.submitted.close();
    commit(record, flight.claim);
    double seconds = (System.nanoTime() - flight.startNanos) / 1e9;
    lookMillis = Math.max(1, Math.min(LOOK_MILLIS, (long) (1e3 * LOOK_SHARE * seconds)));
    tell(() -> listener.ended(record, seconds));
  }

  private void tellStarted(Flight flight) {
    if (!flight.started) {
      flight.started = true;
      flight.startNanos = System.nanoTime();
      tell(() -> listener.started(flight.trial));
    }
  }

  private void tellProgress(Flight flight, Progress progress) {
    if (!progress.equals(flight.told)) {
      flight.told = progress;
      tell(() -> listener.progressed(flight.trial, progress));
    }
  }

  private void commit(TrialRecord record, Claim claim) {
    // Given up before the folder is cleared, in which another shard may have claimed it by then;
    // that one finds the record.
    try (claim) {
      if (record.isCompleted()) {
        completed++;
        ledger.commit(record);
      } else {
        failed++;
        commitFailure(record);
      }
    }
    if (record.isCompleted()) {
      clear(record.trial());
    }
    // Shards do not queue for what the last of them writes anyway.
    tablesAreStale = !ledger.isShared();
    if (tablesAreStale && System.nanoTime() - tablesWritten >= tablesInterval.toNanos()) {
      writeTablesIfPossible();
    }
  }

  /**
   * The reason of a failure may keep its record from being written too: it is told all the same.
   */
  private void commitFailure(TrialRecord record) {
    try {
      ledger.commit(record);
    } catch (HarnessException e) {
      ledger.requireHeld();
    }
  }

  private void writeTablesIfPossible() {
    try {
      ledger.writeTables();
      tablesAreStale = false;
    } catch (HarnessException e) {
      // They are derived; the last attempt, after the last trial, tells.
      ledger.requireHeld();
    }
    tablesWritten = System.nanoTime();
  }

  /** Stops what is in flight, all at once, and leaves the tables as the records are. */
  private void abandon() {
    inFlight.forEach(flight -> flight.submitted.cancel());
    inFlight.forEach(flight -> flight.submitted.close());
    inFlight.forEach(flight -> flight.claim.close());
    if (tablesAreStale) {
      try {
        writeTablesIfPossible();
      } catch (HarnessException e) {
        // What ends the run is told; this is not the reason.
      }
    }
  }

  /** What was kept for the case that the record could not be written is of no use any more. */
  private void clear(Trial trial) {
    try {
      WorkFolder.of(ledger.trialFolder(trial.id())).delete();
    } catch (IOException | UncheckedIOException e) {
      // It costs its space, no more.
    }
  }

  /** A fault of the listener, a bug, is thrown when all trials are done. */
  private void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      remember(e);
    }
  }

  private void remember(RuntimeException e) {
    fault = fault == null ? e : fault;
  }
}
