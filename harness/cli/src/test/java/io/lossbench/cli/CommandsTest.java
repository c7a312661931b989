package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  @TempDir Path folder;

  @BeforeAll
  static void standInTheRepository() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
  }

  /** All but the one that picocli brings. */
  static Stream<String> commands() {
    return Stream.concat(Stream.of(""), below(new CommandLine(new Main()), ""))
        .filter(command -> !command.equals("generate-completion"));
  }

  private static Stream<String> below(CommandLine command, String path) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            sub -> {
              String name = path + sub.getKey();
              return Stream.concat(Stream.of(name), below(sub.getValue(), name + " "));
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsTheOneThatWasReviewed(String command) throws IOException {
    Cli help = Cli.run((command + " --help").strip().split(" "));
    assertThat(help.code()).isZero();
    Path expected =
        Path.of(
            "src/test/resources/help/"
                + (command.isEmpty() ? "lossbench" : command.replace(' ', '-'))
                + ".txt");
    String text =
        help.out()
            .replace(Cli.REPOSITORY.toString(), "HOME")
            .replaceAll("default: \\d+\\)", "default: N)");
    if (Boolean.getBoolean("lossbench.write-expected")) {
      Files.writeString(expected, text);
    }
    assertThat(text).isEqualTo(Files.readString(expected));
  }

  @Test
  void aValidSuiteIsCalledSo() {
    Cli valid = Cli.run("validate", Cli.REPOSITORY + "/suites/quickstart.yaml");
    assertThat(valid.code()).isZero();
    assertThat(valid.out()).contains("suite 'quickstart', 15 trials");
  }

  @Test
  void aBrokenSuiteExitsWithTwoAndNoStackTrace() throws IOException {
    Path suite =
        Files.writeString(
            folder.resolve("s.yaml"), "suite: x\nlosses: {a: {type: asl, gama: 1}}\n");
    Cli broken = Cli.run("run", suite.toString());
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("s.yaml:2:25: unknown key 'gama'").doesNotContain("\tat ");
    assertThat(broken.out()).isEmpty();
    Cli json = Cli.run("validate", "--format", "json", suite.toString());
    assertThat(json.code()).isEqualTo(2);
    assertThat(json.out()).contains("\"line\" : 2").contains("\"valid\" : false");
  }

  @Test
  void aMissingSuiteSuggestsANeighbour() {
    Cli missing = Cli.run("validate", Cli.REPOSITORY + "/suites/quickstrat.yaml");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("no such file; did you mean 'quickstart.yaml'?");
  }

  /** As on a login node. */
  @Test
  void aPlanWithoutItsDataHasPendingIdsAndSaysWhatIsMissing() throws IOException {
    Path suite =
        Files.writeString(
            folder.resolve("apart.yaml"),
            """
            suite: apart
            repetitions: 1
            datasets:
              tiny: {from: generated-scenes, set: {size: 16, classes: 6, train: 64, test: 32}}
              voc: {from: voc2007}
            backbones:
              random: {type: resnet20, image-size: 32}
              known: {type: resnet20, image-size: 32, weights: no.safetensors, weights-sha256: %s}
              unknown: {type: resnet20, image-size: 32, weights: nor.safetensors}
            losses: {bce: {type: bce}}
            train: {batch-size: 16}
            """
                .formatted("ab".repeat(32)));
    String[] at = {"--data", folder.toString(), "--results", folder.toString()};
    Cli plan = Cli.run("plan", suite.toString(), at[0], at[1], at[2], at[3]);
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out())
        .startsWith("# 6 trials, 2 to run, 4 whose ids are pending; time left: unknown")
        .contains("# pending: dataset 'voc2007' is missing: ")
        .contains("# pending: the weights of backbone 'known' are missing; looked for\n#   ")
        .contains("# pending: the weights of backbone 'unknown' are missing; looked for\n#   ")
        .containsPattern("# [0-9a-f]{16}  pending  tiny/random/bce#1\n")
        .containsPattern("# [0-9a-f]{16}  pending  tiny/known/bce#1\n")
        .contains("# (pending)         unknown  tiny/unknown/bce#1\n")
        .contains("# (pending)         unknown  voc/random/bce#1\n");
    Cli json = Cli.run("plan", suite.toString(), at[0], at[1], at[2], at[3], "--format", "json");
    assertThat(json.out()).contains("\"id\" : null").contains("\"pending\" : 2");
    assertThat(json.out()).contains("\"shards\" : 6").contains("\"phases\" : 1");
    assertThat(Cli.run("validate", suite.toString()).code()).isZero();
  }

  @Test
  void planPrintsTrialsAndASuiteThatResolvesToItself() throws IOException {
    Path suite = Cli.tinySuite(folder, "tiny", 1, "bce", "asl");
    Cli plan = Cli.run("plan", suite.toString(), "--results", folder.toString());
    assertThat(plan.out()).startsWith("# 2 trials, 2 to run; time left: unknown");
    Path resolved = Files.writeString(folder.resolve("resolved.yaml"), plan.out());
    Cli again = Cli.run("plan", resolved.toString(), "--results", folder.toString());
    assertThat(again.out()).isEqualTo(plan.out());
    Cli changed =
        Cli.run(
            "plan", suite.toString(), "--results", folder.toString(), "--set", "train.epochs=2");
    assertThat(changed.out()).contains("epochs: 2");
    assertThat(changed.out().lines().toList().get(1))
        .isNotEqualTo(plan.out().lines().toList().get(1));
  }

  @Test
  void scoreJudgesAnyonesFiles() throws IOException {
    NpyFile.write(
        folder.resolve("s.npy"), ScoreMatrix.of(5, 1, new float[] {.9f, .8f, .7f, .6f, .5f}));
    NpyFile.write(folder.resolve("l.npy"), LabelMatrix.of(5, 1, new byte[] {1, 0, 1, 0, 1}));
    Cli scored =
        Cli.run("score", folder.resolve("s.npy").toString(), folder.resolve("l.npy").toString());
    assertThat(scored.out())
        .containsPattern("mAP +75\\.5556")
        .containsPattern("mAP-voc07 +76\\.3636");
    NpyFile.write(folder.resolve("l.npy"), LabelMatrix.of(4, 1, new byte[4]));
    Cli mismatch =
        Cli.run("score", folder.resolve("s.npy").toString(), folder.resolve("l.npy").toString());
    assertThat(mismatch.code()).isEqualTo(3);
    assertThat(mismatch.err()).contains("scores are 5 x 1, labels are 4 x 1");
  }

  @Test
  void whatIsNoNameOfASuiteLeavesTheResultsFolderAlone() {
    for (String name : new String[] {"../../x", "suites/quickstart.yaml", "", "."}) {
      Cli report = Cli.run("report", name, "--results", folder.toString());
      assertThat(report.code()).isEqualTo(3);
      assertThat(report.err()).contains("is not the name of a suite");
    }
  }

  @Test
  void doctorNamesABrokenDescriptorAndGoesOn() throws IOException {
    Files.writeString(folder.resolve("bad.yaml"), "dataset: bad\nformat: {type: nope}\n");
    Cli doctor = Cli.run("doctor", "--datasets", folder.toString(), "--results", folder.toString());
    assertThat(doctor.out())
        .contains("dataset bad")
        .contains("unknown type 'nope'")
        .contains("mend its descriptor")
        .contains("libtorch");
  }

  @Test
  void wrongOptionsAreUsage() {
    String suite = Cli.REPOSITORY + "/suites/quickstart.yaml";
    assertThat(Cli.run("run", suite, "--device", "tpu").code()).isEqualTo(2);
    assertThat(Cli.run("run", suite, "--device", "gpu:0,gpu").err())
        .contains("--device names 'gpu' twice");
    assertThat(Cli.run("run", suite, "--device", "gpu:0,cpu").err())
        .contains("--device names cpu beside a card");
    assertThat(Cli.run("run", suite, "--jobs", "0").err()).contains("--jobs is 1 to 1024, not 0");
    assertThat(Cli.run("run", suite, "--threads", "0").code()).isEqualTo(2);
    assertThat(Cli.run("run", suite, "--results", folder.toString(), "--shard", "3/2").code())
        .isEqualTo(2);
    assertThat(Cli.run("run", suite, "--results", folder.toString(), "--only", "nothing").err())
        .contains("matches none of the 15 trials");
    assertThat(Cli.run("rnu").err()).contains("run");
  }

  @Test
  void doctorFindsEngineAndDatasets() {
    Cli doctor = Cli.run("doctor", "--results", folder.toString(), "--data", folder.toString());
    assertThat(doctor.out())
        .containsPattern("ok +engine +PyTorch 2\\.7\\.1")
        .containsPattern("ok +dataset generated-scenes")
        .containsPattern("'voc2007' is missing: .* was not found in " + folder)
        .containsPattern("warning +dataset voc2007 .*missing");
    assertThat(doctor.code()).isZero();
  }

  @Test
  void aReportNeedsResults() {
    Cli report = Cli.run("report", "nothing", "--results", folder.toString());
    assertThat(report.code()).isEqualTo(3);
    assertThat(report.err()).contains("run the suite first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "voc2007",
        "voc2007-detection",
        "voc2007-features",
        "voc2007-finetune"
      })
  void theCommittedReportsComeFromTheCommittedLedgers(String suite) {
    Path results = Cli.REPOSITORY.resolve("results/reference");
    Cli report =
        Cli.run("report", suite, "--results", results.toString(), "--reports", folder.toString());
    assertThat(report.code()).as(report.err()).isZero();
    for (String file : new String[] {suite + ".html", suite + ".md"}) {
      assertThat(folder.resolve(file))
          .hasSameTextualContentAs(Cli.REPOSITORY.resolve("reports/reference/" + file));
    }
  }

  /** They were published without scores and weights, which is told and no fault. */
  @Test
  void theCommittedLedgersAreWhatWasWritten() {
    Cli verified = Cli.run("verify", Cli.REPOSITORY.resolve("results/reference").toString());
    assertThat(verified.code()).as(verified.out()).isZero();
    assertThat(verified.out())
        .contains("quickstart: scores, labels and weights are not kept here")
        .contains("voc2007: ", "voc2007-finetune: ")
        .contains("faults: 0");
  }

  @Test
  void benchMeasuresAndWritesATableAndAPage() throws IOException {
    Cli bench =
        Cli.run(
            "bench",
            "metrics",
            "--quick",
            "--param",
            "size=4952x20",
            "--results",
            folder.toString(),
            "--reports",
            folder.toString());
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.out())
        .containsPattern("MetricBenchmark.meanAveragePrecision +size=4952x20 .* ms/op");
    var rows = Cli.table(folder.resolve("microbench/metrics.csv"));
    assertThat(rows).hasSize(2).allMatch(row -> Double.parseDouble(row.get("score")) > 0);
    assertThat(Files.readString(folder.resolve("microbench.html")))
        .contains("<h2>metrics</h2>", "<td>allMetrics</td>")
        .containsOnlyOnce("<script");
  }

  @Test
  void completionIsAScript() {
    assertThat(Cli.run("generate-completion").out()).contains("complete -F").contains("--only");
  }

  @Test
  void theSchemaCommandPrintsTheCommittedSchema() throws IOException {
    assertThat(Cli.run("schema").out())
        .isEqualTo(Files.readString(Cli.REPOSITORY.resolve("suites/suite.schema.json")));
  }

  @Test
  void aLossToCheckIsNamedAndSetAsInASuite() {
    Cli unknown = Cli.run("check-loss", "hil");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("no loss is called 'hil'; did you mean 'hill'?");
    Cli wrong = Cli.run("check-loss", "hill", "--set", "gama=1");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("unknown key 'gama'").contains("did you mean 'gamma'?");
    assertThat(Cli.run("check-loss", "hill", "--epoch", "-1").code()).isEqualTo(2);
  }
}
