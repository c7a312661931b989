package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.suite.Settings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A handful of generated scenes in the official layout and file names of a format, so that a suite
 * can be seen to work before its data is there. Its numbers mean nothing.
 */
public final class Miniature {
  private static final int TRAIN = 24;
  private static final int TEST = 16;
  private static final int SIZE = 80;
  private static final int SCENE_CLASSES = 40;

  private final Settings format;
  private final Path folder;
  private final GeneratedScenes scenes = new GeneratedScenes(SIZE, SCENE_CLASSES, 7);
  private final int classes;

  private Miniature(Settings format, Path folder, int classes) {
    this.format = format;
    this.folder = folder;
    this.classes = classes;
  }

  /**
   * Writes the miniature below {@code root}, which then is a data folder; formats without files
   * need none.
   */
  public static void write(Settings format, Path root) {
    Path folder = root.resolve(format.optionalText("folder").orElse(".")).normalize();
    try {
      switch (format.text("type")) {
        case "voc" -> new Miniature(format, folder, VocReader.classes(format).size()).voc();
        case "coco" -> new Miniature(format, folder, 80).coco();
        case "nus-wide-csv" -> new Miniature(format, folder, 81).nusWideCsv();
        case "nus-wide" -> new Miniature(format, folder, 81).nusWide();
        case "open-images" -> new Miniature(format, folder, 60).openImages();
        case "image-folder" -> new Miniature(format, folder, 6).imageFolder();
        default -> {
          // Generated scenes need no files; a table of one's own is small already.
        }
      }
    } catch (IOException e) {
      throw new HarnessException("cannot write the miniature to " + root, e);
    }
  }

  /** The classes of an image; with more than 40 classes odd images use the upper ones. */
  private List<Integer> labels(int stream, int number) {
    byte[] drawn = scenes.draw(stream, number).labels();
    int shift = classes > SCENE_CLASSES && number % 2 == 1 ? classes - SCENE_CLASSES : 0;
    List<Integer> present = new ArrayList<>();
    for (int c = 0; c < Math.min(SCENE_CLASSES, classes); c++) {
      boolean here = drawn[c] == LabelMatrix.POSITIVE;
      for (int other = c + classes; other < SCENE_CLASSES; other += classes) {
        here |= drawn[other] == LabelMatrix.POSITIVE;
      }
      if (here) {
        present.add(c + shift);
      }
    }
    if (present.isEmpty()) {
      present.add(number % classes);
    }
    return present;
  }

  private static int count(int stream) {
    return stream == GeneratedScenes.TRAIN_STREAM ? TRAIN : TEST;
  }

  private void image(int stream, int number, Path file) throws IOException {
    byte[] rgb = scenes.draw(stream, number).rgb();
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      int red = rgb[3 * i] & 0xFF;
      int green = rgb[3 * i + 1] & 0xFF;
      image.setRGB(i % SIZE, i / SIZE, (red << 16) | (green << 8) | (rgb[3 * i + 2] & 0xFF));
    }
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "jpg", out);
    }
  }

  private static void write(Path file, Iterable<String> lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private void voc() throws IOException {
    List<String> names = VocReader.classes(format);
    for (int stream : new int[] {GeneratedScenes.TRAIN_STREAM, GeneratedScenes.TEST_STREAM}) {
      String set = format.text(stream == GeneratedScenes.TRAIN_STREAM ? "train" : "test");
      List<String> ids = new ArrayList<>();
      Map<Integer, List<String>> lists = new TreeMap<>();
      IntStream.range(0, classes).forEach(c -> lists.put(c, new ArrayList<>()));
      for (int i = 0; i < count(stream); i++) {
        String id = String.format(Locale.ROOT, "%06d", stream * 1000 + i + 1);
        ids.add(id);
        List<Integer> present = labels(stream, i);
        int difficult = i % 5 == 0 ? present.get(0) : -1;
        StringBuilder objects = new StringBuilder();
        for (int c = 0; c < classes; c++) {
          String mark = c == difficult ? " 0" : present.contains(c) ? " 1" : "-1";
          lists.getOrDefault(c, new ArrayList<>()).add(id + " " + mark);
          if (present.contains(c)) {
            objects.append(
                String.format(
                    Locale.ROOT,
                    "<object><name>%s</name><difficult>%d</difficult></object>\n",
                    names.get(c).replace("&", "&amp;").replace("<", "&lt;"),
                    c == difficult ? 1 : 0));
          }
        }
        write(
            folder.resolve("Annotations/" + id + ".xml"),
            List.of("<annotation>", objects.toString().strip(), "</annotation>"));
        image(stream, i, folder.resolve("JPEGImages/" + id + ".jpg"));
      }
      Path main = folder.resolve("ImageSets/Main");
      write(main.resolve(set + ".txt"), ids);
      for (Map.Entry<Integer, List<String>> list : lists.entrySet()) {
        write(main.resolve(names.get(list.getKey()) + "_" + set + ".txt"), list.getValue());
      }
    }
  }

  private void coco() throws IOException {
    for (int stream : new int[] {GeneratedScenes.TRAIN_STREAM, GeneratedScenes.TEST_STREAM}) {
      boolean train = stream == GeneratedScenes.TRAIN_STREAM;
      List<String> images = new ArrayList<>();
      List<String> annotations = new ArrayList<>();
      for (int i = 0; i < count(stream); i++) {
        int id = stream * 1000 + i + 9;
        String name =
            String.format(Locale.ROOT, "COCO_%s_%012d.jpg", train ? "train2014" : "val2014", id);
        images.add(
            String.format(
                Locale.ROOT,
                "{\"id\": %d, \"file_name\": \"%s\", \"width\": %d, \"height\": %d}",
                id,
                name,
                SIZE,
                SIZE));
        image(
            stream,
            i,
            folder.resolve(format.text(train ? "train-images" : "test-images")).resolve(name));
        if (i == 3) {
          // Like some of the official images: without an annotation.
          continue;
        }
        for (int c : labels(stream, i)) {
          annotations.add(
              String.format(
                  Locale.ROOT,
                  "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"iscrowd\": %d, \"area\": 64.5, \"bbox\": [1.5, 2, 8, 8]}",
                  annotations.size() + 1,
                  id,
                  categoryId(c),
                  c % 7 == 0 ? 1 : 0));
        }
      }
      List<String> categories = new ArrayList<>();
      for (int c = 0; c < classes; c++) {
        categories.add(
            String.format(
                Locale.ROOT,
                "{\"id\": %d, \"name\": \"class %02d\", \"supercategory\": \"scene\"}",
                categoryId(c),
                c));
      }
      write(
          folder.resolve(format.text(train ? "train-annotations" : "test-annotations")),
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

  private void nusWideCsv() throws IOException {
    List<String> lines = new ArrayList<>(List.of("filepath,label,split_name"));
    for (int stream : new int[] {GeneratedScenes.TRAIN_STREAM, GeneratedScenes.TEST_STREAM}) {
      String split = format.text(stream == GeneratedScenes.TRAIN_STREAM ? "train" : "test");
      for (int i = 0; i < count(stream); i++) {
        String name = String.format(Locale.ROOT, "images/%d_%d.jpg", stream, i);
        List<String> present = labels(stream, i).stream().map(Miniature::concept).toList();
        lines.add(name + ",\"['" + String.join("', '", present) + "']\"," + split);
        image(stream, i, folder.resolve(format.text("images")).resolve(name).normalize());
      }
    }
    write(folder.resolve(format.text("file")), lines);
  }

  private static String concept(int c) {
    return String.format(Locale.ROOT, "concept%02d", c);
  }

  private void nusWide() throws IOException {
    write(
        folder.resolve("ConceptsList/Concepts81.txt"),
        IntStream.range(0, classes).mapToObj(Miniature::concept).toList());
    for (int stream : new int[] {GeneratedScenes.TRAIN_STREAM, GeneratedScenes.TEST_STREAM}) {
      String part = stream == GeneratedScenes.TRAIN_STREAM ? "Train" : "Test";
      List<String> images = new ArrayList<>();
      List<List<Integer>> present = new ArrayList<>();
      for (int i = 0; i < count(stream); i++) {
        images.add(String.format(Locale.ROOT, "scene\\%04d_%d.jpg", i, stream));
        present.add(labels(stream, i));
        image(
            stream,
            i,
            folder
                .resolve(format.text("images"))
                .resolve(String.format(Locale.ROOT, "scene/%04d_%d.jpg", i, stream)));
      }
      write(folder.resolve("ImageList/" + part + "Imagelist.txt"), images);
      for (int c = 0; c < classes; c++) {
        int column = c;
        write(
            folder.resolve(
                "Groundtruth/TrainTestLabels/Labels_" + concept(c) + "_" + part + ".txt"),
            present.stream().map(list -> list.contains(column) ? "1" : "0").toList());
      }
    }
  }

  private void openImages() throws IOException {
    write(
        folder.resolve(format.text("classes")),
        IntStream.range(0, classes)
            .mapToObj(c -> String.format(Locale.ROOT, "/m/%04x", c))
            .toList());
    write(
        folder.resolve(format.text("class-descriptions")),
        IntStream.range(0, classes)
            .mapToObj(c -> String.format(Locale.ROOT, "/m/%04x,\"Class, %d\"", c, c))
            .toList());
    for (int stream : new int[] {GeneratedScenes.TRAIN_STREAM, GeneratedScenes.TEST_STREAM}) {
      boolean train = stream == GeneratedScenes.TRAIN_STREAM;
      List<String> lines = new ArrayList<>(List.of("ImageID,Source,LabelName,Confidence"));
      for (int i = 0; i < count(stream); i++) {
        String id = String.format(Locale.ROOT, "%016x", 0xF00D000000000000L + stream * 4096L + i);
        List<Integer> present = labels(stream, i);
        for (int c = 0; c < classes; c++) {
          // Verified: what is there, and a few of the others.
          if (present.contains(c) || (c + i) % 11 == 0) {
            lines.add(
                String.format(
                    Locale.ROOT, "%s,verification,/m/%04x,%d", id, c, present.contains(c) ? 1 : 0));
          }
        }
        image(
            stream,
            i,
            folder
                .resolve(format.text(train ? "train-images" : "test-images"))
                .resolve(id + ".jpg"));
      }
      write(folder.resolve(format.text(train ? "train-labels" : "test-labels")), lines);
    }
  }

  private void imageFolder() throws IOException {
    for (int stream : new int[] {GeneratedScenes.TRAIN_STREAM, GeneratedScenes.TEST_STREAM}) {
      String split = format.text(stream == GeneratedScenes.TRAIN_STREAM ? "train" : "test");
      for (int i = 0; i < count(stream); i++) {
        String of = "class" + i % classes;
        image(
            stream,
            i,
            folder.resolve(split).resolve(of).resolve(String.format(Locale.ROOT, "%04d.jpg", i)));
      }
    }
  }
}
