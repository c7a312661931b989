package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.detection.Flag;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.suite.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One VOC annotation file, read without DTDs and external entities: an {@code annotation} of {@code
 * object}s, each with a {@code name} and perhaps {@code difficult}.
 */
final class VocAnnotation {
  private static final Pattern ENCODING =
      Pattern.compile("^<\\?xml[^>]*?\\bencoding\\s*=\\s*[\"']([^\"'>]*)[\"']");

  private final Path file;
  private final List<String> classes;
  private final Faults faults;
  private final XMLStreamReader xml;
  private final boolean[] certain;
  private final boolean[] doubtful;
  private int objects;
  private int found;

  private VocAnnotation(Path file, List<String> classes, Faults faults, XMLStreamReader xml) {
    this.file = file;
    this.classes = classes;
    this.faults = faults;
    this.xml = xml;
    this.certain = new boolean[classes.size()];
    this.doubtful = new boolean[classes.size()];
  }

  /**
   * Sets the labels of the file's objects: positive, or {@code difficult} where all of a class are
   * marked so.
   *
   * @return how many objects the file holds
   */
  static int read(Path file, List<String> classes, byte[] labels, byte difficult, Faults faults) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (Reader in = open(file)) {
      VocAnnotation annotation =
          new VocAnnotation(file, classes, faults, factory.createXMLStreamReader(in));
      annotation.document();
      annotation.label(labels, difficult);
      return annotation.objects;
    } catch (XMLStreamException e) {
      boolean encoding = e.getNestedException() instanceof CharacterCodingException;
      faults.add(
          file,
          e.getLocation() == null ? 1 : e.getLocation().getLineNumber(),
          e.getLocation() == null ? 1 : e.getLocation().getColumnNumber(),
          "not well-formed XML: "
              + (encoding ? "bytes that its declared encoding does not have" : plain(e)));
    } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
      faults.add(file, 1, 1, "declares an unknown encoding '" + e.getMessage() + "'");
    } catch (IOException e) {
      faults.add(file, 0, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return 0;
  }

  /** The characters of a file, which may declare an encoding that is not UTF-8. */
  private static Reader open(Path file) throws IOException {
    Charset declared = StandardCharsets.UTF_8;
    InputStream bytes = Files.newInputStream(file);
    try {
      String start = new String(bytes.readNBytes(200), StandardCharsets.ISO_8859_1);
      Matcher encoding = ENCODING.matcher(start);
      // Some tools declare UTF-16 and write UTF-8; what is UTF-16 has a byte order mark.
      if (encoding.find() && !encoding.group(1).matches("(?i)utf-?(8|16)")) {
        declared = Charset.forName(encoding.group(1));
      }
    } finally {
      bytes.close();
    }
    return declared.equals(StandardCharsets.UTF_8)
        ? TextFile.open(file, "VOC annotation")
        : new InputStreamReader(Files.newInputStream(file), declared.newDecoder());
  }

  private void document() throws XMLStreamException {
    nextChild();
    if (is("annotation")) {
      while (nextChild()) {
        if (is("object")) {
          object();
        } else {
          skip();
        }
      }
    } else {
      fault("the root is <" + name() + ">, expected <annotation>");
      skip();
    }
    while (xml.hasNext()) {
      xml.next();
    }
  }

  private void object() throws XMLStreamException {
    objects++;
    int line = xml.getLocation().getLineNumber();
    int column = xml.getLocation().getColumnNumber();
    int before = found;
    Optional<String> name = Optional.empty();
    Optional<Boolean> difficult = Optional.empty();
    while (nextChild()) {
      if (is("name")) {
        if (name.isPresent()) {
          fault("an object with two names");
        }
        name = Optional.of(text());
      } else if (is("difficult")) {
        if (difficult.isPresent()) {
          fault("an object that says twice whether it is difficult");
        }
        String text = text();
        difficult = Flag.of(text);
        if (difficult.isEmpty()) {
          fault("difficult is '" + text + "', expected 1 or 0");
        }
      } else {
        skip();
      }
    }
    if (found > before) {
      return;
    }
    int of = classes.indexOf(name.orElse(""));
    if (name.isEmpty() || name.get().isEmpty()) {
      faults.add(file, line, column, "an object without a name");
    } else if (of < 0) {
      String suggestion = Suggestion.of(name.get(), classes);
      faults.add(
          file,
          line,
          column,
          "unknown class '"
              + name.get()
              + "'; "
              + (suggestion.isEmpty() ? "the format's classes name your own" : suggestion));
    } else {
      (difficult.orElse(false) ? doubtful : certain)[of] = true;
    }
  }

  /** Moves to the next child's start, or to the end of the element. */
  private boolean nextChild() throws XMLStreamException {
    int event = xml.next();
    while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
      event = xml.next();
    }
    return event == XMLStreamConstants.START_ELEMENT;
  }

  /** Whether this element is what is looked for; another case or a namespace is a fault. */
  private boolean is(String name) {
    if (!xml.getLocalName().equalsIgnoreCase(name)) {
      return false;
    }
    String namespace = xml.getNamespaceURI();
    if (namespace != null && !namespace.isEmpty()) {
      fault("<" + name() + "> of the namespace " + namespace + ", expected <" + name + ">");
    } else if (!name().equals(name)) {
      fault("<" + name() + ">, expected <" + name + ">");
    }
    return true;
  }

  private String name() {
    String prefix = xml.getPrefix();
    return (prefix == null || prefix.isEmpty() ? "" : prefix + ":") + xml.getLocalName();
  }

  /** The text of the element; the reader stands on its end afterwards. */
  private String text() throws XMLStreamException {
    String name = name();
    StringBuilder text = new StringBuilder();
    for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        fault("<" + name() + "> inside <" + name + ">, expected text");
        skip();
      } else if (xml.hasText() && event != XMLStreamConstants.COMMENT) {
        text.append(xml.getText());
      }
    }
    return text.toString().strip();
  }

  /** Passes an element over. Objects that stand in it would be lost. */
  private void skip() throws XMLStreamException {
    String outer = name();
    for (int depth = 1; depth > 0; ) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        if (xml.getLocalName().equalsIgnoreCase("object")) {
          fault("an <object> inside <" + outer + ">, expected directly inside <annotation>");
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
  }

  private void label(byte[] labels, byte difficult) {
    for (int c = 0; c < labels.length; c++) {
      labels[c] =
          certain[c] ? LabelMatrix.POSITIVE : doubtful[c] ? difficult : LabelMatrix.NEGATIVE;
    }
  }

  /** The parser's message without its place; those about namespaces are addresses. */
  private static String plain(XMLStreamException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("(?s)^.*\nMessage: ", "")
        .replaceFirst("^http://www\\.w3\\.org/\\S*#(\\w+)\\?(.*)$", "$1 ($2)")
        .replace("&", ", ")
        .replaceAll("\\s+", " ");
  }

  private void fault(String message) {
    found++;
    faults.add(
        file, xml.getLocation().getLineNumber(), xml.getLocation().getColumnNumber(), message);
  }
}
