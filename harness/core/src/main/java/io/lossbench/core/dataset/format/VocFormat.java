package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** PASCAL VOC's devkit: lists of images, and labels in a list for each class or in XML. */
record VocFormat(Settings settings) implements Format {
  @Override
  public Listing read(DataFolders folders) {
    List<String> classes = VocReader.classes(settings);
    String declared = settings.text("folder");
    for (Path root : folders.roots()) {
      for (Path candidate :
          List.of(
              root.resolve(declared),
              root.resolve(folders.dataset()).resolve(declared),
              root.resolve(Path.of(declared).getFileName()),
              root)) {
        if (Files.isDirectory(candidate.resolve("ImageSets/Main"))) {
          return new VocReader(candidate, classes).listing(settings);
        }
      }
    }
    throw folders.missing(declared + "/ImageSets/Main");
  }

  @Override
  public Optional<Task> task() {
    return Optional.of(AskedTask.of(settings));
  }

  @Override
  public List<String> layout() {
    String train = settings.text("train");
    return List.of(
        below("ImageSets/Main/" + train + ".txt"),
        below("ImageSets/Main/" + settings.text("test") + ".txt"),
        below("ImageSets/Main/CLASS_" + train + ".txt, or Annotations/*.xml"),
        below("JPEGImages/*.jpg"));
  }

  private String below(String file) {
    return DataFolders.below(settings.text("folder"), file);
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature devkit = miniature.in(settings.text("folder"));
    List<String> names = VocReader.classes(settings);
    for (Miniature.Part part : Miniature.Part.values()) {
      String set = settings.text(part.split());
      List<String> ids = new ArrayList<>();
      Map<Integer, List<String>> lists = new TreeMap<>();
      IntStream.range(0, names.size()).forEach(c -> lists.put(c, new ArrayList<>()));
      for (int i = 0; i < part.images(); i++) {
        String id = String.format(Locale.ROOT, "%06d", part.stream() * 1000 + i + 1);
        ids.add(id);
        List<Miniature.Shown> shown = Miniature.objects(part, i, names.size());
        List<Integer> present = Miniature.labels(part, i, names.size());
        int difficult = i % 5 == 0 ? present.get(0) : -1;
        StringBuilder objects = new StringBuilder();
        for (int c = 0; c < names.size(); c++) {
          String mark = c == difficult ? " 0" : present.contains(c) ? " 1" : "-1";
          lists.getOrDefault(c, new ArrayList<>()).add(id + " " + mark);
        }
        for (Miniature.Shown each : shown) {
          objects.append(
              String.format(
                  Locale.ROOT,
                  "<object><name>%s</name><difficult>%d</difficult><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>\n",
                  names.get(each.label()).replace("&", "&amp;").replace("<", "&lt;"),
                  each.label() == difficult ? 1 : 0,
                  each.left() + 1,
                  each.top() + 1,
                  each.right(),
                  each.bottom()));
        }
        devkit.lines(
            "Annotations/" + id + ".xml",
            List.of(
                String.format(
                    Locale.ROOT,
                    "<annotation><size><width>%d</width><height>%d</height><depth>3</depth></size>",
                    Miniature.SIZE,
                    Miniature.SIZE),
                objects.toString().strip(),
                "</annotation>"));
        devkit.image(part, i, "JPEGImages", id + ".jpg");
      }
      devkit.lines("ImageSets/Main/" + set + ".txt", ids);
      lists.forEach(
          (c, lines) -> devkit.lines("ImageSets/Main/" + names.get(c) + "_" + set + ".txt", lines));
    }
  }
}
