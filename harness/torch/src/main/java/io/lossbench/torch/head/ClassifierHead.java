package io.lossbench.torch.head;

import io.lossbench.core.classification.Classification;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Features;
import io.lossbench.torch.script.Activation;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.Tracking;
import io.lossbench.torch.target.LabelTargets;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Targets;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A classifier on a backbone, by default the one that it was published with: outputs are the logits
 * of the classes, predictions their probabilities.
 */
final class ClassifierHead implements Head {
  private final Network network;
  private final int classes;
  private final Activation activation;

  ClassifierHead(Trial trial, Backbone backbone, int classes, Activation activation) {
    this.network = network(trial, backbone, classes);
    this.classes = classes;
    this.activation = activation;
  }

  private static Network network(Trial trial, Backbone backbone, int classes) {
    Precision precision = trial.train().precision();
    Network published = backbone.network(classes, precision);
    Classifier classifier = Classifiers.of(trial.spec().settings("backbone"));
    if (classifier.equals(Classifier.PUBLISHED)) {
      return published;
    }
    NetworkBuilder layers =
        new NetworkBuilder(precision == Precision.BF16 ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    Features features = layers.body("", Set.copyOf(published.names()), backbone::features);
    Classifier.Source source = new Classifier.Source(backbone, features);
    layers.top();
    return layers.build(classifier.logits(layers, source, classes));
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public int outputs() {
    return classes;
  }

  @Override
  public Targets targets(Truth truth) {
    return new LabelTargets(truth);
  }

  @Override
  public Tracking tracking() {
    return Tracking.ofProbabilities(activation);
  }

  @Override
  public Map<String, Double> tracked(double[] sums) {
    double positive = sums[0] / sums[1];
    double negative = sums[2] / sums[3];
    Map<String, Double> tracked = new LinkedHashMap<>();
    tracked.put(Classification.POSITIVE_PROBABILITY, positive);
    tracked.put(Classification.NEGATIVE_PROBABILITY, negative);
    tracked.put(Classification.PROBABILITY_GAP, positive - negative);
    return tracked;
  }

  @Override
  public PredictionCollector collector(Truth truth, Path folder) throws IOException {
    ScoreCollector scores = ScoreCollector.of(truth.rows(), classes, folder);
    return new PredictionCollector() {
      @Override
      public void add(float[] logits, List<Place> places) throws IOException {
        toProbabilities(logits);
        scores.add(logits);
      }

      @Override
      public Predictions predictions() throws IOException {
        return scores.matrix();
      }
    };
  }

  @Override
  public Predictions read(ReadableByteChannel in, int images, Path folder) throws IOException {
    ScoreCollector scores = ScoreCollector.of(images, classes, folder);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * classes).order(ByteOrder.LITTLE_ENDIAN);
    float[] row = new float[classes];
    for (int image = 0; image < images; image++) {
      bytes.clear();
      while (bytes.hasRemaining()) {
        if (in.read(bytes) < 0) {
          throw new EOFException();
        }
      }
      bytes.flip().asFloatBuffer().get(row);
      scores.add(row);
    }
    return scores.matrix();
  }

  private void toProbabilities(float[] logits) {
    switch (activation) {
      case SIGMOID -> sigmoid(logits);
      case SOFTMAX -> softmax(logits);
    }
  }

  private static void sigmoid(float[] logits) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
  }

  private void softmax(float[] logits) {
    for (int row = 0; row < logits.length; row += classes) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        highest = Math.max(highest, logits[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[row + c] - highest);
      }
      for (int c = 0; c < classes; c++) {
        logits[row + c] = (float) (Math.exp(logits[row + c] - highest) / sum);
      }
    }
  }
}
