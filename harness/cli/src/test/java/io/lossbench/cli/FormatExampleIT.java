package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin project {@code examples/format}, compiled here and used as its README says. */
@Timeout(180)
class FormatExampleIT {
  private static final Path EXAMPLE = Cli.REPOSITORY.resolve("examples/format");

  @TempDir Path folder;

  private Path compiled() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path source = EXAMPLE.resolve("src/main/java/example/MetadataJsonl.java");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    source.toString()))
        .isZero();
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    try (var files = Files.list(EXAMPLE.resolve("src/main/resources/META-INF/services"))) {
      for (Path file : files.toList()) {
        Files.copy(file, services.resolve(file.getFileName()));
      }
    }
    return classes;
  }

  private String call(Path plugin, Path datasets, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--datasets", datasets.toString()));
    Path log = folder.resolve("log");
    ProcessBuilder builder = Cli.process(log, List.of(), all.toArray(String[]::new));
    int classPath = builder.command().indexOf("-cp") + 1;
    builder
        .command()
        .set(classPath, builder.command().get(classPath) + File.pathSeparator + plugin);
    Process process = builder.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + "\n" + Files.readString(log);
  }

  @Test
  void itsDatasetIsReadAndItsMiniatureTrained() throws Exception {
    Path plugin = compiled();
    Path datasets = EXAMPLE.resolve("datasets");
    assertThat(call(plugin, datasets, "describe", "metadata-jsonl"))
        .startsWith("0\n")
        .contains("Folder of the training images");
    assertThat(call(plugin, datasets, "datasets", "verify", "shapes"))
        .startsWith("0\n")
        .contains("shapes: 8 training and 4 test images, 3 classes")
        .contains("every image is there");
    assertThat(
            call(
                plugin,
                datasets,
                "run",
                EXAMPLE.resolve("suite.yaml").toString(),
                "--miniature",
                "--results",
                folder.toString(),
                "--reports",
                folder.toString()))
        .startsWith("0\n")
        .contains("shapes/train/metadata.jsonl");
    assertThat(Cli.table(folder.resolve("example-format-miniature/trials.csv")))
        .hasSize(2)
        .allMatch(row -> row.get("status").equals("completed"));
  }

  @Test
  void faultsOfItsMetadataAreToldWithTheirLines() throws Exception {
    Path datasets = folder.resolve("datasets");
    try (var files = Files.walk(EXAMPLE.resolve("datasets"))) {
      for (Path file : files.toList()) {
        Path copy = datasets.resolve(EXAMPLE.resolve("datasets").relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(
        datasets.resolve("shapes/train/metadata.jsonl"),
        "{\"file_name\": \"bar.pbm\", \"labels\": [\"bar\"]}\n"
            + "{\"file_name\": \"../bar.pbm\", \"labels\": [\"bar\"]}\n"
            + "{\"file_name\": \"frame.pbm\"\n");
    assertThat(call(compiled(), datasets, "datasets", "verify", "shapes"))
        .startsWith("3\n")
        .contains("metadata.jsonl:2: '../bar.pbm' leaves the image folder")
        .contains("metadata.jsonl:3: not valid JSON");
  }
}
