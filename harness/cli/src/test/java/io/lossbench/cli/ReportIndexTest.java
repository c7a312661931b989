package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of all suites of a results folder. */
class ReportIndexTest {
  @TempDir Path folder;

  private static Plan plan(String suite, String datasets) {
    return HandMade.plan(
        "suite: "
            + suite
            + "\ndescription: \"<b>What</b> | it is\"\ndatasets: "
            + datasets
            + "\nbackbones: {small: {type: resnet20, image-size: 32}}\n"
            + "losses: {bce: {type: bce}, asl: {type: asl}}\n"
            + "train: {epochs: 2, ema: 0}\nrepetitions: 2\n");
  }

  /** asl gains 3 and 4. */
  private static double value(Trial trial) {
    return 20 + trial.repetition() + (trial.loss().equals("asl") ? 2 + trial.repetition() : 0);
  }

  private void made(String suite, String datasets) {
    Plan plan = plan(suite, datasets);
    HandMade.ledger(folder.resolve(suite), plan, HandMade.records(plan, ReportIndexTest::value));
  }

  private Cli report(String... arguments) {
    List<String> all = new ArrayList<>(List.of("report"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of("--results", folder.toString(), "--reports", folder.resolve("out").toString()));
    return Cli.run(all.toArray(String[]::new));
  }

  private String index(String ending) throws IOException {
    return Files.readString(folder.resolve("out/index." + ending));
  }

  @Test
  void hasARowForEachSuite() throws IOException {
    made("one", "[generated-scenes]");
    made(
        "two",
        "{a: {from: generated-scenes, set: {seed: 1}}, b: {from: generated-scenes, set: {seed: 2}}}");
    Plan open = plan("open", "[generated-scenes]");
    TrialRecord failed =
        TrialRecord.failed(
            "open",
            open.trials().get(0),
            HandMade.records(open, ReportIndexTest::value).get(0).provenance(),
            new TrialRecord.Failure("out of memory", ""));
    HandMade.ledger(folder.resolve("open"), open, List.of(failed));
    Files.createDirectories(folder.resolve("no-ledger"));

    Cli all = report("--all");
    assertThat(all.code()).as(all.err()).isZero();
    assertThat(all.out()).contains("3 suites: ", "index.html");
    assertThat(folder.resolve("out")).isDirectoryContaining("glob:**/one.html");
    String html = index("html");
    assertThat(html)
        .contains(
            "<a href=\"one.html\">one</a><span class=\"params\">&lt;b&gt;What&lt;/b&gt; | it is</span>",
            "<td class=\"text\">2026-01-01</td>",
            "mAP, generated-scenes, small",
            "<td class=\"text\">asl, 25.00</td>",
            "+3.50",
            "4 of 4",
            "mAP, 2 datasets x backbones",
            "asl, average rank 1.00",
            "<td>0 of 4</td><td>1</td>")
        .doesNotContain("<b>What", "no-ledger");
    // Differences of 3 and 4: 3.5 +- t(1) 12.7062 * 0.7071 / sqrt(2).
    assertThat(index("md"))
        .contains(
            "| [one](one.md) | 2026-01-01 | mAP, generated-scenes, small | asl, 25.00 | +3.50 | -2.85 to +9.85 | 4 of 4 | 0 |");
  }

  @Test
  void aLedgerThatCannotBeReadIsARowWithTheReason() throws IOException {
    made("good", "[generated-scenes]");
    made("bad", "[generated-scenes]");
    Path plan = folder.resolve("bad/plan.json");
    Files.writeString(plan, Files.readString(plan).replace("bce", "bcf"));
    Cli all = report("--all");
    assertThat(all.code()).isEqualTo(1);
    assertThat(all.err()).contains("fault: bad: the plan ");
    assertThat(index("html"))
        .contains(
            "href=\"good.html\"",
            "<td>bad<span class=\"params\">no report: the plan bad/plan.json is damaged")
        .doesNotContain("href=\"bad.html\"", folder.toString());
  }

  @Test
  void oneSuiteOrAllNotBothAndNotNeither() {
    assertThat(report().code()).isEqualTo(2);
    assertThat(report().err()).contains("no suite is named");
    assertThat(report("one", "--all").code()).isEqualTo(2);
    assertThat(report("--all").code()).isEqualTo(3);
  }

  @Test
  void aSuiteOfTheIndexsNameIsRefused() {
    made("index", "[generated-scenes]");
    Cli all = report("--all");
    assertThat(all.code()).isEqualTo(3);
    assertThat(all.err()).contains("a suite is called 'index'");
  }
}
