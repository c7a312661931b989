package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suites of {@code suites/ablations}. */
class AblationSuitesTest {
  @TempDir Path folder;

  private static Path file(String suite) {
    return Cli.REPOSITORY.resolve("suites/ablations/" + suite + ".yaml");
  }

  private static Suite read(String suite) {
    return new SuiteReader(Definitions.builtIn(), Cli.REPOSITORY.resolve("datasets"))
        .read(file(suite), List.of());
  }

  @Test
  void allLossesOnScenesCanBePlannedFromWhatComesWithLossbench() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Cli plan = Cli.run("plan", file("losses-scenes").toString(), "--results", folder.toString());
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out()).startsWith("# 105 trials, 105 to run").doesNotContain("# pending: ");
  }

  /** A loss that comes later must be there too. */
  @ParameterizedTest
  @ValueSource(
      strings = {"losses-scenes", "losses-voc2007", "missing-labels-voc2007", "voc2007-features"})
  void everyLossForSeveralLabelsIsThere(String suite) {
    List<String> forSeveralLabels =
        Definitions.builtIn().group("losses").values().stream()
            .filter(loss -> loss.task().isEmpty())
            .map(loss -> loss.name())
            .toList();
    assertThat(read(suite).losses())
        .extracting(loss -> loss.settings().text("type"))
        .containsAll(forSeveralLabels);
  }

  /** In one repetition, for every loss and at every share. */
  @ParameterizedTest
  @ValueSource(strings = {"missing-labels-voc2007", "partial-labels-voc2007"})
  void theSameLabelsAreMissing(String suite) {
    Plan plan = Plan.of(read(suite), name -> "fingerprint", name -> Optional.empty());
    Map<Integer, List<Object>> seeds =
        plan.trials().stream()
            .filter(trial -> trial.train().missingLabels().isPresent())
            .collect(
                Collectors.groupingBy(
                    Trial::repetition,
                    Collectors.mapping(
                        trial -> (Object) trial.spec().settings("seeds").whole("labels"),
                        Collectors.toList())));
    assertThat(seeds).hasSize(3);
    assertThat(seeds.values())
        .allSatisfy(ofOne -> assertThat(ofOne).hasSizeGreaterThan(1).containsOnly(ofOne.get(0)));
    assertThat(seeds.values().stream().flatMap(List::stream).distinct()).hasSize(3);
  }
}
