package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every suite of the paper: valid, of the right size, and run end to end on its miniature; in each
 * build those that differ in format or kind of loss, and each kind of network once. With {@code
 * -Dlossbench.paper-suites=all} all of them run, with the networks that they name.
 */
class PaperSuitesIT {
  private static final Path SUITES = Cli.REPOSITORY.resolve("suites/paper");

  private static final boolean ALL = System.getProperty("lossbench.paper-suites", "").equals("all");

  /**
   * Those that train networks, formats and losses which others train here or in a test of their own
   * (a detector, ResNets, Swin, ViT), and ConvNeXt-B, which takes 5 GB.
   */
  private static final Set<String> MORE_OF_A_KIND =
      Set.of(
          "coco-resnet101-448",
          "coco-tresnet-l-448",
          "coco-tresnet-xl-640",
          "coco-convnext-b-224",
          "coco-swin-t-224",
          "coco-vit-b-224",
          "coco-detection-fcos",
          "ablation-gamma",
          "ablation-margin",
          "ablation-focusing");

  /** The backbone of suites whose network others train here: a build gives them a small one. */
  private static final Map<String, String> KNOWN_NETWORK =
      Map.of(
          "voc2007-tresnet-l-448", "from-coco",
          "nuswide-tresnet-l", "at-240",
          "herbarium2020-single-label", "tresnet-l",
          "ablation-adaptive", "tresnet-m");

  @TempDir Path folder;

  /** Trials of the real run, and one trial of the miniature that is run here. */
  @ParameterizedTest
  @Timeout(240)
  @CsvSource(
      delimiter = '|',
      value = {
        "coco-tresnet-m-224         |  9 | 3 | asl#1",
        "coco-tresnet-l-448         |  9 | 3 | focal#1",
        "coco-tresnet-xl-640        |  9 | 3 | asl#1",
        "coco-resnet101-448         |  9 | 3 | asl#1",
        "coco-convnext-b-224        |  9 | 3 | asl#1",
        "coco-swin-t-224            |  9 | 3 | asl#1",
        "coco-vit-b-224             |  9 | 3 | asl#1",
        "voc2007-tresnet-l-448      | 18 | 6 | from-coco/asl#1",
        "nuswide-tresnet-l          | 18 | 6 | at-240/asl#1",
        "openimages-tresnet-l-448   |  3 | 3 | asl#1",
        "herbarium2020-single-label |  9 | 3 | asl#1",
        "ablation-gamma             | 57 | 19 | asl@gamma-neg=2,gamma-pos=1#1",
        "ablation-margin            | 30 | 10 | margin-only@margin=0.3#1",
        "ablation-focusing          | 27 | 9 | shifted@focusing-gradient=full#1",
        "ablation-adaptive          | 18 | 6 | adaptive@gap-target=0.2#1",
        "coco-detection-fcos        | 12 | 4 | tresnet-m/asl#1",
      })
  void runsOnItsMiniature(String suite, int trials, int miniatureTrials, String only)
      throws Exception {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path file = SUITES.resolve(suite + ".yaml");
    assertThat(Cli.run("validate", file.toString()).out()).contains(", " + trials + " trials");
    assertThat(
            Cli.run("plan", file.toString(), "--miniature", "--results", folder.toString()).out())
        .startsWith("# " + miniatureTrials + " trials");
    assumeTrue(ALL || !MORE_OF_A_KIND.contains(suite), "trained with -Dlossbench.paper-suites=all");
    List<String> arguments =
        new ArrayList<>(List.of("run", "suites/paper/" + suite + ".yaml", "--miniature"));
    arguments.addAll(List.of("--threads", "1", "--only", only));
    arguments.addAll(List.of("--results", folder.toString(), "--reports", folder.toString()));
    if (!ALL && KNOWN_NETWORK.containsKey(suite)) {
      String backbone = "backbones." + KNOWN_NETWORK.get(suite);
      arguments.addAll(List.of("--set", backbone + ".type=resnet20"));
    }
    Path log = folder.resolve("log");
    Process run =
        Cli.process(log, List.of(), arguments.toArray(new String[0]))
            .directory(Cli.REPOSITORY.toFile())
            .start();
    assertThat(run.waitFor()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log))
        .contains("This was a miniature. The real run:")
        .contains("./lossbench run suites/paper/" + suite + ".yaml --data DIR --device gpu")
        .contains("with, below DIR:");
    List<CSVRecord> rows = Cli.table(folder.resolve(suite + "-miniature/trials.csv"));
    boolean averaged = !Files.readString(file).contains("ema: 0\n");
    assertThat(rows)
        .hasSize(averaged ? 2 : 1)
        .allMatch(row -> row.get("status").equals("completed"));
    CSVRecord epoch = Cli.table(folder.resolve(suite + "-miniature/epochs.csv")).get(0);
    if (suite.equals("coco-detection-fcos")) {
      assertThat(Double.parseDouble(epoch.get("positive_points"))).isPositive();
    } else {
      assertThat(Double.parseDouble(epoch.get("positive_probability"))).isBetween(0.0, 1.0);
    }
    assertThat(epoch.isMapped("gamma_neg")).isEqualTo(only.startsWith("adaptive"));
    String report = Files.readString(folder.resolve(suite + "-miniature.md"));
    boolean anchored = Files.readString(file).contains("anchors:");
    assertThat(report.contains("not comparable: the dataset is not complete"))
        .as("a miniature is never comparable")
        .isEqualTo(anchored && !suite.startsWith("herbarium"));
    assertThat(report).doesNotContain("| reproduced").doesNotContain("| undecided");
  }

  @Test
  void everySuiteOfTheFolderIsRunHere() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (var files = Files.list(SUITES)) {
      files.forEach(file -> names.add(file.getFileName().toString().replace(".yaml", "")));
    }
    List<String> listed = new ArrayList<>();
    for (var method : PaperSuitesIT.class.getDeclaredMethods()) {
      CsvSource source = method.getAnnotation(CsvSource.class);
      if (source != null) {
        for (String line : source.value()) {
          listed.add(line.substring(0, line.indexOf('|')).strip());
        }
      }
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(names);
  }
}
