package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A detector on images that keep their aspect, in batches of unlike sizes. */
class UnlikeSizesTrialTest {
  private static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);
  private static final List<Category> CLASSES =
      List.of(new Category(CocoId.of("red"), "red"), new Category(CocoId.of("blue"), "blue"));

  @TempDir Path folder;

  /** Dark images of 20 to 60 pixels a side, each with one or two coloured rectangles. */
  private static Split images(Path folder, String name, int count) throws IOException {
    SplitMix64 generator = SplitMix64.stream(7, name.length(), count);
    AnnotatedImages.Builder truth = new AnnotatedImages.Builder(CLASSES);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int width = generator.between(20, 60);
      int height = generator.between(20, 60);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D drawing = image.createGraphics();
      drawing.setColor(new Color(generator.nextInt(60), 40, generator.nextInt(60)));
      drawing.fillRect(0, 0, width, height);
      truth.image(CocoId.of(name + i), width, height);
      for (int object = 0; object < 1 + i % 2; object++) {
        int category = generator.nextInt(2);
        int across = generator.between(8, width / 2);
        int down = generator.between(8, height / 2);
        int x = generator.nextInt(width - across + 1);
        int y = generator.nextInt(height - down + 1);
        drawing.setColor(category == 0 ? Color.RED : Color.BLUE);
        drawing.fillRect(x, y, across, down);
        truth.object(new AnnotatedObject(new Box(x, y, across, down), category, Standing.OBJECT));
      }
      drawing.dispose();
      Path file = Files.createDirectories(folder).resolve(name + i + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return new Split(
        files.stream().map(file -> file.getFileName().toString()).toList(),
        truth.build(),
        Pixels.Files.asTheyAre("rectangles", files));
  }

  private static Trainer.Result train(Path folder, String... overrides) throws Exception {
    Engine.start(2);
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "unlike.yaml",
                """
                suite: unlike
                seed: 5
                repetitions: 1
                datasets: {generated-scenes: {set: {task: detection}}}
                backbones:
                  small:
                    type: resnet20
                    image-size: 32
                    resize: {type: keep-aspect, longest-side: 48}
                    detector:
                      type: fcos
                      strides: [4]
                      extra-levels: 1
                      channels: 16
                      convolutions: 1
                      groups: 4
                      distances: exp
                      scales: per-level
                      point-offset: 0.5
                      range: 3
                      threshold: 0.05
                losses: {focal: {type: focal, alpha: 0.25}}
                train:
                  epochs: 5
                  batch-size: 4
                  augment: [{horizontal-flip: 0.5}, {random-crop: {probability: 0.3}}]
                  optimizer: {type: adamw, weight-decay: 1.0e-4}
                  schedule: {type: one-cycle, max-lr: 5.0e-3, pct-start: 0.15}
                  ema: 0
                  normalize: imagenet
                evaluate: {batch-size: 5}
                """,
                List.of(overrides));
    Dataset dataset =
        new Dataset(
            "rectangles",
            new ObjectDetection(),
            List.of("red", "blue"),
            images(folder.resolve("images"), "train", 96),
            Optional.empty(),
            images(folder.resolve("images"), "test", 32),
            "f".repeat(64),
            true,
            List.of(),
            List.of());
    Trial trial =
        Plan.of(suite, name -> dataset.fingerprint(), name -> Optional.empty()).trials().get(0);
    TrialFiles files = new TrialFiles(Optional.empty(), folder, folder, folder);
    TrialParts parts = TrialParts.of(trial, dataset);
    try (Trainer trainer =
        new Trainer(trial, parts, dataset, files, new Compute(Device.CPU, TERMS), tell -> {})) {
      return trainer.run();
    }
  }

  private static String scores(Outcome outcome) {
    return outcome.evaluation(WeightsKind.RAW).orElseThrow().scoresSha256();
  }

  @Test
  void aDetectorLearnsAndGoesOnToTheSameBits() throws Exception {
    Trainer.Result result = train(folder);
    Outcome outcome = result.outcome();
    Outcome.Evaluation raw = outcome.evaluation(WeightsKind.RAW).orElseThrow();
    assertThat(outcome.epochs().get(0).raw()).isLessThan(10);
    assertThat(raw.metrics().get("AP50")).isGreaterThan(40);
    AnnotatedImages truth = AnnotatedImages.of(images(folder.resolve("again"), "test", 32).truth());
    Detections found = Detections.of(result.selections().get(0).reported());
    double rightmost = 0;
    for (int row = 0; row < truth.rows(); row++) {
      for (DetectedObject object : found.objects(row)) {
        assertThat(object.box().x()).isNotNegative();
        assertThat(object.box().right()).isLessThan(truth.width(row) + 1e-4);
        assertThat(object.box().bottom()).isLessThan(truth.height(row) + 1e-4);
        rightmost = Math.max(rightmost, object.box().right());
      }
    }
    assertThat(rightmost).isGreaterThan(50);

    // The checkpoint of the last epoch but one is still there: the last is trained again.
    Outcome resumed = train(folder).outcome();
    assertThat(resumed.performance().processes()).isEqualTo(2);
    assertThat(scores(resumed)).isEqualTo(raw.scoresSha256());
    assertThat(resumed.epochs().get(4).tracked()).isEqualTo(outcome.epochs().get(4).tracked());
  }

  /** What another process trains, for {@link #anotherProcessComesToTheSameBits}. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("scores " + scores(train(Path.of(arguments[0]), arguments[1]).outcome()));
  }

  @Test
  @Timeout(240)
  void anotherProcessComesToTheSameBits() throws Exception {
    String shorter = "train.epochs=1";
    String here = scores(train(folder.resolve("here"), shorter).outcome());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                getClass().getName(),
                folder.resolve("there").toString(),
                shorter)
            .redirectError(folder.resolve("log").toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
    assertThat(out).contains("scores " + here);
  }

  /** Parts of a batch have the canvas of the whole. */
  @Test
  void partsOfABatchAndAnotherSizeInEvaluationAreTrainedAndJudged() throws Exception {
    Outcome outcome =
        train(
                folder,
                "train.epochs=1",
                "train.micro-batch=2",
                "evaluate.image-size=40",
                "backbones.small.resize.rounding=nearest",
                "backbones.small.detector.batch-norm=frozen")
            .outcome();
    assertThat(outcome.epochs().get(0).trainLoss()).isPositive();
    assertThat(outcome.epochs().get(0).raw()).isBetween(0.0, 100.0);
    assertThat(outcome.epochs().get(0).tracked().get("positive_points")).isBetween(1.0, 160.0);
  }
}
