package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.LabelCheck;
import io.lossbench.core.dataset.TestFolder;
import io.lossbench.core.suite.SuiteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data folders as users get them wrong, each with the whole message that they read. */
class WrongInputsTest {
  private static final Path EXPECTED = Path.of("src/test/resources/wrong-inputs");
  private static final String CSV = "{type: csv, file: t.csv}";

  @TempDir Path root;

  /** Fills a data folder. */
  interface Filling {
    void into(TestFolder folder) throws IOException;
  }

  /** A wrong input: its name, the descriptor's format, and how its folder comes about. */
  record Input(String name, String format, Filling filling) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Input table(String name, String table) {
    return table(name, CSV, table);
  }

  /** A table beside the images a.png to d.png. */
  private static Input table(String name, String format, String table) {
    return new Input(
        name,
        format,
        folder -> folder.text("t.csv", table).images("a.png", "b.png", "c.png", "d.png"));
  }

  private static Input nusWide(String name, String file, String content) {
    return new Input(
        name, "{type: nus-wide}", folder -> folder.nusWide().text("nus-wide/" + file, content));
  }

  private static Input openImages(String name, String file, String content) {
    return new Input(
        name, "{type: open-images}", folder -> folder.openImages().text(file, content));
  }

  static Stream<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    String header = "image,labels,split\n";
    String good = "a.png,cat;dog,train\nb.png,cat,train\nc.png,dog,test\nd.png,cat,test\n";
    inputs.add(new Input("wrong-data-folder", CSV, folder -> {}));
    inputs.add(
        new Input(
            "images-in-a-folder-of-another-case",
            "{type: csv, file: t.csv, images: pictures}",
            folder ->
                folder.text("t.csv", header + good).images("Pictures/a.png", "Pictures/b.png")));
    inputs.add(
        new Input(
            "images-with-another-extension",
            CSV,
            folder -> folder.text("t.csv", header + good).images("a.JPG", "b.JPG", "c.JPG")));
    inputs.add(
        new Input(
            "latin-1",
            CSV,
            folder ->
                folder.text("t.csv", header + "a.png,für,train\n", StandardCharsets.ISO_8859_1)));
    inputs.add(
        new Input(
            "utf-16",
            CSV,
            folder -> folder.text("t.csv", "\uFEFF" + header, StandardCharsets.UTF_16LE)));
    inputs.add(table("empty-table", "\n\n"));
    inputs.add(table("header-only", header));
    inputs.add(table("no-header", good));
    inputs.add(table("header-in-capitals", "Image,Labels,Split\n" + good));
    inputs.add(table("separated-by-semicolons", (header + good).replace(',', ';')));
    inputs.add(table("separated-by-tabs", (header + good).replace(',', '\t')));
    inputs.add(table("column-twice", "image,labels,split,labels\na.png,cat,train,dog\n"));
    inputs.add(table("rows-of-other-lengths", header + "a.png,cat,dog,train\nb.png,cat\n" + good));
    inputs.add(table("quote-not-closed", header + "a.png,\"cat,train\nb.png,dog,test\n"));
    inputs.add(
        table(
            "other-split-names",
            header + good.replace("train", "Training").replace("test", "val")));
    inputs.add(table("no-test-rows", header + good.replace("test", "train")));
    inputs.add(
        table("no-validation-rows", "{type: csv, file: t.csv, validation: val}", header + good));
    inputs.add(
        table(
            "validation-without-positives",
            "{type: csv, file: t.csv, validation: val}",
            header + good.replace("b.png,cat,train", "b.png,,val")));
    inputs.add(table("one-split-for-both", "{type: csv, file: t.csv, test: train}", header + good));
    inputs.add(
        table(
            "labels-not-in-the-class-list",
            "{type: csv, file: t.csv, classes: [cat, Dog]}",
            header + good));
    inputs.add(
        table(
            "class-list-with-one-twice",
            "{type: csv, file: t.csv, classes: [cat, dog, cat]}",
            header + good));
    inputs.add(
        table("labels-separated-by-commas", header + good.replace("cat;dog", "\"cat,dog\"")));
    inputs.add(
        table(
            "labels-as-python-prints-them",
            header + good.replace("cat;dog", "\"['cat', 'dog']\"")));
    inputs.add(
        table(
            "labels-that-are-none",
            header + good.replace("cat;dog", "nan;c\0t;'cat'").replace("d.png,cat", "d.png,None")));
    inputs.add(
        table(
            "labels-with-what-cannot-be-seen",
            header
                + good.replace("cat;dog,train", "cat;\uFEFF,train")
                    .replace("b.png,cat", "b.png,cat\u200B")
                    .replace("d.png,cat", "d.png,\u202Ecat")));
    inputs.add(
        new Input(
            "nus-wide-csv-what-cannot-be-seen",
            "{type: nus-wide-csv}",
            folder ->
                folder.text(
                    "nus-wide/nus_wid_data.csv",
                    "filepath,label,split_name\na.jpg,\"['sky', '\uFEFFsea']\",train\n"
                        + "b.jpg,['sky'],val\n")));
    inputs.add(
        new Input(
            "workbook",
            "{type: csv, file: t.xlsx}",
            folder -> folder.text("t.xlsx", "PK\3\4", StandardCharsets.ISO_8859_1)));
    inputs.add(
        new Input(
            "compressed",
            "{type: csv, file: t.csv.gz}",
            folder -> folder.text("t.csv.gz", "\u001F\u008B\b", StandardCharsets.ISO_8859_1)));
    inputs.add(table("no-labels", header + good.replaceAll("cat;dog|cat|dog", "")));
    inputs.add(
        table("test-without-positives", header + good.replaceAll("(cat|dog),test", ",test")));
    inputs.add(
        table(
            "training-without-positives",
            header + good.replaceAll("(cat;dog|cat),train", ",train")));
    inputs.add(
        table(
            "names-that-are-no-images-of-the-folder",
            header
                + "../a.png,cat,train\n/data/a.png,cat,train\na\0.png,cat,train\n"
                + "train\\a.png,cat,train\nhttps://example.org/a.png,cat,train\n,cat,train\n"
                + good));
    inputs.add(
        table("an-image-in-two-rows", header + good + "./a.png,dog,train\nb.png,dog,test\n"));
    inputs.add(new Input("nul-in-the-descriptor", "{type: csv, file: \"t\\0.csv\"}", folder -> {}));
    inputs.add(
        new Input(
            "broken-images",
            CSV,
            folder ->
                folder
                    .text("t.csv", header + good)
                    .images("a.png", "c.png")
                    .text("b.png", "<html>404</html>")
                    .text("d.png", "")));
    inputs.add(
        new Input(
            "nus-wide-csv-list",
            "{type: nus-wide-csv}",
            folder ->
                folder.text(
                    "nus-wide/nus_wid_data.csv",
                    "filepath,label,split_name\na.jpg,\"[sky, sea]\",train\nb.jpg,,val\n"
                        + "c.jpg,['sky'],test\n")));
    inputs.add(
        nusWide("nus-wide-label", "Groundtruth/TrainTestLabels/Labels_sky_Train.txt", "1\n2\n"));
    inputs.add(
        nusWide("nus-wide-lines", "Groundtruth/TrainTestLabels/Labels_sky_Test.txt", "1\n0\n1\n"));
    inputs.add(
        nusWide("nus-wide-concepts", "ConceptsList/Concepts81.txt", "sea\nsky\nsea\nsun set\n"));
    inputs.add(nusWide("nus-wide-label-file", "ConceptsList/Concepts81.txt", "sea\nsky\nsun\n"));
    String labels = "ImageID,Source,LabelName,Confidence\n";
    inputs.add(
        openImages(
            "open-images-other-classes",
            TestFolder.OPEN_IMAGES_TEST,
            labels + "0000000000000003,verification,/m/0bt9lr,1\n"));
    inputs.add(
        openImages(
            "open-images-values",
            TestFolder.OPEN_IMAGES_TRAIN,
            labels
                + "0000000000000001,verification,/m/01,0.7\n"
                + "1,verification,/m/01,1\n"
                + "00000000000000AB,verification,/m/01,1\n"
                + "0000000000000001,verification,/m/01\n"));
    inputs.add(
        openImages(
            "open-images-class-list",
            "openimages/oidv6-classes-trainable.txt",
            "LabelName\n/m/01,Cat\n/m/02,Dog\n"));
    inputs.add(
        openImages(
            "open-images-boxes", TestFolder.OPEN_IMAGES_TRAIN, "ImageID,XMin,XMax\n1,0,1\n"));
    return inputs.stream();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isAnsweredByOneMessage(Input input) throws IOException {
    TestFolder folder = new TestFolder(root);
    input.filling().into(folder);
    RuntimeException refused =
        catchThrowableOfType(
            RuntimeException.class, () -> LabelCheck.requireJudgeable(folder.open(input.format())));
    assertThat(refused)
        .as(input.name())
        .isInstanceOfAny(HarnessException.class, SuiteException.class);
    String message = refused.getMessage().replace(root.toString(), "DATA") + "\n";
    Path expected = EXPECTED.resolve(input.name() + ".txt");
    if (Boolean.getBoolean("lossbench.write-expected")) {
      Files.writeString(expected, message);
    }
    assertThat(message).isEqualTo(Files.readString(expected));
  }

  @Test
  void thereAreAtLeastTwentyAndNoMessageIsLeftOver() throws IOException {
    List<String> names = inputs().map(input -> input.name() + ".txt").sorted().toList();
    assertThat(names).hasSizeGreaterThanOrEqualTo(20);
    try (var files = Files.list(EXPECTED)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted()).isEqualTo(names);
    }
  }
}
