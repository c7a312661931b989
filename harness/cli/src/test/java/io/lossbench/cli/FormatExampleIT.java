package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin project {@code examples/format}, compiled here and used as its README says. */
@Timeout(180)
class FormatExampleIT {
  @TempDir Path folder;

  @Test
  void itsDatasetIsReadAndItsMiniatureTrained() throws Exception {
    ExamplePlugin plugin = ExamplePlugin.compiled("format", folder);
    String datasets = plugin.project().resolve("datasets").toString();
    assertThat(plugin.call("describe", "metadata-jsonl", "--datasets", datasets))
        .startsWith("0\n")
        .contains("Folder of the training images");
    assertThat(plugin.call("datasets", "verify", "shapes", "--datasets", datasets))
        .startsWith("0\n")
        .contains("shapes: 8 training and 4 test images, 3 classes")
        .contains("every image is there");
    assertThat(
            plugin.call(
                "run",
                plugin.project().resolve("suite.yaml").toString(),
                "--datasets",
                datasets,
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
    ExamplePlugin plugin = ExamplePlugin.compiled("format", folder);
    Path original = plugin.project().resolve("datasets");
    Path datasets = folder.resolve("datasets");
    try (var files = Files.walk(original)) {
      for (Path file : files.toList()) {
        Path copy = datasets.resolve(original.relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(
        datasets.resolve("shapes/train/metadata.jsonl"),
        "{\"file_name\": \"bar.pbm\", \"labels\": [\"bar\"]}\n"
            + "{\"file_name\": \"../bar.pbm\", \"labels\": [\"bar\"]}\n"
            + "{\"file_name\": \"frame.pbm\"\n");
    assertThat(plugin.call("datasets", "verify", "shapes", "--datasets", datasets.toString()))
        .startsWith("3\n")
        .contains("metadata.jsonl:2: '../bar.pbm' leaves the image folder")
        .contains("metadata.jsonl:3: not valid JSON");
  }
}
