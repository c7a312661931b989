package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.scene.GeneratedScenes;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.file.Digest;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Truth;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The format {@code generated-scenes}: no files, every image is drawn when it is asked for. */
record GeneratedScenesFormat(Settings settings) implements Format {
  private static final String MISSING = "missing-labels";

  @Override
  public Dataset read(DataFolders folders) {
    GeneratedScenes scenes =
        new GeneratedScenes(
            settings.integer("size"), settings.integer("classes"), settings.whole("seed"));
    boolean isDetection = AskedTask.isDetection(settings);
    Truth trainTruth =
        isDetection
            ? objects(scenes, "train", GeneratedScenes.TRAIN_STREAM, settings.number(MISSING))
            : withMissing(labels(scenes, "train", GeneratedScenes.TRAIN_STREAM));
    Truth testTruth =
        isDetection
            ? objects(scenes, "test", GeneratedScenes.TEST_STREAM, 0)
            : labels(scenes, "test", GeneratedScenes.TEST_STREAM);
    Split train = split(scenes, "train", GeneratedScenes.TRAIN_STREAM, trainTruth);
    Split test = split(scenes, "test", GeneratedScenes.TEST_STREAM, testTruth);
    return new Dataset(
        folders.dataset(),
        AskedTask.of(settings),
        scenes.classNames(),
        train,
        Optional.empty(),
        test,
        fingerprint(train, test),
        true,
        List.of(),
        List.of());
  }

  @Override
  public Optional<Task> task() {
    return Optional.of(AskedTask.of(settings));
  }

  @Override
  public List<String> layout() {
    return List.of();
  }

  @Override
  public OptionalInt trainingImages() {
    return OptionalInt.of(settings.integer("train"));
  }

  private static Split split(GeneratedScenes scenes, String name, int stream, Truth truth) {
    int[] numbers = new int[truth.rows()];
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
      ids.add(name + "-" + i);
    }
    return new Split(ids, truth, new Pixels.Generated(scenes, stream, numbers));
  }

  /**
   * The objects of a part. What is mostly hidden is ignored, as VOC's difficult objects are; each
   * other is lost with a probability, independently of everything else, as its label would be.
   */
  private AnnotatedImages objects(
      GeneratedScenes scenes, String name, int stream, double probability) {
    List<String> names = scenes.classNames();
    AnnotatedImages.Builder images =
        new AnnotatedImages.Builder(
            IntStream.range(0, names.size())
                .mapToObj(c -> new Category(CocoId.of(BigInteger.valueOf(c + 1)), names.get(c)))
                .toList());
    for (int i = 0; i < settings.integer(name); i++) {
      images.image(CocoId.of(BigInteger.valueOf(i + 1)), scenes.size(), scenes.size());
      boolean[] lost = lost(i, probability);
      for (GeneratedScenes.VisiblePart part : scenes.draw(stream, i).parts()) {
        if (!(part.isPresent() && lost[part.label()])) {
          images.object(
              new AnnotatedObject(
                  Box.between(part.left(), part.top(), part.right(), part.bottom()),
                  part.label(),
                  part.isPresent() ? Standing.OBJECT : Standing.IGNORED,
                  part.pixels()));
        }
      }
    }
    return images.build();
  }

  /** The complete labels of a part. */
  private LabelMatrix labels(GeneratedScenes scenes, String name, int stream) {
    int count = settings.integer(name);
    int classes = settings.integer("classes");
    byte[] labels = new byte[count * classes];
    for (int i = 0; i < count; i++) {
      System.arraycopy(scenes.draw(stream, i).labels(), 0, labels, i * classes, classes);
    }
    return LabelMatrix.of(count, classes, labels);
  }

  /** Each positive label is lost with the given probability, independently of everything else. */
  private LabelMatrix withMissing(LabelMatrix labels) {
    int classes = labels.classes();
    double probability = settings.number(MISSING);
    byte[] values = new byte[labels.rows() * classes];
    byte[] complete = new byte[classes];
    for (int row = 0; row < labels.rows(); row++) {
      boolean[] lost = lost(row, probability);
      labels.copyRow(row, complete);
      for (int c = 0; c < classes; c++) {
        values[row * classes + c] =
            lost[c] && complete[c] == LabelMatrix.POSITIVE ? LabelMatrix.NEGATIVE : complete[c];
      }
    }
    return LabelMatrix.of(labels.rows(), classes, values);
  }

  /** The classes whose label of an image is lost, if it has one. */
  private boolean[] lost(int image, double probability) {
    SplitMix64 generator =
        SplitMix64.stream(settings.whole("seed"), GeneratedScenes.MISSING_LABEL_STREAM, image);
    boolean[] lost = new boolean[settings.integer("classes")];
    for (int c = 0; c < lost.length; c++) {
      lost[c] = generator.nextDouble() < probability;
    }
    return lost;
  }

  /** Over a sample of the pixels (every image costs time at every start) and all labels. */
  private String fingerprint(Split train, Split test) {
    Digest digest = Digest.sha256();
    digest
        .update("generated-scenes")
        .update(
            settings.integer("size")
                + "/"
                + settings.integer("classes")
                + "/"
                + settings.whole("seed"));
    for (Split split : List.of(train, test)) {
      for (int row = 0; row < split.size(); row++) {
        digest.update(split.truth().rowKey(row));
      }
      Pixels.Generated pixels = (Pixels.Generated) split.pixels();
      for (int i = 0; i < split.size(); i += Math.max(1, split.size() / 32)) {
        digest.update(pixels.draw(i));
      }
    }
    return digest.hex();
  }
}
