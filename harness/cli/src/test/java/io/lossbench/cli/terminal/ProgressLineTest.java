package io.lossbench.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.Progress;
import io.lossbench.core.suite.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter shown = new StringWriter();

  private static Trial trial(String loss) {
    return new Trial("id-" + loss, "voc", "small", loss, 1, Settings.of(Map.of()));
  }

  private static Progress progress(int epoch, double value, double left) {
    return new Progress("training", epoch, 6, 1, 9, 602.4, 1.5, "mAP", value, left);
  }

  private static TrialRecord failed(Trial trial) {
    return TrialRecord.failed(
        "s",
        trial,
        new Provenance(
            new Provenance.Terms("0", "e", "cpu", "p", "a", 1),
            new Provenance.Varying("", "", "", "", "")),
        new TrialRecord.Failure("bad luck", ""));
  }

  /** What stands in the line of the terminal, and what was printed to stay since the last call. */
  private String last() {
    String all = shown.toString();
    shown.getBuffer().setLength(0);
    return all.substring(all.lastIndexOf("\u001b[?7l") + 5).replace("\u001b[?7h", "");
  }

  @Test
  void allTrialsThatAreRunningStandInOneLine() {
    ProgressLine line = ProgressLine.onTerminal(new PrintWriter(shown), 2);
    line.planned(9, 3);
    line.started(trial("bce"));
    assertThat(last()).isEqualTo("[4/9] voc/small/bce#1  starting");
    line.progressed(trial("bce"), progress(2, 31.234, 100));
    assertThat(last())
        .isEqualTo(
            "[4/9] voc/small/bce#1  epoch 2/6  602 images/s  loss 1.50  mAP 31.23  left: trial 1"
                + " min 40 s, suite ?");
    line.started(trial("asl"));
    line.progressed(trial("asl"), progress(1, Double.NaN, Double.NaN));
    assertThat(last())
        .isEqualTo(
            "[3/9 done, left: ?] voc/small/bce#1 2/6 mAP 31.23 602/s | voc/small/asl#1 1/6 mAP –"
                + " 602/s");
    // 40 s a trial: 40 s of the running one and 4 x 40 s of the others, two at a time.
    line.ended(failed(trial("bce")), 40);
    assertThat(shown.toString())
        .contains(
            "[4/9] voc/small/bce#1  FAILED: bad luck  in 40 s, suite left: 1 min 40 s"
                + System.lineSeparator());
    assertThat(last()).startsWith("[5/9] voc/small/asl#1  epoch 1/6");
  }

  @Test
  void aLogHasALineForEachTrialThatHasEnded() {
    ProgressLine line = ProgressLine.inLog(new PrintWriter(shown), 2);
    line.planned(2, 0);
    line.started(trial("bce"));
    line.started(trial("asl"));
    line.progressed(trial("asl"), progress(1, 3, 7));
    line.ended(failed(trial("asl")), 61);
    line.ended(failed(trial("bce")), 62);
    assertThat(shown.toString().lines())
        .containsExactly(
            "[1/2] voc/small/asl#1  FAILED: bad luck  in 1 min 01 s, suite left: 1 min 01 s",
            "[2/2] voc/small/bce#1  FAILED: bad luck  in 1 min 02 s");
  }

  @Test
  void aRunThatIsStoppedSaysWhatIsKept() {
    ProgressLine line = ProgressLine.onTerminal(new PrintWriter(shown), 1);
    line.planned(2, 0);
    line.started(trial("bce"));
    line.ended(failed(trial("bce")), 61);
    line.started(trial("asl"));
    line.stopped("lossbench");
    assertThat(shown.toString())
        .endsWith(
            "stopped; 1 of 2 trials are done and kept. Run the same `lossbench run` command again"
                + " to go on."
                + System.lineSeparator());
    last();
    line.progressed(trial("asl"), progress(1, 3, 7));
    assertThat(shown.toString()).isEmpty();
  }

  @Test
  void whatIsLeftIsSpreadOverTheJobsButNeverLessThanTheLongestTrial() {
    TimeLeft one = new TimeLeft(1);
    assertThat(one.of(List.of(5.0), 0)).isEqualTo(5);
    assertThat(one.of(List.of(5.0), 1)).isNaN();
    one.ended(20);
    one.ended(40);
    assertThat(one.of(List.of(5.0), 2)).isEqualTo(65);

    TimeLeft four = new TimeLeft(4);
    four.ended(30);
    assertThat(four.of(List.of(10.0, 10.0, 10.0, 10.0), 6)).isEqualTo(55);
    assertThat(four.of(List.of(Double.NaN), 0)).isEqualTo(30);
    assertThat(four.of(List.of(100.0, 1.0), 1)).isEqualTo(100);
  }
}
