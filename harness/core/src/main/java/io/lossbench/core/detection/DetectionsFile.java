package io.lossbench.core.detection;

import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * COCO's result file: a list of {@code {"image_id", "category_id", "bbox": [x, y, width, height],
 * "score"}}, which pycocotools and others score.
 */
public final class DetectionsFile {
  private DetectionsFile() {}

  /**
   * Writes detections with the ids of their images and categories.
   *
   * @param truth of the same images
   */
  static void write(Path file, Detections detections, AnnotatedImages truth) throws IOException {
    if (detections.rows() != truth.rows()) {
      throw new IllegalArgumentException(
          "detections in " + detections.rows() + " images, the truth of " + truth.rows());
    }
    DurableFile.write(
        file,
        channel -> {
          CocoText out = new CocoText(channel);
          out.beginList();
          for (int row = 0; row < detections.rows(); row++) {
            for (DetectedObject object : detections.objects(row)) {
              out.entry(
                  "{\"image_id\": "
                      + CocoText.id(truth.id(row))
                      + ", \"category_id\": "
                      + CocoText.id(truth.categories().get(object.category()).id())
                      + ", \"bbox\": "
                      + CocoText.box(object.box())
                      + ", \"score\": "
                      + object.score()
                      + "}");
            }
          }
          out.endList();
          out.text("\n");
          out.flush();
        });
  }
}
