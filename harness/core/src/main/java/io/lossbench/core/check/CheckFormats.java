package io.lossbench.core.check;

import io.lossbench.core.file.PrintableText;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A check in the formats that machines and pull requests read. */
public final class CheckFormats {
  private CheckFormats() {}

  /**
   * JUnit's XML, as CI servers show it: a test case for each finding.
   *
   * @param suite name of the suite that was checked
   */
  public static String junit(String suite, Check check) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", printable("lossbench check " + suite));
      xml.writeAttribute("tests", Integer.toString(check.findings().size()));
      xml.writeAttribute("failures", Integer.toString(check.failures().size()));
      for (Finding finding : check.findings()) {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", printable(suite));
        xml.writeAttribute("name", printable(name(finding)));
        if (finding.isFailure()) {
          xml.writeStartElement("failure");
          xml.writeAttribute(
              "message", printable(finding.status().word() + ": " + change(finding)));
          xml.writeCharacters(printable(finding.detail()));
          xml.writeEndElement();
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  /** A comment for a pull request: the summary, and a table of what is not equal. */
  public static String markdown(String suite, Check check) {
    StringBuilder text = new StringBuilder();
    text.append("**").append(cell(suite)).append("** ").append(cell(check.summary())).append('\n');
    List<Finding> shown =
        check.findings().stream().filter(finding -> finding.status() != Status.EQUAL).toList();
    if (shown.isEmpty()) {
      return text.toString();
    }
    text.append("\n| | trials | weights | metric | reference | result | |\n");
    text.append("|---|---|---|---|---:|---:|---|\n");
    for (Finding finding : shown) {
      text.append("| ")
          .append(
              finding.isFailure() ? "**" + finding.status().word() + "**" : finding.status().word())
          .append(" | ")
          .append(cell(finding.subject()))
          .append(" | ")
          .append(finding.weights())
          .append(" | ")
          .append(cell(finding.metric()))
          .append(" | ")
          .append(number(finding.reference()))
          .append(" | ")
          .append(number(finding.result()))
          .append(" | ")
          .append(cell(finding.detail()))
          .append(" |\n");
    }
    return text.toString();
  }

  /** A finding on a line. */
  public static String line(Finding finding) {
    return String.format(
        Locale.ROOT,
        "%-8s %s%s",
        finding.status().word(),
        name(finding),
        finding.status() == Status.EQUAL
            ? finding.weights().isEmpty() ? "  " + finding.metric() : ""
            : "  " + change(finding) + (finding.detail().isEmpty() ? "" : "  " + finding.detail()));
  }

  private static String name(Finding finding) {
    return finding.subject() + (finding.weights().isEmpty() ? "" : " " + finding.weights());
  }

  private static String change(Finding finding) {
    return finding.metric() + " " + number(finding.reference()) + " -> " + number(finding.result());
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "–"
        : Double.isInfinite(value) ? "never" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String printable(String text) {
    return PrintableText.of(text);
  }

  /** Text that stays within its cell, and is text there. */
  private static String cell(String text) {
    return printable(text).replace("\n", " ").replaceAll("([\\\\`*_\\[\\]<>|#~])", "\\\\$1");
  }
}
