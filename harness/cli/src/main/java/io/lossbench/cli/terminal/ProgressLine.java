package io.lossbench.cli.terminal;

import io.lossbench.core.analysis.Comparison;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.RunListener;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells how a run goes: one line that is rewritten on a terminal; elsewhere one line a trial.
 * Progress comes from another thread than the rest.
 */
public final class ProgressLine implements RunListener {
  private final TerminalWriter err;
  private final boolean terminal;
  private int trials;
  private int startedFrom;
  private int ended;
  private double endedSeconds;
  private boolean running;

  public ProgressLine(PrintWriter err, boolean terminal) {
    this.err = TerminalWriter.of(err);
    this.terminal = terminal;
  }

  @Override
  public synchronized void planned(int count, int finished) {
    trials = count;
    startedFrom = finished;
    running = finished < count;
    if (finished > 0) {
      err.println(finished + " of " + count + " trials are done already");
    }
    err.flush();
  }

  @Override
  public synchronized void started(Trial trial) {
    if (terminal) {
      rewrite("[" + number() + "/" + trials + "] " + trial.name() + "  starting");
    }
  }

  private int number() {
    return startedFrom + ended + 1;
  }

  @Override
  public synchronized void progressed(Trial trial, Progress progress) {
    int number = number();
    if (!terminal || !running) {
      return;
    }
    double left = progress.secondsLeft();
    double perTrial = ended > 0 ? endedSeconds / ended : Double.NaN;
    rewrite(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s  epoch %d/%d  %s images/s  loss %s  %s %s  left: trial %s, suite %s",
            number,
            trials,
            trial.name(),
            progress.epoch(),
            progress.epochs(),
            number(progress.imagesPerSecond(), 0),
            number(progress.loss(), 2),
            progress.metric(),
            number(progress.value(), 2),
            Durations.text(left),
            Durations.text(left + (trials - number) * perTrial)));
  }

  @Override
  public synchronized void ended(TrialRecord record, double seconds) {
    int number = number();
    ended++;
    endedSeconds += seconds;
    running = number < trials;
    if (terminal) {
      rewrite("");
    }
    String result =
        record.outcome() == null
            ? "FAILED: " + (record.failure() == null ? "" : record.failure().reason())
            : record.outcome().data().metric() + " " + primary(record);
    String left = Durations.text((trials - startedFrom - ended) * endedSeconds / ended);
    err.printf(
        Locale.ROOT,
        "[%d/%d] %s  %s  in %s%s%n",
        number,
        trials,
        record.trial().name(),
        result,
        Durations.text(seconds),
        running ? ", suite left: " + left : "");
    if (record.failure() != null && !record.failure().logTail().isEmpty()) {
      err.println(record.failure().logTail().indent(4).stripTrailing());
    }
    err.flush();
  }

  private static String primary(TrialRecord record) {
    List<String> values = new ArrayList<>();
    for (String weights : List.of("raw", "ema")) {
      double value = Comparison.primary(record, weights);
      if (!Double.isNaN(value)) {
        values.add(weights + " " + number(value, 2));
      }
    }
    return String.join(", ", values);
  }

  /** Says how to go on when the run is stopped before its end. */
  public synchronized void stopped(String program) {
    if (running) {
      running = false;
      err.println();
      err.println(
          "stopped; "
              + (startedFrom + ended)
              + " of "
              + trials
              + " trials are done and kept. Run the same `"
              + program
              + " run` command again to go on.");
      err.flush();
    }
  }

  private void rewrite(String line) {
    err.rewriteLine(line);
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
