package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.Scores;
import io.lossbench.core.file.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code embed} writes a dataset that the other commands take, or nothing. */
class EmbedCommandTest {
  private static final String WEIGHTS = "scenes-resnet20.safetensors";

  @TempDir Path folder;
  private Path descriptors = Path.of("");

  @BeforeAll
  static void standInTheRepository() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
  }

  @BeforeEach
  void writeDescriptor() throws IOException {
    descriptors = Files.createDirectory(folder.resolve("descriptors"));
    Files.writeString(
        descriptors.resolve("tiny.yaml"),
        "dataset: tiny\nlicence: \"none: 'drawn'\"\ntrain-images: 30\n"
            + "format: {type: generated-scenes, size: 32, classes: 6, train: 24, test: 12}\n");
  }

  private Cli embed(Path out, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "embed",
                "tiny",
                "--backbone",
                "resnet20",
                "--weights",
                WEIGHTS,
                "--normalize",
                "none",
                "--image-size",
                "32",
                "--datasets",
                descriptors.toString(),
                "--out",
                out.toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void whatItWritesIsADataset() throws IOException {
    Path out = folder.resolve("deep/vectors");
    Cli made = embed(out);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out())
        .contains("36 vectors of 64 numbers, dataset tiny-features")
        .contains("fingerprint ");
    Cli verified = Cli.run("datasets", "verify", "tiny-features", "--datasets", out.toString());
    assertThat(verified.code()).as(verified.err()).isZero();
    assertThat(verified.out())
        .contains("24 training and 12 test vectors of 64 numbers, 6 classes")
        .contains("a subset: 24 of 30 train images")
        .contains(made.out().lines().filter(l -> l.startsWith("fingerprint")).findFirst().get());
    String stats =
        Cli.run("datasets", "stats", "tiny-features", "--datasets", out.toString()).out();
    String ofImages =
        Cli.run("datasets", "stats", "tiny", "--datasets", descriptors.toString()).out();
    assertThat(stats).isEqualTo(ofImages);
    assertThat(Files.readString(out.resolve("tiny-features.yaml")))
        .contains("licence: \"none: 'drawn'\"");
    String provenance = Files.readString(out.resolve("provenance.json"));
    assertThat(provenance)
        .contains(Digest.ofFile(out.resolve("features.npy")))
        .contains("\"weights\" : \"" + WEIGHTS + "\"")
        .contains("\"normalize\" : \"none\"");
    Scores vectors = NpyFile.open(out.resolve("features.npy")).scores();
    assertThat(vectors.rows()).isEqualTo(36);
    assertThat(vectors.value(0, 0)).isNotEqualTo(vectors.value(1, 0));
  }

  @Test
  void theSameCommandWritesTheSameBytes() throws IOException {
    assertThat(embed(folder.resolve("a")).code()).isZero();
    assertThat(embed(folder.resolve("b")).code()).isZero();
    try (var files = Files.list(folder.resolve("a"))) {
      for (Path file : files.toList()) {
        assertThat(folder.resolve("b").resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void whatIsThereStays() throws IOException {
    Path out = Files.createDirectory(folder.resolve("there"));
    Cli refused = embed(out);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("is there already; remove it");
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Cli refused = embed(empty.resolve("out"), "--backbone", "resnet18");
    assertThat(refused.code()).isEqualTo(2);
    Cli misfit =
        Cli.run(
            "embed",
            "tiny",
            "--backbone",
            "resnet18",
            "--weights",
            WEIGHTS,
            "--normalize",
            "half",
            "--datasets",
            descriptors.toString(),
            "--out",
            empty.resolve("out").toString());
    assertThat(misfit.code()).as(misfit.err()).isEqualTo(3);
    assertThat(misfit.err()).contains("does not fit the network");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void wordsThatMeanNothingAreRefused() {
    Path out = folder.resolve("out");
    assertThat(embed(out, "--name", "../x").err()).contains("is no name");
    assertThat(embed(out, "--threads", "0").err()).contains("--threads is 1 to 1024, not 0");
    Cli device = embed(out, "--device", "tpu");
    assertThat(device.code()).isEqualTo(2);
    assertThat(device.err()).contains("--device is cpu, gpu or gpu:N, not 'tpu'");
    Cli size =
        Cli.run(
            "embed",
            "tiny",
            "--backbone",
            "vit_small_patch16_224",
            "--weights",
            WEIGHTS,
            "--normalize",
            "half",
            "--image-size",
            "100",
            "--datasets",
            descriptors.toString(),
            "--out",
            out.toString());
    assertThat(size.code()).isEqualTo(2);
    assertThat(size.err())
        .contains("--image-size 100 is none of the backbone 'vit_small_patch16_224'")
        .contains("allowed: multiples of 16, at least 16, at most 2048");
    Cli vectors =
        Cli.run(
            "embed",
            "tiny",
            "--backbone",
            "mlp",
            "--weights",
            WEIGHTS,
            "--normalize",
            "half",
            "--datasets",
            descriptors.toString(),
            "--out",
            out.toString());
    assertThat(vectors.code()).isEqualTo(2);
    assertThat(vectors.err()).contains("the backbone 'mlp' takes vectors");
    Cli file =
        Cli.run(
            "embed",
            "tiny",
            "--backbone",
            "torchscript",
            "--weights",
            WEIGHTS,
            "--normalize",
            "half",
            "--datasets",
            descriptors.toString(),
            "--out",
            out.toString());
    assertThat(file.code()).isEqualTo(3);
    assertThat(file.err()).contains(WEIGHTS + " is no network to train: ");
    Cli unknown =
        Cli.run(
            "embed",
            "tiny",
            "--backbone",
            "resnet21",
            "--weights",
            WEIGHTS,
            "--normalize",
            "half",
            "--datasets",
            descriptors.toString(),
            "--out",
            out.toString());
    assertThat(unknown.err()).contains("did you mean 'resnet20'");
    assertThat(out).doesNotExist();
  }
}
