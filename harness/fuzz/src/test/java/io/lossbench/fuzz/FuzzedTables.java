package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.descriptor;
import static io.lossbench.fuzz.FuzzedDataset.image;
import static io.lossbench.fuzz.FuzzedDataset.positives;
import static io.lossbench.fuzz.FuzzedDataset.require;
import static io.lossbench.fuzz.FuzzedDataset.texts;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables and lists: CSV, NUS-WIDE in both forms, OpenImages, and what is cached of them. */
final class FuzzedTables {
  private static final List<String> WORDS =
      List.of(
          ",",
          ";",
          "\"",
          "\n",
          "\r\n",
          "\t",
          "\u0000",
          "\uFEFF",
          "\u200B",
          "../",
          "/etc/passwd",
          "'",
          "[",
          "]",
          "train",
          "test",
          "val",
          "image",
          "labels",
          "split",
          "filepath",
          "label",
          "split_name",
          "cat",
          "dog",
          "a.png",
          "1",
          "0",
          "-1",
          "0.5",
          "true",
          "ImageID",
          "Confidence",
          "/m/0001",
          "0000000000000001",
          "é",
          "\u202e");

  private FuzzedTables() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    readers.add(csv(folder.resolve("csv")));
    readers.addAll(imageHeaders(folder.resolve("headers")));
    readers.add(nusWideTable(folder.resolve("nus-csv")));
    readers.addAll(nusWideLists(folder.resolve("nus")));
    readers.addAll(openImages(folder.resolve("open-images")));
    return readers;
  }

  private static FuzzedReader csv(Path root) throws IOException {
    for (String name : List.of("a.png", "b.png", "c.png", "d.png")) {
      image(root.resolve(name));
    }
    return new FuzzedDataset(
        "CSV table",
        root,
        descriptor(root, "{type: csv, file: t.csv}"),
        "t.csv",
        texts(
            "image,labels,split\na.png,cat;dog,train\nb.png,cat,train\nc.png,dog,test\nd.png,cat;dog,test\n",
            "split,image,labels\r\ntrain,\"a.png\",\"cat;dog\"\r\ntest,b.png,dog;cat\r\n",
            "\uFEFFimage,labels,split\na.png,\u06AF\u0631\u0628\u0647\u200C\u0647\u0627;dog,train\nb.png,dog; ,test\n"),
        WORDS,
        FuzzedTables::checkTable);
  }

  /** As many positives as an independent reading of the table finds. */
  private static void checkTable(byte[] input, Dataset dataset) {
    String text = new String(input, StandardCharsets.UTF_8);
    int expected = 0;
    try (CSVParser parser =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get()
            .parse(new StringReader(text.replaceFirst("^\uFEFF", "")))) {
      if (!parser.getHeaderNames().containsAll(List.of("image", "labels", "split"))) {
        return;
      }
      for (CSVRecord row : parser) {
        if (!row.isConsistent()) {
          return;
        }
        expected +=
            (int)
                Arrays.stream(row.get("labels").split(";", -1))
                    .map(String::strip)
                    .filter(label -> !label.isEmpty())
                    .distinct()
                    .count();
      }
    } catch (IOException | IllegalArgumentException | java.io.UncheckedIOException e) {
      return;
    }
    require(positives(dataset) == expected, "the table has other labels than were read");
  }

  private static List<FuzzedReader> imageHeaders(Path root) throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    for (String type : List.of("png", "jpg")) {
      Path here = root.resolve(type);
      image(here.resolve("a." + type));
      image(here.resolve("b." + type));
      Files.writeString(
          here.resolve("t.csv"),
          "image,labels,split\na." + type + ",cat,train\nb." + type + ",cat,test\n");
      readers.add(
          new FuzzedDataset(
              "image header " + type,
              here,
              descriptor(here, "{type: csv, file: t.csv}"),
              "a." + type,
              List.of(Files.readAllBytes(here.resolve("a." + type))),
              List.of("IHDR", "IDAT", "IEND", "iCCP", "JFIF", "Adobe", "Exif"),
              (input, dataset) -> require(dataset.train().size() == 1, "an image is lost")));
    }
    return readers;
  }

  private static FuzzedReader nusWideTable(Path root) throws IOException {
    for (String name : List.of("a.jpg", "b.jpg", "c.jpg")) {
      image(root.resolve("nus-wide/images/" + name));
    }
    return new FuzzedDataset(
        "NUS-WIDE table",
        root,
        descriptor(root, "{type: nus-wide-csv, unannotated-images: keep}"),
        "nus-wide/nus_wid_data.csv",
        texts(
            "filepath,label,split_name\nimages/a.jpg,\"['sky', 'water']\",train\n"
                + "images/b.jpg,\"['sky']\",train\nimages/c.jpg,\"[\"\"water\"\", 'sky']\",val\n"),
        WORDS,
        (input, dataset) -> {});
  }

  private static List<FuzzedReader> nusWideLists(Path root) throws IOException {
    Path folder = root.resolve("nus-wide");
    String[][] files = {
      {"ConceptsList/Concepts81.txt", "sky\nwater\n"},
      {"ImageList/TrainImagelist.txt", "s\\1.jpg\ns\\2.jpg\ns\\3.jpg\n"},
      {"ImageList/TestImagelist.txt", "s\\4.jpg\ns\\5.jpg\n"},
      {"Groundtruth/TrainTestLabels/Labels_sky_Train.txt", "1\n0\n1\n"},
      {"Groundtruth/TrainTestLabels/Labels_water_Train.txt", "0\n1\n1\n"},
      {"Groundtruth/TrainTestLabels/Labels_sky_Test.txt", "1\n0\n"},
      {"Groundtruth/TrainTestLabels/Labels_water_Test.txt", "1\n1\n"},
    };
    for (int i = 1; i <= 5; i++) {
      image(folder.resolve("Flickr/s/" + i + ".jpg"));
    }
    List<FuzzedReader> readers = new ArrayList<>();
    Settings descriptor = descriptor(root, "{type: nus-wide, unannotated-images: keep}");
    String[] names = {"NUS-WIDE concepts", "NUS-WIDE image list", "", "NUS-WIDE labels"};
    for (int i : new int[] {0, 1, 3}) {
      FuzzedDataset.Check check = i == 3 ? FuzzedTables::checkColumn : (input, dataset) -> {};
      readers.add(
          new FuzzedDataset(
              names[i],
              root,
              descriptor,
              "nus-wide/" + files[i][0],
              texts(files[i][1]),
              WORDS,
              check));
    }
    return readers.stream().map(reader -> fresh(reader, folder, files)).toList();
  }

  /** Before each reader the dataset is whole. */
  private static FuzzedReader fresh(FuzzedReader reader, Path folder, String[][] files) {
    return new FuzzedReader() {
      private boolean written;

      @Override
      public String name() {
        return reader.name();
      }

      @Override
      public List<byte[]> corpus() {
        return reader.corpus();
      }

      @Override
      public List<String> words() {
        return reader.words();
      }

      @Override
      public void read(byte[] input) throws Exception {
        if (!written) {
          for (String[] file : files) {
            Files.createDirectories(folder.resolve(file[0]).getParent());
            Files.writeString(folder.resolve(file[0]), file[1]);
          }
          written = true;
        }
        reader.read(input);
      }
    };
  }

  /** Zeros and ones are where the lists have them. */
  private static void checkColumn(byte[] input, Dataset dataset) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (!text.strip().matches("(?:[01]\\s*\\R\\s*){2}[01]")) {
      return;
    }
    List<Integer> expected =
        text.strip()
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .map(Integer::valueOf)
            .toList();
    int sky = dataset.classes().indexOf("sky");
    for (int i = 0; i < 3; i++) {
      require(
          LabelMatrix.of(dataset.train().truth()).get(i, sky) == expected.get(i),
          "label " + i + " of the list is another");
    }
  }

  private static List<FuzzedReader> openImages(Path root) throws IOException {
    Path folder = root.resolve("openimages");
    String header = "ImageID,Source,LabelName,Confidence\n";
    String train =
        header
            + "0000000000000001,verification,/m/0001,1\n0000000000000001,verification,/m/0002,0\n"
            + "00000000000000ab,verification,/m/0002,1\n";
    String[][] files = {
      {"oidv6-classes-trainable.txt", "/m/0001\n/m/0002\n"},
      {"oidv6-class-descriptions.csv", "/m/0001,Cat\n/m/0002,\"Dog, small\"\n"},
      {"oidv6-train-annotations-human-imagelabels.csv", train},
      {
        "test-annotations-human-imagelabels.csv",
        header + "00000000000000cd,v,/m/0001,1\n00000000000000cd,v,/m/0002,1\n"
      },
    };
    for (String image :
        List.of("train/0000000000000001", "train/00000000000000ab", "test/00000000000000cd")) {
      image(folder.resolve(image + ".jpg"));
    }
    Settings descriptor = descriptor(root, "{type: open-images}");
    List<FuzzedReader> readers = new ArrayList<>();
    String[] names = {"OpenImages classes", "OpenImages descriptions", "OpenImages labels"};
    for (int i = 0; i < names.length; i++) {
      readers.add(
          fresh(
              new FuzzedDataset(
                  names[i],
                  root,
                  descriptor,
                  "openimages/" + files[i][0],
                  texts(files[i][1]),
                  WORDS,
                  (input, dataset) -> {}),
              folder,
              files));
    }
    readers.add(
        fresh(new Cached("OpenImages index", root, descriptor, "open-images"), folder, files));
    readers.add(fresh(new Cached("integrity cache", root, descriptor, "integrity"), folder, files));
    return readers;
  }

  /** A file of the cache folder: whatever becomes of it, the dataset is the same. */
  private static final class Cached implements FuzzedReader {
    private final String name;
    private final Path root;
    private final Settings descriptor;
    private final String kind;
    private final Path cache;
    private byte[] valid = new byte[0];
    private String fingerprint = "";

    Cached(String name, Path root, Settings descriptor, String kind) {
      this.name = name;
      this.root = root;
      this.descriptor = descriptor;
      this.kind = kind;
      this.cache = root.resolve("cache-" + kind);
    }

    private String open() {
      return new DatasetLoader(Formats.onClasspath(), List.of(root), Optional.of(cache))
          .open(descriptor, InvalidImages.FAIL)
          .fingerprint();
    }

    private Path file() throws IOException {
      try (var files = Files.walk(cache.resolve(kind))) {
        return new TreeSet<>(files.filter(Files::isRegularFile).toList()).first();
      }
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<byte[]> corpus() {
      return List.of(valid.length == 0 ? new byte[] {0} : valid);
    }

    @Override
    public List<String> words() {
      return List.of("\n", " ", "0", "f", "a".repeat(64), "x".repeat(64), "-1");
    }

    @Override
    public void read(byte[] input) throws IOException {
      if (valid.length == 0) {
        fingerprint = open();
        valid = Files.readAllBytes(file());
        return;
      }
      Files.write(file(), input);
      require(open().equals(fingerprint), "a damaged cache gives another dataset");
    }
  }
}
