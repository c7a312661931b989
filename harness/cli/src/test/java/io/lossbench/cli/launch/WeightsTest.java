package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  @TempDir Path folder;

  private static Suite suite() {
    return new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
        .read(
            "networks.yaml",
            """
            suite: networks
            datasets: [generated-scenes]
            backbones:
              ours: {type: resnet20, weights: w.safetensors}
              theirs: {type: torchscript, file: net.pt}
            losses: {bce: {type: bce}}
            """,
            List.of());
  }

  @Test
  void aNetworksFileIsLookedForWhereWeightsAre() throws IOException {
    Weights weights = Weights.of(suite(), List.of(folder));
    assertThatThrownBy(() -> weights.sha256("theirs"))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining(folder.resolve("net.pt").toString());
    Files.writeString(folder.resolve("net.pt"), "no archive");
    assertThat(weights.file("theirs")).contains(folder.resolve("net.pt"));
  }

  @Test
  void whatIsNoNetworkIsRefusedBeforeAWorkerStarts() throws IOException {
    Files.writeString(folder.resolve("net.pt"), "no archive");
    Weights weights = Weights.of(suite(), List.of(folder));
    assertThatThrownBy(() -> weights.sha256("theirs"))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            folder.resolve("net.pt")
                + " is no network to train: it is no TorchScript archive, which is a zip");
  }

  @Test
  void aMiniatureStartsAtRandomButForNetworksFromFiles() {
    Weights weights = Weights.ofMiniature(suite(), List.of(folder));
    assertThat(weights.file("ours")).isEmpty();
    assertThatThrownBy(() -> weights.file("theirs")).isInstanceOf(HarnessException.class);
  }
}
