package io.lossbench.cli.terminal;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.RunListener;
import io.lossbench.core.task.WeightsKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The progress of a run as its user sees it: on a terminal one line that is rewritten, with all
 * trials that are running; everywhere a line for each trial that has ended. Thread-safe, because a
 * run is stopped from another thread.
 */
public final class ProgressLine implements RunListener {
  private final TerminalWriter err;
  private final boolean terminal;
  private final TimeLeft timeLeft;
  private final Map<Trial, Optional<Progress>> running = new LinkedHashMap<>();
  private int trials;
  private int finished;
  private boolean stopped;

  private ProgressLine(PrintWriter err, boolean terminal, int jobs) {
    this.err = TerminalWriter.of(err);
    this.terminal = terminal;
    this.timeLeft = new TimeLeft(jobs);
  }

  /**
   * The progress of a run that somebody watches on a terminal.
   *
   * @param jobs trials that run at a time
   */
  public static ProgressLine onTerminal(PrintWriter err, int jobs) {
    return new ProgressLine(err, true, jobs);
  }

  /**
   * The progress of a run of which a log is kept.
   *
   * @param jobs trials that run at a time
   */
  public static ProgressLine inLog(PrintWriter err, int jobs) {
    return new ProgressLine(err, false, jobs);
  }

  /**
   * The progress of a run as this process is watched.
   *
   * @param jobs trials that run at a time
   */
  public static ProgressLine asWatched(PrintWriter err, int jobs) {
    return isTerminal() ? onTerminal(err, jobs) : inLog(err, jobs);
  }

  /** From JDK 22 on a console is there without a terminal too; TERM is then what tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    String term = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
    return System.console() != null && !term.equals("dumb");
  }

  @Override
  public synchronized void planned(int count, int finishedBefore) {
    trials = count;
    finished = finishedBefore;
    if (finishedBefore > 0) {
      err.println(finishedBefore + " of " + count + " trials are done already");
    }
    err.flush();
  }

  @Override
  public synchronized void started(Trial trial) {
    running.put(trial, Optional.empty());
    show();
  }

  @Override
  public synchronized void progressed(Trial trial, Progress progress) {
    running.put(trial, Optional.of(progress));
    show();
  }

  private void show() {
    if (!terminal || stopped) {
      return;
    }
    if (running.size() == 1) {
      running.forEach((trial, progress) -> err.rewriteLine(alone(trial, progress)));
    } else {
      err.rewriteLine(together());
    }
  }

  private String alone(Trial trial, Optional<Progress> known) {
    String head = "[" + (finished + 1) + "/" + trials + "] " + trial.name() + "  ";
    if (known.isEmpty()) {
      return head + "starting";
    }
    Progress progress = known.get();
    return head
        + String.format(
            Locale.ROOT,
            "epoch %d/%d  %s images/s  loss %s  %s %s  left: trial %s, suite %s",
            progress.epoch(),
            progress.epochs(),
            number(progress.imagesPerSecond(), 0),
            number(progress.loss(), 2),
            progress.metric(),
            number(progress.value(), 2),
            Durations.text(progress.secondsLeft()),
            Durations.text(suiteLeft()));
  }

  private String together() {
    StringBuilder line = new StringBuilder();
    line.append('[').append(finished).append('/').append(trials).append(" done, left: ");
    line.append(Durations.text(suiteLeft())).append(']');
    running.forEach(
        (trial, progress) -> {
          line.append(line.charAt(line.length() - 1) == ']' ? " " : " | ").append(trial.name());
          line.append(progress.map(ProgressLine::brief).orElse(" starting"));
        });
    return line.toString();
  }

  private static String brief(Progress progress) {
    return String.format(
        Locale.ROOT,
        " %d/%d %s %s %s/s",
        progress.epoch(),
        progress.epochs(),
        progress.metric(),
        number(progress.value(), 2),
        number(progress.imagesPerSecond(), 0));
  }

  private double suiteLeft() {
    List<Double> left =
        running.values().stream()
            .map(progress -> progress.map(Progress::secondsLeft).orElse(Double.NaN))
            .toList();
    return timeLeft.of(left, trials - finished - running.size());
  }

  @Override
  public synchronized void ended(TrialRecord record, double seconds) {
    running.remove(record.trial());
    finished++;
    timeLeft.ended(seconds);
    if (terminal) {
      err.rewriteLine("");
    }
    String result =
        record.outcome() == null
            ? "FAILED: " + (record.failure() == null ? "" : record.failure().reason())
            : record.outcome().data().metric() + " " + primary(record);
    err.printf(
        Locale.ROOT,
        "[%d/%d] %s  %s  in %s%s%n",
        finished,
        trials,
        record.trial().name(),
        result,
        Durations.text(seconds),
        finished < trials ? ", suite left: " + Durations.text(suiteLeft()) : "");
    if (record.failure() != null && !record.failure().logTail().isEmpty()) {
      err.println(record.failure().logTail().indent(4).stripTrailing());
    }
    err.flush();
    if (!running.isEmpty()) {
      show();
    }
  }

  @Override
  public synchronized void heldElsewhere(Trial trial, String holder) {
    if (terminal) {
      err.rewriteLine("");
    }
    err.println(trial.name() + " is trained by " + holder + "; it is waited for");
    err.flush();
  }

  @Override
  public synchronized void completedElsewhere(Trial trial) {
    finished++;
    if (terminal) {
      err.rewriteLine("");
    }
    err.printf(Locale.ROOT, "[%d/%d] %s  done by another shard%n", finished, trials, trial.name());
    err.flush();
  }

  private static String primary(TrialRecord record) {
    List<String> values = new ArrayList<>();
    for (WeightsKind weights : WeightsKind.values()) {
      double value = Comparison.primary(record, weights);
      if (!Double.isNaN(value)) {
        values.add(weights + " " + number(value, 2));
      }
    }
    return String.join(", ", values);
  }

  /** Says how to go on when the run is stopped before its end. */
  public synchronized void stopped(String program) {
    if (finished < trials && !stopped) {
      stopped = true;
      err.println();
      err.println(
          "stopped; "
              + finished
              + " of "
              + trials
              + " trials are done and kept. Run the same `"
              + program
              + " run` command again to go on.");
      err.flush();
    }
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
