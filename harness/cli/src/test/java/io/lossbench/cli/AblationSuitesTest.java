package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suites of {@code suites/ablations}. */
class AblationSuitesTest {
  private static final Path ALL_LOSSES =
      Cli.REPOSITORY.resolve("suites/ablations/losses-scenes.yaml");

  @TempDir Path folder;

  @Test
  void allLossesOnScenesCanBePlannedFromWhatComesWithLossbench() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Cli plan = Cli.run("plan", ALL_LOSSES.toString(), "--results", folder.toString());
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out()).startsWith("# 105 trials, 105 to run").doesNotContain("# pending: ");
  }

  /** A loss that comes later must be there too. */
  @Test
  void allLossesOnScenesHasEveryLossForSeveralLabels() {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Cli.REPOSITORY.resolve("datasets"))
            .read(ALL_LOSSES, List.of());
    List<String> forSeveralLabels =
        Definitions.builtIn().group("losses").values().stream()
            .filter(loss -> loss.task().isEmpty())
            .map(loss -> loss.name())
            .toList();
    assertThat(suite.losses())
        .extracting(loss -> loss.settings().text("type"))
        .containsAll(forSeveralLabels);
  }
}
