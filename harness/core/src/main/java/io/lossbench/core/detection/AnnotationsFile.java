package io.lossbench.core.detection;

import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * COCO's annotations of a split as a trial keeps them: images with their sizes, categories, and the
 * objects, numbered from 1. {@code ignore} marks those that need not be found.
 */
public final class AnnotationsFile {
  private AnnotationsFile() {}

  /**
   * Anyone's annotations, to judge detections by.
   *
   * @param protocol what the key {@code ignore} means
   * @return empty if something is wrong
   */
  public static Optional<AnnotatedImages> read(
      Path file, DetectionProtocol protocol, FaultListener faults) {
    CocoAnnotations annotations =
        CocoAnnotations.read(
            file,
            EnumSet.of(CocoAnnotations.Need.BOXES, CocoAnnotations.Need.OBJECT_IDS),
            Optional.empty(),
            faults);
    if (annotations.hasFaults()) {
      return Optional.empty();
    }
    if (protocol == DetectionProtocol.COCO && annotations.ignored() > 0) {
      faults.note(
          annotations.ignored()
              + (annotations.ignored() == 1 ? " annotation is" : " annotations are")
              + " marked with 'ignore', which COCO's evaluation overwrites by"
              + " 'iscrowd'; VOC's heeds it");
    }
    return Optional.of(
        annotations.annotated(
            List.copyOf(annotations.images().keySet()), annotations.inOrder(), protocol));
  }

  /** What a trial wrote. */
  static AnnotatedImages read(Path file) {
    return read(file, DetectionProtocol.VOC, FaultListener.FIRST).orElseThrow();
  }

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
