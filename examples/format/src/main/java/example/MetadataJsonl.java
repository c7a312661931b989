package example;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.FormatProvider;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.dataset.format.ImageRoot;
import io.lossbench.core.dataset.format.LabelledImages;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Folders as Hugging Face's datasets have them: {@code metadata.jsonl} beside a split's images. */
public final class MetadataJsonl implements FormatProvider {
  @Override
  public String definition() { // validated, completed and explained like the built-in ones
    return """
        metadata-jsonl:
          doc: "A folder for each split, with its images and metadata.jsonl: a line {file_name, labels} per image."
          keys:
            folder: {type: text, default: ".", doc: Folder below the data folder that holds the splits.}
            train: {type: text, default: train, doc: Folder of the training images.}
            test: {type: text, default: test, doc: Folder of the test images.}
        """;
  }

  @Override
  public Format create(Settings settings) {
    return new Folders(settings);
  }

  /** A line of the metadata. */
  private record Row(String name, Path file, List<String> labels) {}

  private record Folders(Settings settings) implements Format {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public Listing read(DataFolders folders) {
      Path folder = folders.folderWith(settings.text("folder"), metadata(Listing.TRAIN));
      Faults faults = new Faults(); // all of them are told at once, each with its line
      Map<String, List<Row>> splits = new LinkedHashMap<>();
      for (String split : List.of(Listing.TRAIN, Listing.TEST)) {
        splits.put(split, rows(folder.resolve(metadata(split)), faults));
      }
      faults.throwIfAny("the metadata in " + folder + " cannot be used");
      List<String> classes =
          splits.values().stream()
              .flatMap(rows -> rows.stream().flatMap(row -> row.labels().stream()))
              .distinct()
              .sorted()
              .toList();
      LabelledImages listing = new LabelledImages(classes, new MultiLabel());
      splits.forEach((split, rows) -> rows.forEach(row -> add(listing, split, row, classes)));
      return listing.build();
    }

    private String metadata(String split) {
      return settings.text(split) + "/metadata.jsonl";
    }

    private static List<Row> rows(Path file, Faults faults) {
      ImageRoot images = new ImageRoot(file.resolveSibling("")); // no name leads out of it
      List<Row> rows = new ArrayList<>();
      int number = 0;
      for (String line : TextFile.lines(file, "metadata")) {
        int at = ++number;
        try {
          JsonNode row = JSON.readTree(line);
          String name = row.path("file_name").asString("");
          Optional<Path> image = images.file(name, fault -> faults.add(file, at, fault));
          List<String> labels = new ArrayList<>();
          row.path("labels").forEach(label -> labels.add(label.asString()));
          image.ifPresent(found -> rows.add(new Row(name, found, labels)));
        } catch (JacksonException e) {
          faults.add(file, at, "not valid JSON: " + e.getOriginalMessage());
        }
      }
      return rows;
    }

    private static void add(LabelledImages listing, String split, Row row, List<String> classes) {
      byte[] labels = new byte[classes.size()]; // negative, until the metadata says otherwise
      row.labels().forEach(label -> labels[classes.indexOf(label)] = LabelMatrix.POSITIVE);
      listing.add(split, row.name(), row.file(), labels);
    }

    @Override
    public List<String> layout() {
      String folder = settings.text("folder");
      return List.of(
          DataFolders.below(folder, metadata(Listing.TRAIN)),
          DataFolders.below(folder, settings.text("train") + "/FILE_NAME"),
          DataFolders.below(folder, metadata(Listing.TEST)),
          DataFolders.below(folder, settings.text("test") + "/FILE_NAME"));
    }

    @Override
    public void writeMiniature(Miniature miniature) {
      Miniature folder = miniature.in(settings.text("folder"));
      for (Miniature.Part part : Miniature.Part.values()) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < part.images(); i++) {
          List<Integer> labels = Miniature.labels(part, i, 10);
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("file_name", i + ".jpg");
          row.put("labels", labels.stream().map(label -> "class " + label).toList());
          lines.add(JSON.writeValueAsString(row));
          folder.image(part, i, settings.text(part.split()), i + ".jpg");
        }
        folder.lines(metadata(part.split()), lines);
      }
    }
  }
}
