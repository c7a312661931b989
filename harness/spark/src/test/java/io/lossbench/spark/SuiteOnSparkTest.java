package io.lossbench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a job ends that does not come as far as Spark, and what its exit codes mean. */
class SuiteOnSparkTest {
  @TempDir Path folder;

  /** A launcher that does what some lines of shell say. */
  private Path launcher(String shell) throws IOException {
    Path launcher = Files.writeString(folder.resolve("lossbench"), "#!/bin/sh\n" + shell + "\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return launcher;
  }

  private int exitCode(Path launcher, String... more) {
    List<String> words =
        List.of("a.yaml", "--results", folder.toString(), "--lossbench", launcher.toString());
    return SuiteOnSpark.exitCode(Stream.concat(words.stream(), Arrays.stream(more)).toList());
  }

  @Test
  void aLauncherThatIsNotThereIsTheEnvironment() {
    assertThat(exitCode(folder.resolve("nowhere"))).isEqualTo(3);
  }

  @Test
  void whatThePlanEndsWithIsHowTheJobEnds() throws IOException {
    assertThat(exitCode(launcher("exit 2"))).isEqualTo(2);
    assertThat(exitCode(launcher("exit 3"))).isEqualTo(3);
  }

  @Test
  void moreShardsThanBlocksAreWrongUsage() throws IOException {
    Path launcher = launcher("echo '{\"suite\": \"a\", \"shards\": 2, \"phases\": 1}'");
    assertThat(exitCode(launcher, "--shards", "3")).isEqualTo(2);
  }

  @Test
  void wordsThatCannotBeMeantAreWrongUsage() {
    assertThat(SuiteOnSpark.exitCode(List.of("a.yaml"))).isEqualTo(2);
  }

  @Test
  void whatIsNeitherTrialNorSuiteNorBugIsTheMachine() {
    assertThat(IntStream.of(0, 1, 2, 3, 70, 127, 130, 137).map(SuiteOnSpark::gravity))
        .containsExactly(0, 1, 2, 3, 70, 3, 3, 3);
  }
}
