package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Ledger;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on images of one's own, with validation, and stopped by hand. */
@Timeout(240)
class RunVariantsIT {
  @TempDir Path folder;

  private Process start(String... arguments) throws IOException {
    return Cli.process(folder.resolve("log"), List.of(), arguments).start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Test
  void imagesOfOnesOwnAreLearned() throws Exception {
    Path datasets = Files.createDirectories(folder.resolve("datasets/pictures")).getParent();
    StringBuilder table = new StringBuilder("image,labels,split\n");
    for (int i = 0; i < 96; i++) {
      boolean red = i % 2 == 0;
      boolean bright = i % 3 == 0;
      BufferedImage image = new BufferedImage(20 + i % 5, 24, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int base = (bright ? 150 : 20) + (x * 7 + y * 3 + i) % 40;
          image.setRGB(x, y, (red ? Math.min(255, base + 60) : base) << 16 | base << 8 | base);
        }
      }
      String name = i + (i % 4 == 0 ? ".png" : ".jpg");
      ImageIO.write(
          image, i % 4 == 0 ? "png" : "jpg", datasets.resolve("pictures/" + name).toFile());
      String labels = (red ? "red" : "") + (red && bright ? ";" : "") + (bright ? "bright" : "");
      table
          .append(name)
          .append(',')
          .append(labels)
          .append(',')
          .append(i < 64 ? "train" : "test")
          .append('\n');
    }
    Files.writeString(datasets.resolve("mine.csv"), table);
    Files.writeString(
        datasets.resolve("mine.yaml"),
        "dataset: mine\nformat: {type: csv, file: mine.csv, images: pictures}\n");
    Path suite =
        Files.writeString(
            folder.resolve("own.yaml"),
            """
            suite: own
            repetitions: 1
            datasets: [mine]
            backbones: {small: {type: resnet20, image-size: 24}}
            losses: {bce: {type: bce}}
            train: {epochs: 8, batch-size: 16, ema: 0, schedule: {type: one-cycle, max-lr: 5.0e-3}}
            """);
    Process run =
        start(
            "run",
            suite.toString(),
            "--datasets",
            datasets.toString(),
            "--results",
            folder.toString(),
            "--reports",
            folder.toString());
    assertThat(run.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(log()).isZero();
    List<CSVRecord> rows = Cli.table(folder.resolve("own/trials.csv"));
    assertThat(rows).hasSize(1);
    assertThat(Double.parseDouble(rows.get(0).get("mAP")))
        .as("two colours are easy")
        .isGreaterThan(80);
  }

  @Test
  void theBestEpochIsChosenOnHeldOutImagesAndItsWeightsStartAnotherSuite() throws Exception {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path suite = Cli.tinySuite(folder, "chosen", 4, "bce");
    Process run =
        start(
            "run",
            suite.toString(),
            "--results",
            folder.toString(),
            "--reports",
            folder.toString(),
            "--set",
            "evaluate.selection=best-on-validation",
            "--set",
            "evaluate.validation-fraction=0.25",
            "--set",
            "train.ema=0");
    assertThat(run.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(log()).isZero();
    int best = 0;
    double highest = -1;
    double testAtBest = Double.NaN;
    for (CSVRecord epoch : Cli.table(folder.resolve("chosen/epochs.csv"))) {
      if (Double.parseDouble(epoch.get("validation_raw")) > highest) {
        highest = Double.parseDouble(epoch.get("validation_raw"));
        best = Integer.parseInt(epoch.get("epoch"));
        testAtBest = Double.parseDouble(epoch.get("raw"));
      }
    }
    Map<String, String> row = Cli.table(folder.resolve("chosen/trials.csv")).get(0).toMap();
    assertThat(row.get("epoch")).isEqualTo(Integer.toString(best));
    assertThat(Double.parseDouble(row.get("mAP"))).isEqualTo(testAtBest);
    assertThat(Files.readString(folder.resolve("chosen.md"))).contains("best-on-validation");

    try (var files = Files.walk(folder.resolve("chosen"))) {
      Path weights =
          files
              .filter(f -> f.getFileName().toString().equals("weights.safetensors"))
              .findFirst()
              .orElseThrow();
      Files.copy(weights, folder.resolve("start.safetensors"));
    }
    String[] arguments = {
      "run",
      suite.toString(),
      "--results",
      folder.resolve("tuned").toString(),
      "--reports",
      folder.toString(),
      "--data",
      folder.toString(),
      "--set",
      "backbones.small.weights=start.safetensors",
      "--set",
      "datasets.tiny.set.classes=5"
    };
    run = start(arguments);
    assertThat(run.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(log()).isZero();
    double fresh =
        Double.parseDouble(Cli.table(folder.resolve("chosen/epochs.csv")).get(0).get("train_loss"));
    double tuned =
        Double.parseDouble(
            Cli.table(folder.resolve("tuned/chosen/epochs.csv")).get(0).get("train_loss"));
    assertThat(tuned).isLessThan(fresh);

    arguments[arguments.length - 3] = "backbones.small.weights=nowhere.safetensors";
    Cli missing = Cli.run(arguments);
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err())
        .contains("the weights of backbone 'small' are missing")
        .contains("nowhere.safetensors");
  }

  @Test
  void theQuickstartStartsFromTheWeightsThatComeWithLossbench() throws Exception {
    finish(
        start(
            "run",
            Cli.REPOSITORY.resolve("suites/quickstart.yaml").toString(),
            "--results",
            folder.toString(),
            "--reports",
            folder.toString(),
            "--only",
            "bce#1",
            "--set",
            "train.epochs=1",
            "--set",
            "datasets.scenes.set.train=64",
            "--set",
            "datasets.scenes.set.test=64"));
    // Weights that do not fit the network would have failed the trial.
    assertThat(log()).contains("1 trial: 0 done before, 1 trained now, 0 failed");
    assertThat(new Ledger(folder.resolve("quickstart")).records())
        .singleElement()
        .extracting(record -> record.trial().spec().settings("backbone").text("weights-sha256"))
        .isEqualTo(
            Digest.ofFile(Cli.REPOSITORY.resolve("suites/weights/scenes-resnet20.safetensors")));
    assertThat(Files.readString(folder.resolve("quickstart.md")))
        .contains(
            "It starts from weights that were trained with BCE on 4,000 other, fully labelled scenes")
        .contains("No loss was tuned.");
    Cli again = Cli.run("reproduce", folder.resolve("quickstart").toString(), "--all");
    assertThat(again.code()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).contains("quickstart reproduced: 1 same bits");
  }

  private void finish(Process run) throws Exception {
    assertThat(run.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(log()).isZero();
  }

  /** JVMs have much to say; each of these options once failed every trial. */
  @ParameterizedTest
  @ValueSource(strings = {"-Xmx200m -Xlog:gc", "-XX:MaxRAM=1g -Xlog:startuptime"})
  void whatJvmsPrintDisturbsNothing(String options) throws Exception {
    Path suite = Cli.tinySuite(folder, "loud", 1, "bce");
    ProcessBuilder run =
        Cli.process(
            folder.resolve("log"),
            List.of(),
            "run",
            suite.toString(),
            "--results",
            folder.toString(),
            "--reports",
            folder.toString());
    run.environment().put("JAVA_TOOL_OPTIONS", options);
    finish(run.start());
    assertThat(log()).contains("1 trial: 0 done before, 1 trained now, 0 failed");
  }

  @Test
  void stoppingByHandSaysHowToGoOnAndFailsNothing() throws Exception {
    Path suite = Cli.tinySuite(folder, "stopped", 500, "bce");
    Process run =
        start(
            "run",
            suite.toString(),
            "--results",
            folder.toString(),
            "--reports",
            folder.toString());
    for (int i = 0; i < 600 && !hasCheckpoint(); i++) {
      Thread.sleep(50);
    }
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor())
        .isZero();
    assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(130);
    assertThat(log())
        .contains(
            "stopped; 0 of 1 trials are done and kept. Run the same `lossbench run` command again to go on.");
    assertThat(log()).doesNotContain("FAILED");
    assertThat(folder.resolve("stopped/trials.csv")).doesNotExist();
  }

  private boolean hasCheckpoint() throws IOException {
    if (!Files.exists(folder.resolve("stopped"))) {
      return false;
    }
    try (var files = Files.walk(folder.resolve("stopped"))) {
      return files.anyMatch(file -> file.getFileName().toString().equals("checkpoint"));
    }
  }
}
