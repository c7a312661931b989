package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.texts;

import io.lossbench.core.plan.Plan;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Suites with their plans, settings of the command line, and descriptors. */
final class FuzzedSuites {
  private static final String SUITE =
      """
      suite: small
      seed: 1
      repetitions: 3
      datasets: [generated-scenes]
      backbones:
        small: {type: resnet20, image-size: 32}
      losses:
        bce: {type: bce}
        asl: {type: asl, gamma-neg: [2, 4]}
      train:
        epochs: 6
        batch-size: 64
      """;
  private static final String LARGER =
      """
      suite: larger
      description: "Two datasets, in quotes"
      datasets:
        clean: {from: generated-scenes}
        noisy: {from: generated-scenes, set: {missing-labels: 0.3, seed: 4}, train: {epochs: 10}}
      backbones:
        tiny: {type: resnet20, image-size: 16, train: {batch-size: 32}}
      losses:
        focal: {type: focal, gamma: 2.0}
        bce: {type: bce}
      train:
        epochs: 2
        ema: 0.9
        augment: [{cutout: 0.5}, {horizontal-flip: 0.5}]
        schedule: {type: one-cycle, max-lr: 4.0e-3}
      baseline: bce
      """;
  private static final List<String> WORDS =
      List.of(
          ": ",
          "- ",
          "[",
          "]",
          "{",
          "}",
          ", ",
          "\n",
          "\n  ",
          "#",
          "&a ",
          "*a",
          "!!int ",
          "|",
          ">",
          "'",
          "\"",
          "? ",
          "<<: *a",
          "---\n",
          "...\n",
          "\t",
          "\u0000",
          "\uFEFF",
          ".inf",
          ".nan",
          "null",
          "~",
          "yes",
          "0x1F",
          "1_000",
          "2026-01-01",
          "99999999999999999999",
          "losses",
          "datasets",
          "backbones",
          "train",
          "set",
          "from",
          "type",
          "asl",
          "bce",
          "epochs",
          "seed",
          "[[[[[[[[",
          "{a: {b: {c: ",
          "../../x",
          "generated-scenes",
          "\u001b[2J",
          "\u202e");

  private FuzzedSuites() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    Path descriptors = Files.createDirectories(folder.resolve("suites/datasets"));
    Files.writeString(
        descriptors.resolve("generated-scenes.yaml"),
        "dataset: generated-scenes\nformat: {type: generated-scenes}\n");
    SuiteReader reader = new SuiteReader(Definitions.builtIn(), descriptors);
    Path file = folder.resolve("suites/fuzz.yaml");
    return List.of(
        new Yaml(
            "suite YAML",
            texts(SUITE, LARGER),
            input -> {
              Files.write(file, input);
              plan(reader.read(file, List.of()));
            }),
        new Yaml(
            "--set",
            texts("train.epochs=2", "losses.asl.gamma-neg=[1, 2]", "train.batch-size=32"),
            input ->
                plan(
                    reader.read(
                        "small.yaml", SUITE, List.of(new String(input, StandardCharsets.UTF_8))))),
        new Yaml(
            "descriptor YAML",
            texts(
                "dataset: fuzz\ntitle: A set\nfiles:\n  - {url: \"http://h/x.zip\", to: ., unpack: true,"
                    + " bytes: 12, sha256: "
                    + "ab".repeat(32)
                    + "}\nformat: {type: coco, crowd: ignore}\n",
                "dataset: fuzz\ntrain-images: 12\nformat:\n  type: csv\n  file: t.csv\n  classes: [a, b]\n"),
            input -> {
              Files.write(descriptors.resolve("fuzz.yaml"), input);
              reader.descriptor("fuzz").orElseThrow();
            }));
  }

  private static void plan(Suite suite) {
    Plan.of(suite, dataset -> "fingerprint", backbone -> Optional.empty());
  }

  /** What reads one input. */
  private interface Reading {
    void read(byte[] input) throws IOException;
  }

  private record Yaml(String name, List<byte[]> corpus, Reading reading) implements FuzzedReader {
    @Override
    public List<String> words() {
      return WORDS;
    }

    @Override
    public void read(byte[] input) throws IOException {
      reading.read(input);
    }
  }
}
