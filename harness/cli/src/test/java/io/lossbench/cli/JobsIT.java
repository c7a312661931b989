package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.core.file.Digest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several trials at a time, whose processes share a cache that none of them has filled before. */
@Timeout(240)
class JobsIT {
  @TempDir Path folder;

  /** A dataset of 48 images in two colours, and a suite of four short trials on it. */
  private Path suite() throws IOException {
    Path datasets = Files.createDirectories(folder.resolve("datasets/pictures")).getParent();
    StringBuilder table = new StringBuilder("image,labels,split\n");
    for (int i = 0; i < 48; i++) {
      BufferedImage image = new BufferedImage(20 + i % 5, 24, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, y, (i % 2 == 0 ? 0xA00000 : 0x0000A0) + (x * 7 + y * 3 + i) % 40);
        }
      }
      ImageIO.write(image, "png", datasets.resolve("pictures/" + i + ".png").toFile());
      table.append(i).append(".png,").append(i % 2 == 0 ? "red" : "blue");
      table.append(i < 32 ? ",train\n" : ",test\n");
    }
    Files.writeString(datasets.resolve("mine.csv"), table);
    Files.writeString(
        datasets.resolve("mine.yaml"),
        "dataset: mine\nformat: {type: csv, file: mine.csv, images: pictures}\n");
    return Files.writeString(
        folder.resolve("jobs.yaml"),
        """
        suite: jobs
        repetitions: 2
        datasets: [mine]
        backbones: {small: {type: resnet20, image-size: 24}}
        losses: {bce: {type: bce}, asl: {type: asl}}
        train: {epochs: 2, batch-size: 8, augment: [{horizontal-flip: 0.5}]}
        """);
  }

  private Path cache(int jobs) {
    return folder.resolve("cache-" + jobs);
  }

  /** Runs the suite with an empty cache, but for the engine's libraries; its ledger's folder. */
  private Path run(Path suite, int jobs) throws Exception {
    Path log = folder.resolve("log-" + jobs);
    Path results = folder.resolve("results-" + jobs);
    ProcessBuilder run =
        Cli.process(
            log,
            List.of(),
            "run",
            suite.toString(),
            "--jobs",
            Integer.toString(jobs),
            "--threads",
            "1",
            "--datasets",
            folder.resolve("datasets").toString(),
            "--no-report",
            "--results",
            results.toString());
    run.environment().put("LOSSBENCH_CACHE", cache(jobs).toString());
    run.environment()
        .putIfAbsent("ENGINE_CACHE_DIR", CacheFolder.required().resolve("engine").toString());
    Process process = run.start();
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return results.resolve("jobs");
  }

  /** SHA-256 of the files below a folder whose name ends in one of the endings. */
  private static Map<String, String> content(Path folder, String endings) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().matches(".*\\.(" + endings + ")")) {
          content.put(folder.relativize(file).toString(), Digest.ofFile(file));
        }
      }
    }
    return content;
  }

  @Test
  void trialsAtATimeEndInTheBitsOfOneAfterTheOther() throws Exception {
    Path suite = suite();
    Path one = run(suite, 1);
    Path two = run(suite, 2);
    assertThat(Cli.comparable(two.resolve("trials.csv")))
        .hasSize(8)
        .isEqualTo(Cli.comparable(one.resolve("trials.csv")));
    assertThat(content(two, "npy|safetensors"))
        .hasSize(16)
        .isEqualTo(content(one, "npy|safetensors"));
    assertThat(Cli.run("verify", two.toString()).code()).isZero();

    assertThat(content(cache(2), "pixels"))
        .as("decoded images, which two workers have written at once")
        .hasSize(2)
        .isEqualTo(content(cache(1), "pixels"));
    assertThat(overlaps(one)).as("one after the other").isZero();
    assertThat(overlaps(two)).as("at a time").isPositive();
  }

  /** Pairs of trials of which one started before the other had finished. */
  private static long overlaps(Path ledger) throws IOException {
    List<CSVRecord> rows =
        Cli.table(ledger.resolve("trials.csv")).stream()
            .filter(row -> row.get("weights").equals("raw"))
            .toList();
    return rows.stream().flatMap(a -> rows.stream().filter(b -> isDuring(a, b))).count();
  }

  private static boolean isDuring(CSVRecord a, CSVRecord b) {
    return !a.get("trial").equals(b.get("trial"))
        && a.get("started").compareTo(b.get("started")) >= 0
        && a.get("started").compareTo(b.get("finished")) < 0;
  }
}
