package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.Faults;
import io.lossbench.core.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The names in MULAN's file of labels: {@code <labels><label name="..."/></labels>}, in the order
 * of the file; labels may stand in one another, which says what they are kinds of. Neither DTDs nor
 * external entities are read.
 */
final class MulanLabels {
  private MulanLabels() {}

  static List<String> read(Path file, Faults faults) {
    List<String> names = new ArrayList<>();
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (BufferedReader in = TextFile.open(file, "file of labels")) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      boolean root = true;
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          element(file, xml, root, names, faults);
          root = false;
        }
      }
    } catch (XMLStreamException e) {
      faults.add(
          file,
          e.getLocation() == null ? 1 : e.getLocation().getLineNumber(),
          e.getLocation() == null ? 1 : e.getLocation().getColumnNumber(),
          "not well-formed XML: "
              + String.valueOf(e.getMessage())
                  .replaceFirst("(?s)^.*\nMessage: ", "")
                  .replaceAll("\\s+", " "));
    } catch (IOException e) {
      faults.add(file, 0, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    if (names.isEmpty() && faults.isEmpty()) {
      faults.add(file, 0, "names no label");
    }
    return names;
  }

  private static void element(
      Path file, XMLStreamReader xml, boolean root, List<String> names, Faults faults) {
    int line = xml.getLocation().getLineNumber();
    int column = xml.getLocation().getColumnNumber();
    String expected = root ? "labels" : "label";
    if (!xml.getLocalName().equals(expected)) {
      faults.add(file, line, column, "<" + xml.getLocalName() + ">, expected <" + expected + ">");
    } else if (!root) {
      String name = xml.getAttributeValue(null, "name");
      if (name == null || name.isBlank()) {
        faults.add(file, line, column, "a label without a name");
      } else if (names.contains(name)) {
        faults.add(file, line, column, "the label '" + name + "' is there twice");
      } else {
        names.add(name);
      }
    }
  }
}
