package io.lossbench.core.detection;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The objects of one category, annotated and detected, image by image in the order in which images
 * are judged.
 *
 * @param annotated indices of objects in the truth
 * @param annotatedIn the image of each of them, by its place in that order
 * @param detected indices of objects in the detections
 * @param detectedIn the image of each of them, by its place in that order
 */
record CategoryObjects(int[] annotated, int[] annotatedIn, int[] detected, int[] detectedIn) {

  /**
   * The objects of all categories.
   *
   * @param images rows in the order in which they are judged
   * @throws IllegalArgumentException if the detections are of other images or other categories
   */
  static List<CategoryObjects> all(Detections detections, AnnotatedImages truth, int[] images) {
    if (detections.rows() != truth.rows()) {
      throw new IllegalArgumentException(
          "detections in " + detections.rows() + " images, the truth of " + truth.rows());
    }
    int categories = truth.categories().size();
    int[] annotatedCounts = new int[categories];
    for (int i = 0; i < truth.objects(); i++) {
      annotatedCounts[truth.category(i)]++;
    }
    int[] detectedCounts = new int[categories];
    for (int i = 0; i < detections.count(); i++) {
      if (detections.category(i) >= categories) {
        throw new IllegalArgumentException(
            "a detection of category " + detections.category(i) + " of " + categories);
      }
      detectedCounts[detections.category(i)]++;
    }
    List<CategoryObjects> all =
        IntStream.range(0, categories)
            .mapToObj(
                c ->
                    new CategoryObjects(
                        new int[annotatedCounts[c]],
                        new int[annotatedCounts[c]],
                        new int[detectedCounts[c]],
                        new int[detectedCounts[c]]))
            .toList();
    int[] annotated = new int[categories];
    int[] detected = new int[categories];
    for (int place = 0; place < images.length; place++) {
      int row = images[place];
      for (int i = truth.start(row); i < truth.start(row + 1); i++) {
        int c = truth.category(i);
        all.get(c).annotatedIn[annotated[c]] = place;
        all.get(c).annotated[annotated[c]++] = i;
      }
      for (int i = detections.start(row); i < detections.start(row + 1); i++) {
        int c = detections.category(i);
        all.get(c).detectedIn[detected[c]] = place;
        all.get(c).detected[detected[c]++] = i;
      }
    }
    return all;
  }

  /** Takes each image with a detected object. */
  interface Visitor {
    /**
     * Takes an image.
     *
     * @param place of the image in the order in which images are judged
     * @param detected indices of its objects in the detections
     * @param annotated indices of its objects in the truth
     */
    void image(int place, int[] detected, int[] annotated);
  }

  /** Passes images on in the order in which they are judged. */
  void forEachDetectedImage(Visitor visitor) {
    int from = 0;
    for (int start = 0; start < detected.length; ) {
      int place = detectedIn[start];
      int end = start;
      while (end < detected.length && detectedIn[end] == place) {
        end++;
      }
      while (from < annotated.length && annotatedIn[from] < place) {
        from++;
      }
      int to = from;
      while (to < annotated.length && annotatedIn[to] == place) {
        to++;
      }
      visitor.image(
          place, Arrays.copyOfRange(detected, start, end), Arrays.copyOfRange(annotated, from, to));
      start = end;
      from = to;
    }
  }
}
