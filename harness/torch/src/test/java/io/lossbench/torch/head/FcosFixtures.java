package io.lossbench.torch.head;

import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.torch.target.BoxTargets;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.PointGrid;
import io.lossbench.torch.target.Points;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Detectors, losses and objects that the tests of a detector share. */
final class FcosFixtures {
  static final Settings SGD =
      Settings.of(Map.of("type", "sgd", "weight-decay", 0.0, "momentum", 0.0, "nesterov", false));
  static final Settings FOCAL =
      Settings.of(
          Map.of(
              "type",
              "focal",
              "gamma",
              2.0,
              "alpha",
              0.25,
              "focusing-gradient",
              "full",
              "reduction",
              "sum"));

  private FcosFixtures() {}

  /** The detector with the defaults of the suite's language. */
  static Settings torchvision() {
    return detector("{type: fcos}");
  }

  static Settings detector(String yaml) {
    return new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
        .read(
            "detector.yaml",
            """
            suite: detector
            datasets: [generated-scenes]
            backbones: {small: {type: resnet18, image-size: 64, detector: %s}}
            losses: {bce: {type: bce}}
            """
                .formatted(yaml),
            List.of())
        .backbones()
        .get(0)
        .settings()
        .settings("detector");
  }

  private static List<Category> categories(int classes) {
    return IntStream.range(0, classes)
        .mapToObj(i -> new Category(CocoId.of("c" + i), "class " + i))
        .toList();
  }

  /** The rows of images with objects as torchvision has them: two corners of each box, labels. */
  static float[] targets(JsonNode images, Points points, FcosSettings settings) {
    AnnotatedImages.Builder truth = new AnnotatedImages.Builder(categories(4));
    for (int image = 0; image < images.size(); image++) {
      truth.image(CocoId.of("image " + image), points.width(), points.height());
      JsonNode boxes = images.get(image).get("boxes");
      for (int i = 0; i < boxes.size(); i++) {
        truth.object(
            new AnnotatedObject(
                Box.between(
                    boxes.get(i).get(0).asDouble(),
                    boxes.get(i).get(1).asDouble(),
                    boxes.get(i).get(2).asDouble(),
                    boxes.get(i).get(3).asDouble()),
                images.get(image).get("labels").get(i).asInt(),
                Standing.OBJECT));
      }
    }
    BoxTargets targets =
        new BoxTargets(
            truth.build(),
            new PointGrid(
                settings.pyramid().allStrides(),
                settings.pyramid().offset(),
                points.height(),
                points.width()),
            new BoxTargets.Rules(
                settings.assignment(),
                settings.distances().units(settings.pyramid().allStrides()),
                settings.loss().smallest()));
    Place place = Place.filling(points.width(), points.height());
    int width = targets.width(place);
    float[] rows = new float[images.size() * width];
    for (int image = 0; image < images.size(); image++) {
      targets.write(image, Movement.NONE, place, rows, image * width);
    }
    return rows;
  }
}
