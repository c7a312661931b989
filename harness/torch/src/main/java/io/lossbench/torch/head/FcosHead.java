package io.lossbench.torch.head;

import io.lossbench.core.HarnessException;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.image.Padding;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Truth;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Tracking;
import io.lossbench.torch.target.BoxTargets;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.PointGrid;
import io.lossbench.torch.target.Points;
import io.lossbench.torch.target.Targets;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** FCOS as the head of detection: predictions are boxes with a class and a score. */
final class FcosHead implements Head {
  /** Outputs of a point beside the logits of the classes: four distances and the centerness. */
  private static final int BESIDE_CLASSES = 5;

  private final FcosSettings settings;
  private final Network network;
  private final int classes;
  private final PointGrid grid;
  private final int largestSide;

  FcosHead(Trial trial, Backbone backbone, int classes) {
    Settings spec = trial.spec().settings("backbone");
    if (!spec.has("detector")) {
      throw new HarnessException(
          "backbone '"
              + trial.backbone()
              + "' has no detector, and dataset '"
              + trial.dataset()
              + "' asks for objects; give it one, such as detector: {type: fcos}");
    }
    this.settings = FcosSettings.of(spec.settings("detector"));
    this.classes = classes;
    boolean padded = spec.has("resize");
    this.largestSide =
        padded
            ? Padding.side(spec.settings("resize").integer("longest-side"))
            : spec.integer("image-size");
    FcosSettings.Pyramid pyramid = settings.pyramid();
    this.grid = new PointGrid(pyramid.allStrides(), pyramid.offset(), largestSide, largestSide);
    try {
      this.network =
          FcosNetwork.of(
              settings,
              backbone,
              classes,
              trial.train().precision(),
              padded ? Network.Input.PADDED_IMAGES : Network.Input.IMAGES);
    } catch (IllegalArgumentException e) {
      throw new HarnessException(
          "backbone '"
              + trial.backbone()
              + "' does not carry the detector: "
              + e.getMessage()
              + "; change detector.strides, or take another backbone");
    }
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public int outputs() {
    return width(grid.of(largestSide, largestSide));
  }

  private int width(Points points) {
    return points.size() * (classes + BESIDE_CLASSES);
  }

  private List<Integer> units() {
    return settings.distances().units(settings.pyramid().allStrides());
  }

  @Override
  public Targets targets(Truth truth) {
    return new BoxTargets(
        truth,
        grid,
        new BoxTargets.Rules(settings.assignment(), units(), settings.loss().smallest()));
  }

  @Override
  public Loss loss(Loss loss) {
    return new FcosLoss(loss, settings.loss(), classes);
  }

  @Override
  public Tracking tracking() {
    return FcosLoss.tracking();
  }

  @Override
  public Map<String, Double> tracked(double[] sums) {
    double steps = sums[4];
    double images = sums[5];
    Map<String, Double> tracked = new LinkedHashMap<>();
    tracked.put(ObjectDetection.CLASS_LOSS, sums[0] / steps);
    tracked.put(ObjectDetection.BOX_LOSS, sums[1] / steps);
    tracked.put(ObjectDetection.CENTERNESS_LOSS, sums[2] / steps);
    tracked.put(ObjectDetection.POSITIVE_POINTS, sums[3] / images);
    return tracked;
  }

  @Override
  public PredictionCollector collector(Truth truth, Path folder) {
    AnnotatedImages images = AnnotatedImages.of(truth);
    Detections.Builder detections = new Detections.Builder();
    return new PredictionCollector() {
      @Override
      public void add(float[] outputs, List<Place> places) {
        Points points = grid.of(places.get(0));
        int width = width(points);
        if (outputs.length != places.size() * width) {
          throw new HarnessException(
              "the network gives "
                  + outputs.length
                  + " outputs, not "
                  + width
                  + " per image on "
                  + points.width()
                  + " x "
                  + points.height()
                  + " pixels: a feature map of the backbone has not a place for each stride that is"
                  + " begun");
        }
        for (int i = 0; i < places.size(); i++) {
          int row = detections.rows();
          detections.image();
          BoxDecoder decoder =
              new BoxDecoder(settings.inference(), points, places.get(i), units(), classes);
          for (DetectedObject object :
              decoder.objects(outputs, i * width, images.width(row), images.height(row))) {
            detections.object(object);
          }
        }
      }

      @Override
      public Predictions predictions() {
        if (detections.rows() != images.rows()) {
          throw new IllegalStateException(detections.rows() + " rows of " + images.rows());
        }
        return detections.build();
      }
    };
  }

  @Override
  public Predictions read(ReadableByteChannel in, int images, Path folder) throws IOException {
    return Detections.read(in, images);
  }
}
