package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies between results. */
class CompareCommandTest {
  private static final String QUICKSTART =
      Cli.REPOSITORY.resolve("results/reference/quickstart").toString();
  private static final String VOC = Cli.REPOSITORY.resolve("results/reference/voc2007").toString();

  @TempDir Path folder;

  @Test
  void resultsDoNotDifferFromThemselves() {
    Cli compare = Cli.run("compare", QUICKSTART, QUICKSTART, QUICKSTART);
    assertThat(compare.code()).as(compare.err()).isZero();
    assertThat(compare.out())
        .contains("first: " + QUICKSTART + " (lossbench ")
        .contains("Both were made on equal terms.")
        .containsPattern(
            "scenes/small/asl ema  mAP 41.05 -> 41.05  \\+0.00 \\(95 % interval \\+0.00 to"
                + " \\+0.00, p = 1.00, 5 pairs\\)");
    assertThat(compare.out().split("other: ", -1)).hasSize(3);
  }

  @Test
  void lossesThatOnlyOneHasAreNotCompared() {
    assertThat(Cli.run("compare", QUICKSTART, VOC).out())
        .contains("Nothing in them can be compared.")
        .contains("not compared: only in the first")
        .contains("not compared: only in the other");
  }

  @Test
  void everyFormatHasTheSameNumbers() throws IOException {
    assertThat(Cli.run("compare", QUICKSTART, QUICKSTART, "--format", "markdown").out())
        .contains("| scenes/small/asl | ema | mAP | 41.05 | 41.05 | +0.00 | ");
    assertThat(Cli.run("compare", QUICKSTART, QUICKSTART, "--format", "json").out())
        .contains("\"subject\" : \"scenes/small/asl\"", "\"kind\" : \"PAIRED\"");
    Path page = folder.resolve("compare.html");
    Cli html =
        Cli.run("compare", QUICKSTART, QUICKSTART, "--format", "html", "-o", page.toString());
    assertThat(html.code()).as(html.err()).isZero();
    assertThat(html.out()).isEmpty();
    assertThat(Files.readString(page))
        .contains("<td>scenes/small/asl</td>", "41.05")
        .doesNotContain("http://", "https://");
  }

  @Test
  void everyMetricCanBeCompared() {
    assertThat(Cli.run("compare", QUICKSTART, QUICKSTART, "--metric", "all").out())
        .contains("  mAP ", "  CF1 ", "  OF1 ");
    Cli unknown = Cli.run("compare", QUICKSTART, QUICKSTART, "--metric", "map");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("no result has the metric 'map'; there are: ", "mAP");
  }

  @Test
  void oneLedgerIsNotEnough() {
    assertThat(Cli.run("compare", QUICKSTART).code()).isEqualTo(2);
    assertThat(Cli.run("compare", QUICKSTART, folder.toString()).code()).isEqualTo(3);
  }
}
