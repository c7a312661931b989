package io.lossbench.core.detection;

import io.lossbench.core.task.Breakdown;
import io.lossbench.core.task.Choices;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.PrecisionRecall;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Truth;
import io.lossbench.core.task.TruthSummary;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Objects are to be found in an image, each with its class and a box. Losses are those of
 * multi-label classification: at each point of a feature map any number of classes is right.
 */
public record ObjectDetection() implements Task {
  /** Its {@link #name}. */
  public static final String NAME = "detection";

  /** Annotations in a trial's folder. */
  public static final String ANNOTATIONS_FILE = "annotations.json";

  /** Tracked: the loss over points and classes. */
  public static final String CLASS_LOSS = "class_loss";

  /** Tracked: the loss of the boxes. */
  public static final String BOX_LOSS = "box_loss";

  /** Tracked: the loss of the centerness. */
  public static final String CENTERNESS_LOSS = "centerness_loss";

  /** Tracked: how many points have an object. */
  public static final String POSITIVE_POINTS = "positive_points";

  private static final String MULTI_LABEL = "multi-label";

  /** Precision by recall at one overlap, which has an index. */
  private record Curve(String at, int threshold) {}

  private static final List<Curve> CURVES =
      List.of(
          new Curve("IoU 0.50", CocoEvaluation.IOU_50),
          new Curve("IoU 0.75", CocoEvaluation.IOU_75));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String doc() {
    return "Objects are to be found in an image, each with its class and a box.";
  }

  @Override
  public boolean takesLossesOf(String task) {
    return task.equals(NAME) || task.equals(MULTI_LABEL);
  }

  @Override
  public Metric primary() {
    return CocoEvaluation.PRIMARY;
  }

  @Override
  public Metric perClass() {
    return CocoEvaluation.PRIMARY;
  }

  @Override
  public List<Metric> metrics(Choices choices) {
    return DetectionProtocol.VOC.metrics();
  }

  @Override
  public List<Metric> tracked() {
    return List.of(
        loss(CLASS_LOSS, "loss over points and classes, mean over an epoch"),
        loss(BOX_LOSS, "loss of the boxes, mean over an epoch"),
        loss(CENTERNESS_LOSS, "loss of the centerness, mean over an epoch"),
        Metric.kept(POSITIVE_POINTS, "points per training image that have an object")
            .within(0, Double.MAX_VALUE));
  }

  @Override
  public Optional<Breakdown> breakdown() {
    return Optional.of(
        new Breakdown(
            "size of the objects",
            "Small objects have up to 32 x 32 pixels, large ones 96 x 96 or more, by the area that"
                + " the annotations give.",
            List.of(
                new Breakdown.Part("small", CocoEvaluation.SMALL),
                new Breakdown.Part("medium", CocoEvaluation.MEDIUM),
                new Breakdown.Part("large", CocoEvaluation.LARGE))));
  }

  private static Metric loss(String name, String doc) {
    return Metric.shown(name, doc).within(-Double.MAX_VALUE, Double.MAX_VALUE).lowerIsBetter();
  }

  @Override
  public Optional<String> backboneSetting() {
    return Optional.of("detector");
  }

  /** Boxes stay upright: what turns or shears an image leaves none that fits tightly. */
  @Override
  public boolean follows(String augmentation) {
    return !augmentation.equals("rand-augment");
  }

  @Override
  public Judgement judge(Predictions predictions, Truth truth, Choices choices) {
    return judge(Detections.of(predictions), AnnotatedImages.of(truth));
  }

  /** Judges detections by all metrics. */
  public static Judgement judge(Detections detections, AnnotatedImages images) {
    CocoEvaluation coco = CocoEvaluation.of(detections, images);
    Map<String, Double> metrics = new LinkedHashMap<>(coco.numbers());
    metrics.putAll(VocEvaluation.of(detections, images).numbers());
    return new Judgement(metrics, coco.perCategory());
  }

  @Override
  public double primaryOf(Predictions predictions, Truth truth) {
    return CocoEvaluation.of(Detections.of(predictions), AnnotatedImages.of(truth)).primary();
  }

  /** Boxes anywhere overlap nothing as much as is asked. */
  @Override
  public double chance(Truth truth) {
    return 0;
  }

  @Override
  public TruthSummary summary(Truth truth) {
    AnnotatedImages images = AnnotatedImages.of(truth);
    int[] perCategory = new int[images.categories().size()];
    int[] standings = new int[Standing.values().length];
    int[] sizes = new int[AreaRange.values().length];
    for (int i = 0; i < images.objects(); i++) {
      standings[images.standing(i).place()]++;
      if (images.standing(i) == Standing.OBJECT) {
        perCategory[images.category(i)]++;
        for (AreaRange range : AreaRange.values()) {
          sizes[range.place()] += range.contains(images.area(i)) ? 1 : 0;
        }
      }
    }
    int objects = standings[Standing.OBJECT.place()];
    double perImage = (double) objects / Math.max(1, images.rows());
    int ignored = standings[Standing.IGNORED.place()];
    int crowds = standings[Standing.CROWD.place()];
    Map<String, Number> numbers = new LinkedHashMap<>();
    numbers.put("images", images.rows());
    numbers.put("objects", objects);
    numbers.put("objectsPerImage", perImage);
    numbers.put("small", sizes[AreaRange.SMALL.place()]);
    numbers.put("medium", sizes[AreaRange.MEDIUM.place()]);
    numbers.put("large", sizes[AreaRange.LARGE.place()]);
    numbers.put("ignored", ignored);
    numbers.put("crowds", crowds);
    numbers.put("imagesWithoutObjects", imagesWithoutObjects(images));
    String sentence =
        String.format(
            Locale.ROOT,
            "%d images, %.4f objects per image (%d small, %d medium, %d large), %d ignored, %d"
                + " crowds, %d images without objects",
            images.rows(),
            perImage,
            sizes[AreaRange.SMALL.place()],
            sizes[AreaRange.MEDIUM.place()],
            sizes[AreaRange.LARGE.place()],
            ignored,
            crowds,
            imagesWithoutObjects(images));
    List<Integer> perClass = new ArrayList<>();
    for (int count : perCategory) {
      perClass.add(count);
    }
    return new TruthSummary(sentence, numbers, perClass);
  }

  private static int imagesWithoutObjects(AnnotatedImages images) {
    int without = 0;
    for (int row = 0; row < images.rows(); row++) {
      boolean with = false;
      for (int i = images.start(row); i < images.start(row + 1); i++) {
        with |= images.standing(i) == Standing.OBJECT;
      }
      without += with ? 0 : 1;
    }
    return without;
  }

  @Override
  public List<String> objections(Truth train, Optional<? extends Truth> validation, Truth test) {
    List<String> objections = new ArrayList<>();
    objectTo(train, "training", "there is nothing to learn", objections);
    objectTo(test, "test", "every metric is undefined", objections);
    validation.ifPresent(
        truth -> objectTo(truth, "validation", "no epoch can be chosen on them", objections));
    return objections;
  }

  private static void objectTo(
      Truth truth, String split, String consequence, List<String> objections) {
    AnnotatedImages images = AnnotatedImages.of(truth);
    if (imagesWithoutObjects(images) == images.rows()) {
      objections.add(
          "none of the "
              + images.rows()
              + " "
              + split
              + " images has an object to be found: "
              + consequence);
    }
  }

  @Override
  public Path writePredictions(
      Path folder, WeightsKind weights, Predictions predictions, Truth truth) throws IOException {
    Path file = detectionsFile(folder, weights);
    DetectionsFile.write(file, Detections.of(predictions), AnnotatedImages.of(truth));
    return file;
  }

  @Override
  public Optional<ToDoubleFunction<int[]>> resampled(Path folder, WeightsKind weights) {
    AnnotatedImages truth = AnnotationsFile.read(folder.resolve(ANNOTATIONS_FILE));
    Detections detections = DetectionsFile.read(detectionsFile(folder, weights), truth);
    return Optional.of(CocoEvaluation.of(detections, truth)::primary);
  }

  @Override
  public List<String> recallCurves() {
    return CURVES.stream().map(Curve::at).toList();
  }

  @Override
  public List<PrecisionRecall> precisionRecall(Path folder, WeightsKind weights) {
    AnnotatedImages truth = AnnotationsFile.read(folder.resolve(ANNOTATIONS_FILE));
    Detections detections = DetectionsFile.read(detectionsFile(folder, weights), truth);
    CocoEvaluation evaluation = CocoEvaluation.of(detections, truth);
    return CURVES.stream()
        .map(curve -> PrecisionRecall.of(curve.at(), evaluation.precisions(curve.threshold())))
        .toList();
  }

  /** The file with the detections of some weights in a trial's folder. */
  public static Path detectionsFile(Path folder, WeightsKind weights) {
    return folder.resolve("detections-" + weights + ".json");
  }

  @Override
  public Path writeTruth(Path folder, Truth truth) throws IOException {
    Path file = folder.resolve(ANNOTATIONS_FILE);
    AnnotationsFile.write(file, AnnotatedImages.of(truth));
    return file;
  }
}
