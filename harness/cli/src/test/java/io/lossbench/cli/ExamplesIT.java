package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
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
      assertThat(projects).containsExactly("backbone", "format", "loss", "metric");
      return projects;
    }
  }

  private String call(int code, String command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(command + "\n" + text).isEqualTo(code);
    return text;
  }

  /** The commands of a project's README; a run has one repetition. */
  private List<String> commands(String project) throws IOException {
    List<String> commands =
        new Papers(home.resolve("examples").resolve(project))
            .blocks("").stream()
                .flatMap(block -> block.text().lines())
                .map(line -> line.replaceFirst(" +#.*", ""))
                .map(line -> line.contains(" run ") ? line + " --set repetitions=1" : line)
                .toList();
    assertThat(commands)
        .contains("examples/build examples/" + project)
        .anyMatch(line -> line.startsWith("./lossbench run examples/" + project + "/suite.yaml"));
    return commands;
  }

  @Test
  void faultsOfMetadataAreToldWithTheirLines() throws Exception {
    Release.install(home);
    try (Stream<Path> files = Files.walk(Release.UNPACKED.resolve("examples"))) {
      for (Path file : files.toList()) {
        Path copy =
            home.resolve("examples/" + Release.UNPACKED.resolve("examples").relativize(file));
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(
        home.resolve("examples/format/datasets/shapes/train/metadata.jsonl"),
        "{\"file_name\": \"bar.pbm\", \"labels\": [\"bar\"]}\n"
            + "{\"file_name\": \"../bar.pbm\", \"labels\": [\"bar\"]}\n"
            + "{\"file_name\": \"frame.pbm\"\n");
    call(0, "examples/build examples/format");
    assertThat(call(3, "./lossbench datasets verify shapes --datasets examples/format/datasets"))
        .contains("metadata.jsonl:2: '../bar.pbm' leaves the image folder")
        .contains("metadata.jsonl:3: not valid JSON");
  }

  @ParameterizedTest
  @MethodSource("projects")
  void isBuiltAndRun(String project) throws Exception {
    Release.install(home);
    Files.createSymbolicLink(home.resolve("examples"), Release.UNPACKED.resolve("examples"));
    StringBuilder told = new StringBuilder();
    for (String command : commands(project)) {
      String text = call(0, command);
      if (command.contains(" run ")) {
        assertThat(text).contains(" 0 failed");
        assertThat(command.contains("--miniature") ? "" : text).doesNotContain("warning");
      }
      told.append(text);
    }

    List<CSVRecord> rows = Cli.table(home.resolve("results/example-" + project + "/trials.csv"));
    assertThat(rows).isNotEmpty().allMatch(row -> row.get("status").equals("completed"));
    Path report = home.resolve("reports/example-" + project + ".html");
    assertThat(report).exists();
    switch (project) {
      case "backbone" -> {
        assertThat(told).contains("Stages of two convolutions each");
        assertThat(rows).extracting(row -> row.get("weights_sha256")).doesNotHaveDuplicates();
        assertThat(Files.readAllBytes(home.resolve("wide.pt")))
            .containsSequence(
                "getattr(self.stage1, \"0\").conv.weight".getBytes(StandardCharsets.US_ASCII));
      }
      case "format" ->
          assertThat(told)
              .contains("shapes: 8 training and 4 test images, 3 classes", "every image is there")
              .contains("shapes/train/metadata.jsonl");
      case "metric" -> {
        assertThat(told).contains("What a pair with equal scores counts");
        assertThat(rows)
            .allSatisfy(
                row -> {
                  assertThat(Double.parseDouble(row.get("ranking-loss"))).isBetween(0.0, 1.0);
                  assertThat(Double.parseDouble(row.get("hamming-loss"))).isBetween(0.0, 100.0);
                });
        assertThat(Files.readString(report)).contains("ranking-loss", "wrongly ranked pairs");
        String trial = "results/example-metric/trials/" + rows.get(0).get("trial");
        assertThat(
                call(0, "./lossbench score " + trial + "/scores-raw.npy " + trial + "/labels.npy"))
            .contains("ranking-loss ", "hamming-loss ");
      }
      default -> assertThat(told).contains("Distance that is asked for");
    }
  }
}
