package io.lossbench.core.detection;

import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * COCO's annotations of a split as a trial keeps them: images with their sizes, categories, and the
 * objects, numbered from 1. {@code ignore} marks those that need not be found.
 */
final class AnnotationsFile {
  private AnnotationsFile() {}

  static void write(Path file, AnnotatedImages truth) throws IOException {
    DurableFile.write(
        file,
        channel -> {
          CocoText out = new CocoText(channel);
          out.text("{\"images\": ");
          out.beginList();
          for (int row = 0; row < truth.rows(); row++) {
            out.entry(
                "{\"id\": "
                    + CocoText.id(truth.id(row))
                    + ", \"width\": "
                    + truth.width(row)
                    + ", \"height\": "
                    + truth.height(row)
                    + "}");
          }
          out.endList();
          out.text(", \"categories\": ");
          out.beginList();
          for (Category category : truth.categories()) {
            out.entry(
                "{\"id\": "
                    + CocoText.id(category.id())
                    + ", \"name\": "
                    + CocoText.quoted(category.name())
                    + "}");
          }
          out.endList();
          out.text(", \"annotations\": ");
          out.beginList();
          int number = 0;
          for (int row = 0; row < truth.rows(); row++) {
            for (AnnotatedObject object : truth.objects(row)) {
              out.entry(entry(++number, truth, row, object));
            }
          }
          out.endList();
          out.text("}\n");
          out.flush();
        });
  }

  private static String entry(int number, AnnotatedImages truth, int row, AnnotatedObject object) {
    return "{\"id\": "
        + number
        + ", \"image_id\": "
        + CocoText.id(truth.id(row))
        + ", \"category_id\": "
        + CocoText.id(truth.categories().get(object.category()).id())
        + ", \"bbox\": "
        + CocoText.box(object.box())
        + ", \"area\": "
        + object.area()
        + ", \"iscrowd\": "
        + (object.standing() == Standing.CROWD ? 1 : 0)
        + ", \"ignore\": "
        + (object.standing() == Standing.IGNORED ? 1 : 0)
        + "}";
  }
}
