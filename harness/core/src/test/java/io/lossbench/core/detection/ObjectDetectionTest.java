package io.lossbench.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.file.Digest;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.TruthSummary;
import io.lossbench.core.task.WeightsKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detection as a task: what it says of itself, what it stores, and what it objects to. */
class ObjectDetectionTest {
  private static final Settings ANY = Settings.of(Map.of("threshold", 0.5, "top-k", 3));
  private static final List<Category> ANTS_AND_BEES =
      List.of(
          new Category(CocoId.of(BigInteger.valueOf(90)), "ant \"\u00e9\""),
          new Category(CocoId.of("bee"), "bee"));
  private static final Task TASK = new ObjectDetection();

  @TempDir Path folder;

  private static AnnotatedImages truth() {
    return new AnnotatedImages.Builder(ANTS_AND_BEES)
        .image(CocoId.of("b.jpg"), 64, 48)
        .object(new AnnotatedObject(new Box(0.1, 0.2, 20, 10), 0, Standing.OBJECT, 150.5))
        .object(new AnnotatedObject(new Box(30, 20, 20, 20), 1, Standing.IGNORED))
        .image(CocoId.of(BigInteger.valueOf(7)), 640, 480)
        .object(new AnnotatedObject(new Box(100, 100, 300, 200), 1, Standing.OBJECT))
        .object(new AnnotatedObject(new Box(0, 0, 640, 480), 1, Standing.CROWD))
        .image(CocoId.of("none"), 10, 10)
        .build();
  }

  private static Detections detections() {
    return new Detections.Builder()
        .image()
        .object(new DetectedObject(0, new Box(0.1f, 0.2f, 20, 10), 0.7f))
        .object(new DetectedObject(1, new Box(30, 20, 20, 20), 1e-7))
        .image()
        .image()
        .object(new DetectedObject(1, new Box(1, 1, 3, 3), 0.5))
        .build();
  }

  @Test
  void isRegisteredAndJudgesByWhatItLists() {
    assertThat(Tasks.named("detection")).isEqualTo(TASK);
    assertThat(Tasks.decidedBy("AP")).contains(TASK);
    Judgement judgement = TASK.judge(detections(), truth(), ANY);
    assertThat(judgement.metrics().keySet())
        .containsExactlyElementsOf(TASK.metrics(ANY).stream().map(Metric::name).toList());
    assertThat(judgement.metrics()).containsEntry("AP", TASK.primaryOf(detections(), truth()));
    assertThat(judgement.perClass()).hasSize(2);
    assertThat(judgement.perClass().get(0)).isEqualTo(100, within(1e-9));
    assertThat(judgement.perClass().get(1)).isZero();
    assertThat(TASK.chance(truth())).isZero();
  }

  @Test
  void takesLossesOfManyClassesButNotOfOne() {
    assertThat(TASK.takesLossesOf("multi-label")).isTrue();
    assertThat(TASK.takesLossesOf("detection")).isTrue();
    assertThat(TASK.takesLossesOf("single-label")).isFalse();
  }

  @Test
  void saysWhatThereIs() {
    TruthSummary summary = TASK.summary(truth());
    assertThat(summary.sentence())
        .isEqualTo(
            "3 images, 0.6667 objects per image (1 small, 0 medium, 1 large), 1 ignored, 1 crowds, 1"
                + " images without objects");
    assertThat(summary.perClass()).containsExactly(1, 1);
    assertThat(summary.numbers()).containsEntry("large", 1).containsEntry("objects", 2);
  }

  @Test
  void objectsToWhatCannotBeLearnedOrJudged() {
    AnnotatedImages nothing = truth().select(new int[] {2});
    assertThat(TASK.objections(truth(), Optional.of(truth()), truth())).isEmpty();
    assertThat(TASK.objections(nothing, Optional.of(nothing), nothing))
        .containsExactly(
            "none of the 1 training images has an object to be found: there is nothing to learn",
            "none of the 1 test images has an object to be found: every metric is undefined",
            "none of the 1 validation images has an object to be found: no epoch can be chosen on"
                + " them");
  }

  @Test
  void rowsKeepTheirObjects() {
    AnnotatedImages turned = truth().select(new int[] {1, 0});
    assertThat(turned.id(0)).isEqualTo(CocoId.of(BigInteger.valueOf(7)));
    assertThat(turned.width(0)).isEqualTo(640);
    assertThat(turned.objects(1)).isEqualTo(truth().objects(0));
    assertThat(turned.rowKey(0)).isEqualTo(truth().rowKey(1)).isNotEqualTo(truth().rowKey(0));
    assertThat(new AnnotatedImages.Builder(ANTS_AND_BEES).build().rows()).isZero();
  }

  /** Each of what the truth consists of counts for a dataset's fingerprint. */
  @Test
  void keysTellRowsApart() {
    AnnotatedObject object = new AnnotatedObject(new Box(1, 2, 3, 4), 0, Standing.OBJECT, 5);
    List<byte[]> keys =
        List.of(
            key(10, object),
            key(11, object),
            key(10, new AnnotatedObject(new Box(1, 2, 3, 5), 0, Standing.OBJECT, 5)),
            key(10, new AnnotatedObject(new Box(1, 2, 3, 4), 1, Standing.OBJECT, 5)),
            key(10, new AnnotatedObject(new Box(1, 2, 3, 4), 0, Standing.CROWD, 5)),
            key(10, new AnnotatedObject(new Box(1, 2, 3, 4), 0, Standing.OBJECT, 6)));
    assertThat(keys.stream().map(Arrays::toString)).doesNotHaveDuplicates();
  }

  private static byte[] key(int width, AnnotatedObject object) {
    return new AnnotatedImages.Builder(ANTS_AND_BEES)
        .image(CocoId.of("1"), width, 10)
        .object(object)
        .build()
        .rowKey(0);
  }

  @Test
  void detectionsComeBackAsTheyWereWrittenAndNoMoreIsRead() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Detections drawn = DrawnDetections.of(new SplitMix64(seed)).detections();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      drawn.writeTo(Channels.newChannel(bytes));
      assertThat(drawn.sha256()).isEqualTo(Digest.sha256().update(bytes.toByteArray()).hex());
      bytes.write(7);
      ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
      Detections read = Detections.read(Channels.newChannel(in), drawn.rows());
      assertThat(read.sha256()).isEqualTo(drawn.sha256());
      assertThat(in.read()).isEqualTo(7);
      byte[] cut = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 2);
      assertThatThrownBy(
              () ->
                  Detections.read(Channels.newChannel(new ByteArrayInputStream(cut)), drawn.rows()))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void areConstantWhereAllImagesGotTheSame() {
    assertThat(detections().areConstant()).isFalse();
    DetectedObject object = new DetectedObject(0, new Box(1, 2, 3, 4), 0.5);
    assertThat(
            new Detections.Builder()
                .image()
                .object(object)
                .image()
                .object(object)
                .build()
                .areConstant())
        .isTrue();
    assertThat(new Detections.Builder().image().image().build().areConstant()).isFalse();
    assertThat(new Detections.Builder().image().build().areConstant()).isFalse();
  }

  @Test
  void filesOfATrialCanBeJudgedAgainToTheSameBits() throws IOException {
    Path written = TASK.writePredictions(folder, WeightsKind.EMA, detections(), truth());
    Path annotations = TASK.writeTruth(folder, truth());
    assertThat(written.getFileName()).hasToString("detections-ema.json");
    AnnotatedImages truth =
        AnnotationsFile.read(annotations, DetectionProtocol.VOC, FaultListener.FIRST).orElseThrow();
    Detections detections = DetectionsFile.read(written, truth, FaultListener.FIRST).orElseThrow();
    assertThat(detections.sha256()).isEqualTo(detections().sha256());
    assertThat(truth.categories()).isEqualTo(ANTS_AND_BEES);
    for (int row = 0; row < 3; row++) {
      assertThat(truth.id(row)).isEqualTo(truth().id(row));
      assertThat(truth.objects(row)).isEqualTo(truth().objects(row));
    }
    assertThat(ObjectDetection.judge(detections, truth))
        .isEqualTo(ObjectDetection.judge(detections(), truth()));
    ToDoubleFunction<int[]> resampled = TASK.resampled(folder, WeightsKind.EMA).orElseThrow();
    assertThat(resampled.applyAsDouble(new int[] {1, 1, 1}))
        .isEqualTo(TASK.primaryOf(detections(), truth()));
    assertThat(resampled.applyAsDouble(new int[] {2, 0, 1})).isEqualTo(100, within(1e-9));
    assertThat(resampled.applyAsDouble(new int[] {0, 1, 0})).isZero();
    assertThat(Files.readString(annotations)).contains("\"name\": \"ant \\\"\u00e9\\\"\"");
  }

  @Test
  void boxesAndObjectsAreWhatTheySay() {
    assertThatThrownBy(() -> new Box(Double.NaN, 0, 1, 1)).hasMessage("a box at (NaN, 0.0)");
    assertThatThrownBy(() -> new Box(0, 0, -1, 1)).hasMessage("a box of -1.0 x 1.0");
    assertThatThrownBy(() -> new DetectedObject(0, new Box(0, 0, 1, 1), Double.NaN))
        .hasMessage("a score of NaN");
    assertThat(new Box(10, 20, 30, 40).scaled(2, 0.5)).isEqualTo(new Box(20, 10, 60, 20));
    assertThat(new Box(-5, 40, 20, 40).clipped(100, 50)).isEqualTo(new Box(0, 40, 15, 10));
    assertThat(new Box(200, 40, 20, 40).clipped(100, 50).area()).isZero();
  }

  @Test
  void othersAreABug() {
    Detections three = detections();
    AnnotatedImages two = truth().select(new int[] {0, 1});
    assertThatThrownBy(() -> TASK.judge(three, two, ANY))
        .hasMessage("detections in 3 images, the truth of 2");
    assertThatThrownBy(() -> TASK.writePredictions(folder, WeightsKind.RAW, three, two))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
