package io.lossbench.microbench;

import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.AnnotationsFile;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.detection.DetectionProtocol;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.DetectionsFile;
import io.lossbench.core.detection.FaultListener;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** COCO's evaluation of a detector, in milliseconds: 5,000 images of 80 classes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class DetectionBenchmark {
  private static final int IMAGES = 5000;
  private static final int CLASSES = 80;
  private static final int OBJECTS = 7;
  private static final int DETECTIONS = 100;

  /**
   * A folder with {@code annotations.json} and {@code detections-raw.json}; drawn if it is none.
   */
  @Param("drawn")
  public String folder = "drawn";

  private AnnotatedImages truth = new AnnotatedImages.Builder(List.of()).build();
  private Detections detections = new Detections.Builder().build();
  private Path files = Path.of("");

  @Setup(Level.Trial)
  public void prepare() throws IOException {
    files = Path.of(folder);
    if (!Files.isDirectory(files)) {
      files = Files.createTempDirectory("detections");
      draw(new SplitMix64(1));
      ObjectDetection task = new ObjectDetection();
      task.writeTruth(files, truth);
      task.writePredictions(files, WeightsKind.RAW, detections, truth);
    }
    truth =
        AnnotationsFile.read(
                files.resolve(ObjectDetection.ANNOTATIONS_FILE),
                DetectionProtocol.COCO,
                FaultListener.FIRST)
            .orElseThrow();
    detections = readDetections();
  }

  private void draw(SplitMix64 random) {
    AnnotatedImages.Builder annotated =
        new AnnotatedImages.Builder(
            IntStream.rangeClosed(1, CLASSES)
                .mapToObj(c -> new Category(CocoId.of(BigInteger.valueOf(c)), "class " + c))
                .toList());
    Detections.Builder detected = new Detections.Builder();
    for (int image = 1; image <= IMAGES; image++) {
      annotated.image(CocoId.of(BigInteger.valueOf(image)), 640, 480);
      detected.image();
      for (int i = 0; i < OBJECTS; i++) {
        Box box = box(random);
        int category = category(random);
        annotated.object(new AnnotatedObject(box, category, Standing.OBJECT));
        detected.object(
            new DetectedObject(
                category,
                new Box(box.x() + random.nextGaussian(), box.y(), box.width(), box.height() * 1.1),
                0.3 + 0.7 * random.nextDouble()));
      }
      for (int i = OBJECTS; i < DETECTIONS; i++) {
        detected.object(
            new DetectedObject(category(random), box(random), 0.6 * random.nextDouble()));
      }
    }
    truth = annotated.build();
    detections = detected.build();
  }

  /** Low ones are more frequent: the first of them is a quarter. */
  private static int category(SplitMix64 random) {
    return (int) (CLASSES * Math.pow(random.nextDouble(), 3));
  }

  private static Box box(SplitMix64 random) {
    return new Box(
        500 * random.nextDouble(),
        400 * random.nextDouble(),
        4 + 136 * random.nextDouble(),
        4 + 76 * random.nextDouble());
  }

  /** The twelve numbers, VOC's two, and AP of each class. */
  @Benchmark
  public Judgement allNumbers() {
    return ObjectDetection.judge(detections, truth);
  }

  /** AP alone, as it is computed after each epoch. */
  @Benchmark
  public double averagePrecision() {
    return new ObjectDetection().primaryOf(detections, truth);
  }

  @Benchmark
  public Detections readDetections() {
    return DetectionsFile.read(files.resolve("detections-raw.json"), truth, FaultListener.FIRST)
        .orElseThrow();
  }
}
