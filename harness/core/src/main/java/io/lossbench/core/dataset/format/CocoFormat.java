package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** MS-COCO's layout: JSON beside folders of images. */
record CocoFormat(Settings settings) implements Format {
  private static final int CLASSES = 80;

  @Override
  public Listing read(DataFolders folders) {
    String folder = settings.text("folder");
    return new CocoReader(folders.folderWith(folder, settings.text("train-annotations")), settings)
        .listing();
  }

  @Override
  public Optional<Task> task() {
    return Optional.of(AskedTask.of(settings));
  }

  @Override
  public List<String> layout() {
    return List.of(
        below(settings.text("train-annotations")),
        below(settings.text("test-annotations")),
        below(settings.text("train-images") + "/*.jpg"),
        below(settings.text("test-images") + "/*.jpg"));
  }

  private String below(String file) {
    return DataFolders.below(settings.text("folder"), file);
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature coco = miniature.in(settings.text("folder"));
    for (Miniature.Part part : Miniature.Part.values()) {
      String set = part == Miniature.Part.TRAIN ? "train2014" : "val2014";
      List<String> images = new ArrayList<>();
      List<String> annotations = new ArrayList<>();
      for (int i = 0; i < part.images(); i++) {
        int id = part.stream() * 1000 + i + 9;
        String name = String.format(Locale.ROOT, "COCO_%s_%012d.jpg", set, id);
        images.add(
            String.format(
                Locale.ROOT,
                "{\"id\": %d, \"file_name\": \"%s\", \"width\": %d, \"height\": %d}",
                id,
                name,
                Miniature.SIZE,
                Miniature.SIZE));
        coco.image(part, i, settings.text(part.split() + "-images"), name);
        if (i == 3) {
          // Like some of the official images: without an annotation.
          continue;
        }
        for (Miniature.Shown each : Miniature.objects(part, i, CLASSES)) {
          annotations.add(
              String.format(
                  Locale.ROOT,
                  "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"iscrowd\": %d, \"area\": %d, \"bbox\": [%d, %d, %d, %d]}",
                  annotations.size() + 1,
                  id,
                  categoryId(each.label()),
                  each.label() % 7 == 0 ? 1 : 0,
                  each.pixels(),
                  each.left(),
                  each.top(),
                  each.right() - each.left(),
                  each.bottom() - each.top()));
        }
      }
      List<String> categories = new ArrayList<>();
      for (int c = 0; c < CLASSES; c++) {
        categories.add(
            String.format(
                Locale.ROOT,
                "{\"id\": %d, \"name\": \"class %02d\", \"supercategory\": \"scene\"}",
                categoryId(c),
                c));
      }
      coco.lines(
          settings.text(part.split() + "-annotations"),
          List.of(
              "{\"info\": {\"description\": \"miniature\"}, \"images\": [",
              String.join(",\n", images),
              "], \"annotations\": [",
              String.join(",\n", annotations),
              "], \"categories\": [",
              String.join(",\n", categories),
              "]}"));
    }
  }

  /** Ids from 1 to 90 with gaps, as COCO has them. */
  private static int categoryId(int c) {
    return c + 1 + c / 8;
  }
}
