package io.lossbench.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words behind the jar. */
class SuiteArgumentsTest {
  private static String absolute(String file) {
    return Path.of(file).toAbsolutePath().toString();
  }

  @Test
  void wordsGoToTheCommandsThatHaveThem() {
    SuiteArguments arguments =
        SuiteArguments.of(
            List.of(
                "suites/voc.yaml",
                "--results=out",
                "--set",
                "train.epochs=2",
                "--device",
                "gpu",
                "--shards",
                "4",
                "--reports",
                "pages",
                "--miniature",
                "--lossbench",
                "/opt/lossbench/lossbench"));
    assertThat(arguments.program()).isEqualTo("/opt/lossbench/lossbench");
    assertThat(arguments.plan())
        .containsExactly(
            absolute("suites/voc.yaml"),
            "--results",
            absolute("out"),
            "--set",
            "train.epochs=2",
            "--miniature");
    assertThat(arguments.run()).containsExactly("--device", "gpu");
    assertThat(arguments.reports()).containsExactly("--reports", absolute("pages"));
    assertThat(arguments.results()).isEqualTo(Path.of("out").toAbsolutePath());
    assertThat(arguments.shards()).contains(4);
  }

  @Test
  void theLauncherIsTheSameFileForEveryTask() {
    assertThat(launcher("bin/lossbench")).isEqualTo(absolute("bin/lossbench"));
    assertThat(launcher("lossbench")).as("looked up on each node").isEqualTo("lossbench");
  }

  private static String launcher(String written) {
    return SuiteArguments.of(List.of("a.yaml", "--results", "out", "--lossbench", written))
        .program();
  }

  @Test
  void whatCannotBeMeantIsSaid() {
    assertThatThrownBy(() -> SuiteArguments.of(List.of("--results", "out")))
        .hasMessageStartingWith("which suite?\nusage: ");
    assertThatThrownBy(() -> SuiteArguments.of(List.of("a.yaml")))
        .hasMessageStartingWith("--results has to name a folder that all nodes share");
    assertThatThrownBy(() -> SuiteArguments.of(List.of("a.yaml", "--result", "out")))
        .hasMessageStartingWith("there is no option --result");
    assertThatThrownBy(() -> SuiteArguments.of(List.of("a.yaml", "--shards", "0")))
        .hasMessageStartingWith("--shards is 1 or more, not '0'");
    assertThatThrownBy(() -> SuiteArguments.of(List.of("a.yaml", "--results")))
        .hasMessageStartingWith("--results needs a value");
  }
}
