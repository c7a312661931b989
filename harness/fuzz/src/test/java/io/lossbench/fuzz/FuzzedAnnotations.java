package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.descriptor;
import static io.lossbench.fuzz.FuzzedDataset.image;
import static io.lossbench.fuzz.FuzzedDataset.positives;
import static io.lossbench.fuzz.FuzzedDataset.require;
import static io.lossbench.fuzz.FuzzedDataset.texts;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** COCO's JSON and VOC's XML and lists. */
final class FuzzedAnnotations {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private FuzzedAnnotations() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    readers.add(coco(folder.resolve("coco")));
    readers.add(vocAnnotation(folder.resolve("voc-xml")));
    readers.addAll(vocLists(folder.resolve("voc-lists")));
    return readers;
  }

  private static FuzzedReader coco(Path root) throws IOException {
    Path folder = root.resolve("coco2014");
    String categories =
        "\"categories\": [{\"id\": 3, \"name\": \"bee\"}, {\"id\": 90, \"name\": \"ant\"}]";
    for (String name : List.of("train2014/a.jpg", "train2014/b.jpg", "val2014/c.jpg")) {
      image(folder.resolve(name));
    }
    Files.createDirectories(folder.resolve("annotations"));
    Files.writeString(
        folder.resolve("annotations/instances_val2014.json"),
        "{\"images\": [{\"id\": 9, \"file_name\": \"c.jpg\"}], \"annotations\": [{\"image_id\": 9,"
            + " \"category_id\": 3}, {\"image_id\": 9, \"category_id\": 90}], "
            + categories
            + "}");
    return new FuzzedDataset(
        "COCO JSON",
        root,
        descriptor(root, "{type: coco, unannotated-images: keep}"),
        "coco2014/annotations/instances_train2014.json",
        texts(
            "{\"info\": {\"year\": 2014},\n\"images\": [{\"id\": 7, \"file_name\": \"a.jpg\","
                + " \"width\": 8}, {\"file_name\": \"b.jpg\", \"id\": 8}],\n\"annotations\": ["
                + "{\"id\": 1, \"image_id\": 7, \"category_id\": 3, \"iscrowd\": 0,"
                + " \"segmentation\": [[1.5, 2]]},\n{\"id\": 2, \"image_id\": 7, \"category_id\":"
                + " 90, \"iscrowd\": 1},\n{\"id\": 3, \"image_id\": 8, \"category_id\": 3}],\n"
                + categories
                + "}\n"),
        List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "\"id\": 7",
            "\"images\"",
            "\"annotations\"",
            "\"categories\"",
            "\"file_name\"",
            "\"iscrowd\": 1",
            "\"iscrowd\"",
            "\"image_id\": 8",
            "\"a.jpg\"",
            "\"../x.jpg\"",
            "\"\\u0000\"",
            "1e400",
            "NaN",
            "[[",
            "{}"),
        FuzzedAnnotations::checkCoco);
  }

  /** Whole JSON without a key twice, and as many labels as its plain annotations name. */
  private static void checkCoco(byte[] input, Dataset dataset) {
    JsonNode root;
    try {
      root = STRICT.readTree(new String(input, StandardCharsets.UTF_8).replace("\uFEFF", ""));
    } catch (JacksonException e) {
      if (new String(input, StandardCharsets.UTF_8).contains("NaN")) {
        return;
      }
      throw new AssertionError("what is no JSON, or has a key twice, was accepted");
    }
    Set<String> pairs = new HashSet<>();
    for (JsonNode annotation : root.path("annotations")) {
      require(annotation.isObject(), "an annotation that is no object was accepted");
      JsonNode image = annotation.path("image_id");
      JsonNode category = annotation.path("category_id");
      if (!image.isIntegralNumber() || !category.isIntegralNumber()) {
        // Ids may be texts or numbers with a fraction of 0.
        return;
      }
      pairs.add(image.asString() + " " + category.asString());
    }
    require(
        positives(dataset) == pairs.size() + 2, "the annotations name other labels than were read");
  }

  private static String xml(String... objects) {
    return "<annotation>\n<folder>VOC2007</folder>\n"
        + String.join("\n", objects)
        + "\n</annotation>\n";
  }

  private static String object(String name, int difficult) {
    return "<object><name>"
        + name
        + "</name><difficult>"
        + difficult
        + "</difficult>"
        + "<bndbox><xmin>1</xmin></bndbox><part><name>head</name></part></object>";
  }

  private static FuzzedReader vocAnnotation(Path root) throws IOException {
    Path folder = root.resolve("VOCdevkit/VOC2007");
    Path main = Files.createDirectories(folder.resolve("ImageSets/Main"));
    Files.writeString(main.resolve("trainval.txt"), "000001\n000002\n");
    Files.writeString(main.resolve("test.txt"), "000003\n");
    for (String id : List.of("000001", "000002", "000003")) {
      image(folder.resolve("JPEGImages/" + id + ".jpg"));
    }
    Files.createDirectories(folder.resolve("Annotations"));
    Files.writeString(folder.resolve("Annotations/000002.xml"), xml(object("dog", 0)));
    Files.writeString(
        folder.resolve("Annotations/000003.xml"), xml(object("dog", 0), object("cat", 0)));
    return new FuzzedDataset(
        "VOC XML",
        root,
        descriptor(root, "{type: voc}"),
        "VOCdevkit/VOC2007/Annotations/000001.xml",
        texts(
            xml(object("cat", 0), object("dog", 1)),
            "<?xml version=\"1.0\"?>\n" + xml(object("person", 0), "<source>x &amp; y</source>")),
        List.of(
            "<object>",
            "</object>",
            "<name>cat</name>",
            "<name>",
            "</name>",
            "<difficult>1",
            "<annotation>",
            "</annotation>",
            "<!-- -->",
            "<![CDATA[cat]]>",
            "&amp;",
            "&x;",
            "<!DOCTYPE a [<!ENTITY x \"cat\">]>",
            "xmlns=\"u\"",
            "cat",
            "dog",
            "<html>"),
        FuzzedAnnotations::checkVoc);
  }

  /** The root is an annotation, each object has one name, and the labels are these. */
  private static void checkVoc(byte[] input, Dataset dataset) throws Exception {
    if (new String(input, StandardCharsets.ISO_8859_1).contains("<!DOCTYPE")) {
      return;
    }
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setNamespaceAware(true);
    Document document;
    try {
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      document = builder.parse(new ByteArrayInputStream(input));
    } catch (org.xml.sax.SAXException | IOException e) {
      throw new AssertionError("what is no XML was accepted");
    }
    Element root = document.getDocumentElement();
    require("annotation".equals(root.getLocalName()), "another root was accepted");
    Set<String> names = new HashSet<>();
    for (Element object : children(root, "object")) {
      List<Element> named = children(object, "name");
      require(named.size() == 1, "an object without one name was accepted");
      names.add(named.get(0).getTextContent().strip());
    }
    Set<String> read = new HashSet<>();
    for (int c = 0; c < dataset.classes().size(); c++) {
      if (LabelMatrix.of(dataset.train().truth()).get(0, c) == 1) {
        read.add(dataset.classes().get(c));
      }
    }
    require(read.equals(names), "the objects are others than were read");
  }

  private static List<Element> children(Element of, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && name.equals(element.getLocalName())) {
        found.add(element);
      }
    }
    return found;
  }

  private static List<FuzzedReader> vocLists(Path root) throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    String[] classes = {
      "aeroplane",
      "bicycle",
      "bird",
      "boat",
      "bottle",
      "bus",
      "car",
      "cat",
      "chair",
      "cow",
      "diningtable",
      "dog",
      "horse",
      "motorbike",
      "person",
      "pottedplant",
      "sheep",
      "sofa",
      "train",
      "tvmonitor"
    };
    for (String damaged : List.of("trainval.txt", "cat_trainval.txt")) {
      Path here = root.resolve(damaged);
      Path folder = here.resolve("VOCdevkit/VOC2007");
      Path main = Files.createDirectories(folder.resolve("ImageSets/Main"));
      Files.writeString(main.resolve("trainval.txt"), "000001\n000002\n");
      Files.writeString(main.resolve("test.txt"), "000003\n");
      for (String name : classes) {
        Files.writeString(main.resolve(name + "_trainval.txt"), "000001 -1\n000002  1\n");
        Files.writeString(main.resolve(name + "_test.txt"), "000003  1\n");
      }
      for (String id : List.of("000001", "000002", "000003")) {
        image(folder.resolve("JPEGImages/" + id + ".jpg"));
      }
      readers.add(
          new FuzzedDataset(
              damaged.startsWith("cat") ? "class list" : "VOC image set",
              here,
              descriptor(here, "{type: voc}"),
              "VOCdevkit/VOC2007/ImageSets/Main/" + damaged,
              List.of(Files.readAllBytes(main.resolve(damaged))),
              List.of("000001", "000002", "000003", " 1", "-1", " 0", "\n", "\t", "../", "\uFEFF"),
              (input, dataset) -> {
                if (damaged.startsWith("cat")) {
                  checkClassList(input, dataset);
                }
              }));
    }
    return readers;
  }

  private static void checkClassList(byte[] input, Dataset dataset) {
    int cat = dataset.classes().indexOf("cat");
    for (String line :
        new String(input, StandardCharsets.UTF_8).replace("\uFEFF", "").lines().toList()) {
      String[] fields = line.strip().split("\\s+");
      int row = dataset.train().ids().indexOf(fields[0]);
      if (row >= 0 && fields.length == 2) {
        int expected = fields[1].equals("-1") ? 0 : 1;
        require(
            LabelMatrix.of(dataset.train().truth()).get(row, cat) == expected,
            "a label is another: " + line);
      }
    }
  }
}
