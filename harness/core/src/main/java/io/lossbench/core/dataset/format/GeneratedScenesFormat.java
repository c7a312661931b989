package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.scene.GeneratedScenes;
import io.lossbench.core.file.Digest;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The format {@code generated-scenes}: no files, every image is drawn when it is asked for. */
record GeneratedScenesFormat(Settings settings) implements Format {
  @Override
  public Dataset read(DataFolders folders) {
    GeneratedScenes scenes =
        new GeneratedScenes(
            settings.integer("size"), settings.integer("classes"), settings.whole("seed"));
    Split train =
        split(
            scenes,
            "train",
            GeneratedScenes.TRAIN_STREAM,
            withMissing(labels(scenes, "train", GeneratedScenes.TRAIN_STREAM)));
    Split test =
        split(
            scenes,
            "test",
            GeneratedScenes.TEST_STREAM,
            labels(scenes, "test", GeneratedScenes.TEST_STREAM));
    return new Dataset(
        folders.dataset(),
        new MultiLabel(),
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
  public List<String> layout() {
    return List.of();
  }

  @Override
  public OptionalInt trainingImages() {
    return OptionalInt.of(settings.integer("train"));
  }

  private static Split split(GeneratedScenes scenes, String name, int stream, LabelMatrix labels) {
    int[] numbers = new int[labels.rows()];
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
      ids.add(name + "-" + i);
    }
    return new Split(ids, labels, new Pixels.Generated(scenes, stream, numbers));
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
    double probability = settings.number("missing-labels");
    byte[] values = new byte[labels.rows() * classes];
    byte[] complete = new byte[classes];
    for (int row = 0; row < labels.rows(); row++) {
      SplitMix64 generator =
          SplitMix64.stream(settings.whole("seed"), GeneratedScenes.MISSING_LABEL_STREAM, row);
      labels.copyRow(row, complete);
      for (int c = 0; c < classes; c++) {
        boolean lost = generator.nextDouble() < probability;
        values[row * classes + c] =
            lost && complete[c] == LabelMatrix.POSITIVE ? LabelMatrix.NEGATIVE : complete[c];
      }
    }
    return LabelMatrix.of(labels.rows(), classes, values);
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
