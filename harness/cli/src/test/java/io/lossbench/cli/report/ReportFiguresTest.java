package io.lossbench.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a report, with the numbers of hand-made ledgers. */
class ReportFiguresTest {
  private static final Pattern FIGURE =
      Pattern.compile("<figure class=\"card\" id=\"([^\"]*)\">(.*?)</figure>", Pattern.DOTALL);

  @TempDir Path folder;

  private static Plan plan(String losses, int repetitions) {
    return HandMade.plan(
        "suite: made\ndatasets: {full: {from: generated-scenes, set: {missing-labels: 0}},"
            + " half: {from: generated-scenes, set: {missing-labels: 0.5}}}\n"
            + "backbones: {small: {type: resnet20, image-size: 32}}\n"
            + "train: {epochs: 2, ema: 0}\nrepetitions: "
            + repetitions
            + "\nlosses: "
            + losses
            + "\n");
  }

  private String report(Plan plan, List<TrialRecord> records) throws IOException {
    Ledger ledger = HandMade.ledger(folder.resolve("made"), plan, records);
    return Files.readString(ReportWriter.write(ledger, folder).html());
  }

  private static List<String> ids(String html) {
    return FIGURE.matcher(html).results().map(found -> found.group(1)).toList();
  }

  private static String figure(String html, String id) {
    return FIGURE
        .matcher(html)
        .results()
        .filter(found -> found.group(1).equals(id))
        .findFirst()
        .map(MatchResult::group)
        .orElseThrow(() -> new AssertionError(id + " is not among " + ids(html)));
  }

  private static double value(Trial trial) {
    var loss = trial.spec().settings("loss");
    return 10
        + trial.repetition()
        + (loss.has("gamma-neg") ? 10 * loss.number("gamma-neg") : 0)
        + (loss.has("margin") ? 100 * loss.number("margin") : 0)
        - (trial.dataset().equals("half") ? 4 : 0);
  }

  @Test
  void eachHasAnIdADrawingAndItsData() throws IOException {
    Plan plan =
        plan("{bce: {type: bce}, asl: {type: asl, gamma-neg: [1, 2], margin: [0, 0.1]}}", 2);
    String html = report(plan, HandMade.records(plan, ReportFiguresTest::value));
    assertThat(ids(html))
        .doesNotHaveDuplicates()
        .contains(
            "full/small/repetitions",
            "full/small/over/asl.gamma-neg",
            "full/small/over/asl.margin",
            "full/small/grid/gamma-neg/margin",
            "full/small/class-gains",
            "half/small/curves",
            "over/dataset.format.missing-labels/full+half/small",
            "grid/loss.gamma-neg/dataset.format.missing-labels/full+half/small",
            "time/full",
            "time/half");
    assertThat(figure(html, "full/small/over/asl.gamma-neg"))
        .contains("href=\"#full/small/over/asl.gamma-neg\"", "<svg ", "data-save=\"svg\"")
        .contains(
            "curve,loss.gamma-neg,n,mAP,sd,low_95,high_95\n",
            "\nmargin 0,1.0,2,21.5,",
            "\nmargin 0.1,2.0,2,41.5,",
            "\nmean of them,2.0,2,36.5,",
            "\nbce,,,11.5,");
    assertThat(figure(html, "over/dataset.format.missing-labels/full+half/small"))
        .contains("\nbce,0.0,2,11.5,", "\"asl@gamma-neg=1,margin=0\",0.5,2,17.5,");
    assertThat(figure(html, "full/small/grid/gamma-neg/margin"))
        .contains("\nasl,2.0,0.1,2,41.5,")
        .containsOnlyOnce("class=\"frame\"");
    // Both classes gain 10 and are one half each; two classes are too few to hold halves against.
    assertThat(Files.readString(folder.resolve("made.md")))
        .contains(
            "Difference to bce in AP, mean over the rarer and over the more frequent half",
            "| asl@gamma-neg=1,margin=0 | +10.00 | +10.00 | – | – | – |");
  }

  @Test
  void nothingToPlotIsNoFrame() throws IOException {
    Plan plan = plan("{bce: {type: bce}}", 1);
    String html = report(plan, List.of());
    assertThat(ids(html)).isEmpty();
    assertThat(html).doesNotContain("<svg", "<figure", "rarer half", "id=\"across\"");
  }

  @Test
  void oneLossWithoutOtherSettingsHasNoFigureOfThem() throws IOException {
    Plan plan =
        HandMade.plan(
            "suite: made\ndatasets: [generated-scenes]\nrepetitions: 1\n"
                + "backbones: {small: {type: resnet20, image-size: 32}}\n"
                + "losses: {bce: {type: bce}}\ntrain: {epochs: 2, ema: 0}\n");
    String html = report(plan, HandMade.records(plan, ReportFiguresTest::value));
    assertThat(ids(html))
        .containsExactly(
            "generated-scenes/small/repetitions",
            "generated-scenes/small/curves",
            "generated-scenes/small/tracked/probability_gap",
            "generated-scenes/small/classes");
    assertThat(html)
        .doesNotContain("id=\"across\"", "rarer half", "Calibration of the losses")
        .contains("Calibration is not known of these trials: their scores are not in the ledger");
  }

  @Test
  void theSameLedgerGivesTheSameBytes() throws IOException {
    Plan plan = plan("{bce: {type: bce}, asl: {type: asl, gamma-neg: [1, 2]}}", 2);
    String first = report(plan, HandMade.records(plan, ReportFiguresTest::value));
    assertThat(
            Files.readString(ReportWriter.write(new Ledger(folder.resolve("made")), folder).html()))
        .isEqualTo(first);
  }

  @Test
  void namesOfClassesAreEscapedInDrawingsAndData() {
    Figure figure =
        new Figure(
            "x",
            "t",
            new Svg(10, 10, "<b>\"&")
                .mark(1, 1, 9, "<script>")
                .label(1, 1, "end", "tick", "<i>")
                .end(),
            "",
            "");
    assertThat(figure.svg())
        .contains("aria-label=\"&lt;b&gt;&quot;&amp;\"", "<title>&lt;script&gt;", ">&lt;i&gt;<")
        .doesNotContain("<script", "<i>");
  }

  @Test
  void variantsBeyondTheColoursHaveOtherMarksAndDashes() {
    String svg =
        new Svg(10, 10, "x")
            .mark(1, 1, 1, "a")
            .mark(1, 1, 9, "b")
            .mark(1, 1, 17, "c")
            .curve(List.of(new double[] {0, 0}), 9)
            .end();
    assertThat(svg).containsOnlyOnce("<circle").contains("class=\"curve s1 d1\"");
    assertThat(Pattern.compile("<polygon[^>]*class=\"dot f1\"").matcher(svg).results()).hasSize(2);
  }
}
