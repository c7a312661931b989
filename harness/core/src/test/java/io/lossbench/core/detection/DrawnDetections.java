package io.lossbench.core.detection;

import io.lossbench.core.random.SplitMix64;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Random annotations and detections with all that is special at once: coarse coordinates and
 * scores, so that overlaps and scores tie; crowds and ignored objects; images and categories
 * without either.
 */
record DrawnDetections(AnnotatedImages truth, Detections detections) {
  static DrawnDetections of(SplitMix64 random) {
    int images = random.between(1, 6);
    int categories = random.between(1, 3);
    List<Category> names = new ArrayList<>();
    for (int c = 0; c < categories; c++) {
      names.add(new Category(CocoId.of(BigInteger.valueOf(10L * c + 1)), "class " + c));
    }
    int[] ids = new int[images];
    Arrays.setAll(ids, i -> i + 1);
    random.shuffle(ids);
    AnnotatedImages.Builder truth = new AnnotatedImages.Builder(names);
    Detections.Builder detections = new Detections.Builder();
    boolean many = random.nextInt(10) == 0;
    for (int i = 0; i < images; i++) {
      truth.image(CocoId.of(BigInteger.valueOf(ids[i])), 200, 200);
      detections.image();
      int objects = random.nextInt(6);
      for (int g = 0; g < objects; g++) {
        AnnotatedObject object = object(random, categories);
        truth.object(object);
        int copies = random.nextInt(4);
        for (int d = 0; d < copies; d++) {
          detections.object(near(object, random, categories));
        }
      }
      int stray = many ? random.between(90, 130) : random.nextInt(3);
      for (int d = 0; d < stray; d++) {
        detections.object(
            new DetectedObject(random.nextInt(categories), box(random), score(random)));
      }
    }
    return new DrawnDetections(truth.build(), detections.build());
  }

  /** The same with scores of which no two are equal. */
  DrawnDetections withoutTies(SplitMix64 random) {
    Detections.Builder apart = new Detections.Builder();
    for (int row = 0; row < truth.rows(); row++) {
      apart.image();
      for (DetectedObject each : detections.objects(row)) {
        apart.object(new DetectedObject(each.category(), each.box(), random.nextDouble()));
      }
    }
    return new DrawnDetections(truth, apart.build());
  }

  private static AnnotatedObject object(SplitMix64 random, int categories) {
    Box box = box(random);
    int kind = random.nextInt(8);
    Standing standing = kind == 0 ? Standing.CROWD : kind == 1 ? Standing.IGNORED : Standing.OBJECT;
    double area = box.area() * (random.nextInt(3) == 0 ? 0.5 : 1);
    return new AnnotatedObject(box, random.nextInt(categories), standing, area);
  }

  private static Box box(SplitMix64 random) {
    return new Box(
        4 * random.nextInt(30),
        4 * random.nextInt(30),
        4 * random.nextInt(random.nextInt(2) == 0 ? 9 : 40),
        4 * random.nextInt(random.nextInt(2) == 0 ? 9 : 40));
  }

  private static DetectedObject near(AnnotatedObject object, SplitMix64 random, int categories) {
    Box box = object.box();
    int category = random.nextInt(8) == 0 ? random.nextInt(categories) : object.category();
    return new DetectedObject(
        category,
        new Box(
            box.x() + 4 * random.between(-1, 1),
            box.y() + 2 * random.between(-1, 1),
            Math.max(0, box.width() + 4 * random.between(-1, 1)),
            box.height()),
        score(random));
  }

  private static double score(SplitMix64 random) {
    return random.nextInt(11) / 10.0;
  }
}
