package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.lossbench.core.file.Digest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read datasets, list and fetch them, or miss them. */
class DatasetCommandsTest {
  @TempDir Path folder;

  @BeforeAll
  static void standInTheRepository() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
  }

  @Test
  void missingDataExitsWithThreeAndSaysWhatToDo() {
    Cli missing =
        Cli.run(
            "run",
            Cli.REPOSITORY + "/suites/voc2007.yaml",
            "--data",
            folder.toString(),
            "--results",
            folder.resolve("results").toString());
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err())
        .contains("dataset 'voc2007' is missing")
        .contains("LOSSBENCH_DATA")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void whatASuiteAsksInVainOfItsDataIsRefusedAlikeByAllThatReadIt() throws IOException {
    Path suite = Cli.tinySuite(folder, "vain", 1, "bce");
    for (String command : List.of("validate", "plan", "run")) {
      Cli refused =
          Cli.run(
              command,
              suite.toString(),
              "--results",
              folder.toString(),
              "--set",
              "train.batch-size=193");
      assertThat(refused.code()).as(command).isEqualTo(2);
      assertThat(refused.err())
          .isEqualToNormalizingNewlines(
              "vain: train.batch-size 193 is larger than the 192 training images of dataset 'tiny';"
                  + " lower it\n");
    }
    assertThat(folder.resolve("vain")).doesNotExist();
  }

  @Test
  void datasetsAreListedVerifiedAndCounted() throws IOException {
    assertThat(Cli.run("datasets", "list").out())
        .contains("coco2014  MS-COCO 2014")
        .contains("DIR/coco2014/val2014/*.jpg")
        .contains("fetch: lossbench datasets fetch coco2014 --data DIR");
    Path data = Files.createDirectories(folder.resolve("datasets/pictures")).getParent();
    Files.writeString(
        data.resolve("mine.yaml"),
        "dataset: mine\nformat: {type: csv, file: mine.csv, images: pictures}\n");
    Files.writeString(
        data.resolve("mine.csv"), "image,labels,split\na.png,cat;dog,train\nb.png,cat,test\n");
    for (String name : new String[] {"a.png", "b.png"}) {
      ImageIO.write(
          new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
          "png",
          data.resolve("pictures/" + name).toFile());
    }
    Cli verified = Cli.run("datasets", "verify", "mine", "--deep", "--datasets", data.toString());
    assertThat(verified.code()).as(verified.err()).isZero();
    assertThat(verified.out())
        .contains("mine: 1 training and 1 test images, 2 classes")
        .contains("note: a leak: 1 test image is among the train images too, byte for byte")
        .contains("every image is there and can be decoded");
    assertThat(Cli.run("datasets", "stats", "mine", "--datasets", data.toString()).out())
        .contains("train      1 images, 2.0000 positives per image, 100.00 % positive")
        .containsPattern("cat +1 +1")
        .containsPattern("dog +1 +0");
    Files.writeString(data.resolve("pictures/b.png"), "");
    Cli broken = Cli.run("datasets", "verify", "mine", "--datasets", data.toString());
    assertThat(broken.code()).isEqualTo(3);
    assertThat(broken.err()).contains("the only test image of dataset 'mine' is broken");
    Cli unknown = Cli.run("datasets", "verify", "mina", "--datasets", data.toString());
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.err()).contains("no dataset 'mina'").contains("there are: mine");
  }

  @Test
  void everyCommandNamesTheImagesThatAreMissing() throws IOException {
    Path data = Files.createDirectories(folder.resolve("datasets"));
    Files.writeString(
        data.resolve("mine.yaml"),
        "dataset: mine\nformat: {type: csv, file: mine.csv, images: pictures}\n");
    Files.writeString(
        data.resolve("mine.csv"), "image,labels,split\na.png,cat;dog,train\nb.png,cat,test\n");
    Path suite =
        Files.writeString(
            folder.resolve("s.yaml"),
            """
            suite: s
            datasets: [mine]
            backbones: {small: {type: resnet20, image-size: 32}}
            losses: {bce: {type: bce}}
            evaluate: {invalid-images: skip}
            """);
    String[][] commands = {
      {"datasets", "verify", "mine"}, {"datasets", "stats", "mine"},
      {"plan", suite.toString()}, {"run", suite.toString()},
    };
    for (String[] command : commands) {
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--datasets", data.toString()));
      Cli refused = Cli.run(arguments.toArray(String[]::new));
      boolean goesOn = command[0].equals("plan");
      assertThat(refused.code()).as(arguments.toString()).isEqualTo(goesOn ? 0 : 3);
      assertThat(goesOn ? refused.out() : refused.err())
          .contains("2 images of dataset 'mine' are broken")
          .contains("train a.png: missing: " + data.resolve("pictures/a.png"))
          .contains("There is no folder " + data.resolve("pictures"));
    }
  }

  @Test
  void fetchNeedsAPlaceAndRefusesToLeaveIt() throws IOException {
    assertThat(Cli.run("datasets", "fetch", "voc2007").code()).isEqualTo(2);
    Path data = Files.createDirectories(folder.resolve("datasets"));
    Files.writeString(
        data.resolve("bad.yaml"),
        "dataset: bad\nfiles: [{url: \"http://127.0.0.1:1/x.zip\", to: ../..}]\n"
            + "format: {type: csv, file: bad.csv}\n");
    Cli leaving =
        Cli.run(
            "datasets", "fetch", "bad", "--datasets", data.toString(), "--data", folder.toString());
    assertThat(leaving.code()).isEqualTo(3);
    assertThat(leaving.err()).contains("'../..' leaves the data folder");
  }

  /** From a server of the test's own: a dataset in a zip, and a suite's weights. */
  @Test
  void fetchBringsADatasetAndTheWeightsOfASuite() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
      for (String name : new String[] {"a.png", "b.png"}) {
        zip.putNextEntry(new ZipEntry("pictures/" + name));
        zip.write(png.toByteArray());
      }
      zip.putNextEntry(new ZipEntry("far.csv"));
      zip.write("image,labels,split\na.png,cat;dog,train\nb.png,cat,test\n".getBytes());
    }
    byte[] weights = "weights".getBytes();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(server, "/far.zip", zipped.toByteArray());
    serve(server, "/w.safetensors", weights);
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      Path descriptors = Files.createDirectories(folder.resolve("descriptors"));
      Files.writeString(
          descriptors.resolve("far.yaml"),
          """
          dataset: far
          files: [{url: "%s/far.zip", to: ".", sha256: %s, unpack: true}]
          format: {type: csv, file: far.csv, images: pictures}
          """
              .formatted(address, Digest.sha256().update(zipped.toByteArray()).hex()));
      Path suite =
          Files.writeString(
              folder.resolve("far.yaml"),
              """
              suite: far
              datasets: [far]
              backbones: {n: {type: resnet20, weights: "%s/w.safetensors", weights-sha256: %s}}
              losses: {bce: {type: bce}}
              train: {batch-size: 1}
              """
                  .formatted(address, Digest.sha256().update(weights).hex()));
      String[] fetch = {
        "datasets",
        "fetch",
        suite.toString(),
        "--datasets",
        descriptors.toString(),
        "--data",
        folder.resolve("data").toString()
      };
      Cli missing =
          Cli.run(
              "plan",
              suite.toString(),
              "--datasets",
              descriptors.toString(),
              "--data",
              folder.resolve("data").toString());
      assertThat(missing.code()).as(missing.err()).isZero();
      assertThat(missing.out()).contains("# pending: dataset 'far' is missing: ");
      Cli fetched = Cli.run(fetch);
      assertThat(fetched.code()).as(fetched.err()).isZero();
      assertThat(fetched.out()).contains("w.safetensors is there and right").contains("unpacked 3");
      assertThat(Cli.run(fetch).out()).contains("far.zip was fetched and unpacked before");
      Cli plan =
          Cli.run(
              "plan",
              suite.toString(),
              "--datasets",
              descriptors.toString(),
              "--data",
              folder.resolve("data").toString());
      assertThat(plan.code()).as(plan.err()).isZero();
      assertThat(plan.out()).startsWith("# 3 trials");
    } finally {
      server.stop(0);
    }
  }

  private static void serve(HttpServer server, String path, byte[] content) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
  }

  @Test
  void lossesForOneClassAnImageAreRefusedElsewhere() throws IOException {
    Path suite = Cli.tinySuite(folder, "wrong", 1, "cross-entropy");
    Cli run = Cli.run("run", suite.toString(), "--results", folder.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "the loss 'cross-entropy' is made for the task single-label, and the task of dataset"
                + " 'tiny' is multi-label");
  }
}
