package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The weights that come with lossbench, which its quickstart starts from. */
class ShippedWeightsTest {
  private static final Path SHIPPED = Cli.REPOSITORY.resolve("suites/weights");
  private static final String NAME = "scenes-resnet20.safetensors";

  @TempDir Path folder;

  @BeforeAll
  static void standInTheRepository() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
  }

  /** A suite that says only the name of the weights, if it says one. */
  private Path suite(String weights) throws IOException {
    return Files.writeString(
        folder.resolve("start.yaml"),
        """
        suite: start
        repetitions: 1
        datasets:
          tiny: {from: generated-scenes, set: {size: 16, classes: 6, train: 64, test: 32}}
        backbones: {small: {type: resnet20, image-size: 32%s}}
        losses: {bce: {type: bce}}
        train: {batch-size: 16}
        """
            .formatted(weights.isEmpty() ? "" : ", weights: " + weights));
  }

  private Cli plan(Path suite, String... options) {
    String[] words = new String[4 + options.length];
    words[0] = "plan";
    words[1] = suite.toString();
    words[2] = "--results";
    words[3] = folder.resolve("results").toString();
    System.arraycopy(options, 0, words, 4, options.length);
    return Cli.run(words);
  }

  /** The line of a plan's only trial, which begins with the id. */
  private static String trial(Cli plan) {
    assertThat(plan.code()).as(plan.err()).isZero();
    return plan.out().lines().filter(line -> line.contains("bce#1")).findFirst().orElseThrow();
  }

  /** Weights under the same name as the shipped ones, in a data folder of one's own. */
  private Path ownData() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.copy(SHIPPED.resolve(NAME), data.resolve(NAME));
    Files.write(data.resolve(NAME), new byte[1], StandardOpenOption.APPEND);
    return data;
  }

  @Test
  void areFoundWithoutADataFolder() throws IOException {
    Cli quickstart = plan(Cli.REPOSITORY.resolve("suites/quickstart.yaml"));
    assertThat(quickstart.code()).as(quickstart.err()).isZero();
    assertThat(quickstart.out())
        .startsWith("# 15 trials, 15 to run; ")
        .doesNotContain("# pending: ")
        .containsPattern("weights-sha256: \"?" + Digest.ofFile(SHIPPED.resolve(NAME)));
    assertThat(trial(plan(suite(NAME))))
        .containsPattern("# [0-9a-f]{16} +pending +tiny/small/bce#1")
        .isNotEqualTo(trial(plan(suite(""))));
  }

  @Test
  void filesOfOnesOwnAreTakenBeforeThem() throws IOException {
    Path suite = suite(NAME);
    assertThat(trial(plan(suite, "--data", ownData().toString()))).isNotEqualTo(trial(plan(suite)));
  }

  @Test
  void otherFilesUnderTheirNameAreRefusedByASuiteThatNamesTheirHash() throws IOException {
    Path data = ownData();
    Cli refused = plan(Cli.REPOSITORY.resolve("suites/quickstart.yaml"), "--data", data.toString());
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err())
        .contains(
            "the weights " + data.resolve(NAME) + " of backbone 'small' hash to ",
            "the suite expects " + Digest.ofFile(SHIPPED.resolve(NAME)));
  }

  @Test
  void theirFolderIsNamedWhereWeightsAreMissing() throws IOException {
    Cli missing =
        Cli.run("run", suite("nowhere.safetensors").toString(), "--results", folder.toString());
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err())
        .contains(
            "the weights of backbone 'small' are missing; looked for\n  ",
            "\n  " + SHIPPED.resolve("nowhere.safetensors") + "\nSay where they lie with --data");
  }

  @Test
  void theReferenceOfTheQuickstartStartedFromThem() throws IOException {
    List<String> started =
        new Ledger(Cli.REPOSITORY.resolve("results/reference/quickstart"))
            .records().stream()
                .map(record -> record.trial().spec().settings("backbone"))
                .map(backbone -> backbone.optionalText("weights-sha256").orElse("at random"))
                .toList();
    assertThat(started).hasSize(15).containsOnly(Digest.ofFile(SHIPPED.resolve(NAME)));
  }

  @Test
  void whatMadeThemIsASuiteAndTheirPaperNamesTheirHash() throws IOException {
    Cli valid = Cli.run("validate", SHIPPED.resolve("scenes-resnet20.yaml").toString());
    assertThat(valid.code()).as(valid.err()).isZero();
    assertThat(valid.out()).contains("suite 'scenes-resnet20', 1 trials");
    assertThat(Files.readString(SHIPPED.resolve("README.md")))
        .contains(Digest.ofFile(SHIPPED.resolve(NAME)));
  }
}
