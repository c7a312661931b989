package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each plugin project in {@code examples/}, built and run on a release as its README says. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(600)
class ExamplesIT {
  @TempDir Path home;

  static List<String> projects() throws IOException {
    try (Stream<Path> folders = Files.list(Cli.REPOSITORY.resolve("examples"))) {
      List<String> projects =
          folders
              .filter(folder -> Files.isDirectory(folder.resolve("src")))
              .map(folder -> folder.getFileName().toString())
              .sorted()
              .toList();
      assertThat(projects).contains("loss");
      return projects;
    }
  }

  private String call(String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Arrays.toString(command) + "\n" + text).isZero();
    return text;
  }

  @ParameterizedTest
  @MethodSource("projects")
  void isBuiltAndRun(String project) throws Exception {
    Release.install(home);
    Files.createSymbolicLink(home.resolve("examples"), Release.UNPACKED.resolve("examples"));
    Path folder = Path.of("examples", project);
    String readme = Papers.read(home.resolve(folder).resolve("README.md"));
    assertThat(readme)
        .contains("examples/build " + folder, "./lossbench run " + folder + "/suite.yaml");

    call("examples/build", folder.toString());
    List<String> run = new ArrayList<>(List.of("./lossbench", "run", folder + "/suite.yaml"));
    run.addAll(List.of("--set", "repetitions=1"));
    if (Files.isDirectory(home.resolve(folder).resolve("datasets"))) {
      run.addAll(List.of("--datasets", folder + "/datasets"));
    }
    assertThat(call(run.toArray(String[]::new))).contains(" 0 failed").doesNotContain("warning");

    List<CSVRecord> rows = Cli.table(home.resolve("results/example-" + project + "/trials.csv"));
    assertThat(rows).isNotEmpty().allMatch(row -> row.get("status").equals("completed"));
    assertThat(home.resolve("reports/example-" + project + ".html")).exists();
  }
}
