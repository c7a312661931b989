package io.lossbench.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.image.Image;
import io.lossbench.torch.data.ImageSizing.KeptAspect;
import io.lossbench.torch.data.ImageSizing.Rounding;
import io.lossbench.torch.target.BoxTargets;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.PointAssignment;
import io.lossbench.torch.target.PointGrid;
import io.lossbench.torch.target.Points;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Images that keep their aspect, held against torchvision's GeneralizedRCNNTransform. */
class ImageSizingTest {
  private static final JsonNode EXPECTED =
      JsonMapper.builder()
          .build()
          .readTree(ImageSizingTest.class.getResourceAsStream("/torchvision/aspect.json"));

  static Stream<JsonNode> images() {
    return EXPECTED.get("images").valueStream();
  }

  static Stream<JsonNode> batches() {
    return EXPECTED.get("batches").valueStream();
  }

  private static Image image(int width, int height) {
    return new Image(width, height, new byte[3 * width * height]);
  }

  private static List<Integer> size(Image image) {
    return List.of(image.width(), image.height());
  }

  private static List<Integer> pair(JsonNode node) {
    return List.of(node.get(0).asInt(), node.get(1).asInt());
  }

  private static KeptAspect sizing(JsonNode expected, Rounding rounding) {
    return new KeptAspect(
        expected.get("shorter").asInt(), expected.get("longest").asInt(), rounding);
  }

  @ParameterizedTest
  @MethodSource("images")
  void sizesAreTorchvisionsAndMmdetections(JsonNode expected) {
    int width = expected.get("width").asInt();
    int height = expected.get("height").asInt();
    for (Rounding rounding : Rounding.values()) {
      KeptAspect sizing = sizing(expected, rounding);
      Image resized = sizing.resize(image(width, height));
      assertThat(size(resized))
          .isEqualTo(pair(expected.get(rounding == Rounding.DOWN ? "down" : "nearest")));
      assertThat(resized.width() * resized.height()).isLessThanOrEqualTo(sizing.pixels());
    }
    KeptAspect down = sizing(expected, Rounding.DOWN);
    Image resized = down.resize(image(width, height));
    InputShape.Canvas canvas = down.canvas(resized.height(), resized.width());
    assertThat(List.of(canvas.width(), canvas.height())).isEqualTo(pair(expected.get("canvas")));
    assertThat(canvas.bytes()).isLessThanOrEqualTo(down.largest().bytes());
  }

  /** The sides of an object as the distances of a point in it, there, and from there back. */
  @ParameterizedTest
  @MethodSource("images")
  void boxesAreWhereTorchvisionHasThem(JsonNode expected) {
    List<Integer> size = pair(expected.get("down"));
    List<Integer> canvas = pair(expected.get("canvas"));
    JsonNode box = expected.get("box");
    AnnotatedImages.Builder truth =
        new AnnotatedImages.Builder(List.of(new Category(CocoId.of("a"), "a")))
            .image(
                CocoId.of("image"), expected.get("width").asInt(), expected.get("height").asInt())
            .object(
                new AnnotatedObject(
                    Box.between(
                        box.get(0).asDouble(),
                        box.get(1).asDouble(),
                        box.get(2).asDouble(),
                        box.get(3).asDouble()),
                    0,
                    Standing.OBJECT));
    PointGrid grid = new PointGrid(List.of(1), 0.5, 8, 8);
    BoxTargets targets =
        new BoxTargets(
            truth.build(),
            grid,
            new BoxTargets.Rules(
                new PointAssignment(
                    0, 1e6, PointAssignment.Ends.CLOSED, PointAssignment.Sizes.EXACT),
                List.of(1),
                3));
    Place place = new Place(size.get(0), size.get(1), canvas.get(0), canvas.get(1));
    float[] row = new float[targets.width(place)];
    targets.write(0, Movement.NONE, place, row, 0);
    Points points = grid.of(place);
    int found = 0;
    for (int point = 0; point < points.size(); point++) {
      if (row[point] == 0) {
        found++;
        int at = points.size() + 4 * point;
        JsonNode resized = expected.get("resized");
        float[] sides = {
          points.x(point) - row[at],
          points.y(point) - row[at + 1],
          points.x(point) + row[at + 2],
          points.y(point) + row[at + 3]
        };
        for (int side = 0; side < 4; side++) {
          assertThat((double) sides[side]).isCloseTo(resized.get(side).asDouble(), within(1e-3));
        }
      }
    }
    double across =
        expected.get("resized").get(2).asDouble() - expected.get("resized").get(0).asDouble();
    double down =
        expected.get("resized").get(3).asDouble() - expected.get("resized").get(1).asDouble();
    if (across > 1 && down > 1) {
      assertThat(found).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("batches")
  void batchesArePaddedAsTorchvisionsAre(JsonNode expected) {
    KeptAspect sizing = new KeptAspect(64, 96, Rounding.DOWN);
    int width = 0;
    int height = 0;
    for (int i = 0; i < expected.get("sides").size(); i++) {
      List<Integer> sides = pair(expected.get("sides").get(i));
      Image resized = sizing.resize(image(sides.get(0), sides.get(1)));
      assertThat(size(resized)).isEqualTo(pair(expected.get("sizes").get(i)));
      width = Math.max(width, resized.width());
      height = Math.max(height, resized.height());
    }
    InputShape.Canvas canvas = sizing.canvas(height, width);
    assertThat(List.of(canvas.width(), canvas.height())).isEqualTo(pair(expected.get("canvas")));
  }
}
