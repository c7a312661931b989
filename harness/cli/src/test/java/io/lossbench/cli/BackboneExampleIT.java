package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin project {@code examples/backbone}, compiled here and used as its README says. */
@Timeout(180)
class BackboneExampleIT {
  @TempDir Path folder;

  @Test
  void itIsDescribedTrainedInTwoWidthsAndExported() throws Exception {
    ExamplePlugin plugin = ExamplePlugin.compiled("backbone", folder);
    assertThat(plugin.call("describe", "plain-net"))
        .startsWith("0\n")
        .contains("Stages of two convolutions each");
    assertThat(
            plugin.call(
                "run",
                plugin.project().resolve("suite.yaml").toString(),
                "--results",
                folder.toString(),
                "--reports",
                folder.toString()))
        .startsWith("0\n")
        .contains("4 trained now, 0 failed");
    assertThat(Cli.table(folder.resolve("example-backbone/trials.csv")))
        .hasSize(8)
        .allMatch(row -> row.get("status").equals("completed"))
        .extracting(row -> row.get("weights_sha256"))
        .doesNotHaveDuplicates();
    Path exported = folder.resolve("wide.pt");
    assertThat(
            plugin.call(
                "export",
                "example-backbone",
                "scenes/wide/bce#1",
                "-o",
                exported.toString(),
                "--results",
                folder.toString()))
        .startsWith("0\n");
    assertThat(Files.readAllBytes(exported))
        .containsSequence(
            "getattr(self.stage1, \"0\").conv.weight".getBytes(StandardCharsets.US_ASCII));
  }
}
