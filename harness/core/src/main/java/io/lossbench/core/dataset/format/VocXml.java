package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.Faults;
import io.lossbench.core.file.TextFile;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The XML of a VOC annotation, read as a stream without DTDs and external entities, whose faults
 * have a place.
 */
final class VocXml {
  private static final Pattern ENCODING =
      Pattern.compile("^<\\?xml[^>]*?\\bencoding\\s*=\\s*[\"']([^\"'>]*)[\"']");

  private final Path file;
  private final Faults faults;
  private final XMLStreamReader xml;
  private int found;

  private VocXml(Path file, Faults faults, XMLStreamReader xml) {
    this.file = file;
    this.faults = faults;
    this.xml = xml;
  }

  /** Reads elements. */
  interface Content {
    void read(VocXml xml) throws XMLStreamException;
  }

  /** A place in the file. */
  record Place(int line, int column) {}

  /** Reads a file to its end; returns false after a fault that ends the reading. */
  static boolean read(Path file, Faults faults, Content content) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (Reader in = open(file)) {
      VocXml xml = new VocXml(file, faults, factory.createXMLStreamReader(in));
      xml.nextChild();
      content.read(xml);
      while (xml.xml.hasNext()) {
        xml.xml.next();
      }
      return true;
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
    return false;
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

  /** Where the reader stands. */
  Place place() {
    return new Place(xml.getLocation().getLineNumber(), xml.getLocation().getColumnNumber());
  }

  /** Moves to the next child's start, or to the end of the element. */
  boolean nextChild() throws XMLStreamException {
    int event = xml.next();
    while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
      event = xml.next();
    }
    return event == XMLStreamConstants.START_ELEMENT;
  }

  /** Whether this element is what is looked for; another case or a namespace is a fault. */
  boolean is(String name) {
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

  /** The name of the element. */
  String name() {
    String prefix = xml.getPrefix();
    return (prefix == null || prefix.isEmpty() ? "" : prefix + ":") + xml.getLocalName();
  }

  /** The text of the element; the reader stands on its end afterwards. */
  String text() throws XMLStreamException {
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

  /**
   * The numbers of the element's children of these names; empty after a fault, such as one that is
   * missing.
   */
  Optional<Map<String, Double>> numbers(List<String> names) throws XMLStreamException {
    String outer = name();
    Place place = place();
    int before = found;
    Map<String, Double> numbers = new HashMap<>();
    while (nextChild()) {
      Optional<String> name = names.stream().filter(this::is).findFirst();
      if (name.isEmpty()) {
        skip();
        continue;
      }
      String text = text();
      Optional<Double> number = number(text);
      if (number.isEmpty()) {
        fault(name.get() + " is '" + text + "', expected a number");
      } else if (numbers.putIfAbsent(name.get(), number.get()) != null) {
        fault("<" + outer + "> with two " + name.get());
      }
    }
    if (found > before) {
      return Optional.empty();
    }
    Optional<String> missing =
        names.stream().filter(name -> !numbers.containsKey(name)).findFirst();
    missing.ifPresent(name -> fault(place, "<" + outer + "> without " + name));
    return missing.isPresent() ? Optional.empty() : Optional.of(numbers);
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Passes an element over. Objects that stand in it would be lost. */
  void skip() throws XMLStreamException {
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

  /** The parser's message without its place; those about namespaces are addresses. */
  private static String plain(XMLStreamException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("(?s)^.*\nMessage: ", "")
        .replaceFirst("^http://www\\.w3\\.org/\\S*#(\\w+)\\?(.*)$", "$1 ($2)")
        .replace("&", ", ")
        .replaceAll("\\s+", " ");
  }

  /** The number of faults so far. */
  int faults() {
    return found;
  }

  /** Notes a fault where the reader stands. */
  void fault(String message) {
    fault(place(), message);
  }

  void fault(Place place, String message) {
    found++;
    faults.add(file, place.line(), place.column(), message);
  }
}
