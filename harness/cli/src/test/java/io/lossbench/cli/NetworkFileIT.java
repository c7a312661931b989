package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network that was exported is trained as a file of somebody's, exported again, and embeds. */
@Timeout(240)
class NetworkFileIT {
  @TempDir Path folder;

  @BeforeAll
  static void standInTheRepository() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
  }

  private void train(Path suite) throws Exception {
    Path log = folder.resolve("log");
    Process run =
        Cli.process(
                log,
                java.util.List.of(),
                "run",
                suite.toString(),
                "--threads",
                "1",
                "--data",
                folder.toString(),
                "--results",
                folder.toString(),
                "--reports",
                folder.toString())
            .start();
    assertThat(run.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(Files.readString(log)).isZero();
  }

  private Path export(String suite, String file) {
    Path to = folder.resolve(file);
    Cli exported =
        Cli.run(
            "export",
            suite,
            "tiny/small/bce#1",
            "-o",
            to.toString(),
            "--data",
            folder.toString(),
            "--results",
            folder.toString());
    assertThat(exported.code()).as(exported.err()).isZero();
    return to;
  }

  @Test
  void whatIsExportedIsTrainedExportedAndEmbedded() throws Exception {
    Path first = Cli.tinySuite(folder, "first", 2, "bce");
    train(first);
    export("first", "first.pt");

    Path second = folder.resolve("second.yaml");
    Files.writeString(
        second,
        Files.readString(first)
            .replace("suite: first", "suite: second")
            .replace(
                "{type: resnet20, image-size: 16}",
                "{type: torchscript, file: first.pt, classifier: fc, image-size: 16,"
                    + " weights-fit: all}"));
    train(second);
    double before =
        Double.parseDouble(Cli.table(folder.resolve("first/trials.csv")).get(0).get("mAP"));
    double after =
        Double.parseDouble(Cli.table(folder.resolve("second/trials.csv")).get(0).get("mAP"));
    assertThat(after).isGreaterThan(before);

    Path tensors = export("second", "second.safetensors");
    assertThat(Files.readString(tensors, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("\"net.fc.weight\"");
    Path network = export("second", "second.pt");
    Path vectors = folder.resolve("vectors");
    Cli embedded =
        Cli.run(
            "embed",
            "tiny",
            "--backbone",
            "torchscript",
            "--weights",
            network.toString(),
            "--normalize",
            "none",
            "--image-size",
            "16",
            "--datasets",
            descriptor().toString(),
            "--out",
            vectors.toString());
    assertThat(embedded.code()).as(embedded.err()).isZero();
    // It still has its classifier.
    assertThat(embedded.out()).contains("60 vectors of 6 numbers, dataset tiny-features");
    assertThat(Files.readString(vectors.resolve("provenance.json")))
        .contains("\"file\" : \"second.pt\"");
  }

  private Path descriptor() throws Exception {
    Path descriptors = Files.createDirectory(folder.resolve("descriptors"));
    Files.writeString(
        descriptors.resolve("tiny.yaml"),
        "dataset: tiny\n"
            + "format: {type: generated-scenes, size: 16, classes: 6, train: 40, test: 20}\n");
    return descriptors;
  }
}
