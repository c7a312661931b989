package io.lossbench.core.dataset;

import io.lossbench.core.metric.LabelMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One VOC annotation file, read without DTDs and external entities. */
final class VocAnnotation {
  private VocAnnotation() {}

  /**
   * Sets the labels of the file's objects: positive, or {@code difficult} where all of a class are
   * marked so.
   */
  static void read(Path file, byte[] labels, byte difficult, Faults faults) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      try {
        objects(reader, file, labels, difficult, faults);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      faults.add(file, line, "not a well-formed annotation");
    } catch (IOException e) {
      faults.add(file, 0, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static void objects(
      XMLStreamReader reader, Path file, byte[] labels, byte difficult, Faults faults)
      throws XMLStreamException {
    boolean[] certain = new boolean[labels.length];
    boolean[] doubtful = new boolean[labels.length];
    int depth = 0;
    int column = -1;
    boolean isDifficult = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        String element = reader.getLocalName();
        // <annotation><object><name>: a <part> of an object has a name too, one level deeper.
        if (depth == 2 && element.equals("object")) {
          column = -1;
          isDifficult = false;
        } else if (depth == 3 && element.equals("name")) {
          int line = reader.getLocation().getLineNumber();
          String name = reader.getElementText().strip();
          depth--;
          column = VocReader.CLASSES.indexOf(name);
          if (column < 0) {
            faults.add(file, line, "unknown class '" + name + "'");
          }
        } else if (depth == 3 && element.equals("difficult")) {
          isDifficult = reader.getElementText().strip().equals("1");
          depth--;
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        if (depth == 2 && reader.getLocalName().equals("object") && column >= 0) {
          (isDifficult ? doubtful : certain)[column] = true;
        }
        depth--;
      }
    }
    for (int c = 0; c < labels.length; c++) {
      labels[c] =
          certain[c] ? LabelMatrix.POSITIVE : doubtful[c] ? difficult : LabelMatrix.NEGATIVE;
    }
  }
}
