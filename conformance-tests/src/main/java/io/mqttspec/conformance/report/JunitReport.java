package io.mqttspec.conformance.report;

import io.mqttspec.conformance.CaseReport;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.mqtt.WireLog;
import java.io.StringWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run as JUnit XML, as build servers read it: a test for each case and MQTT version. What would
 * not make the program fail is no failure there: a SHOULD that does not hold is skipped, unless
 * {@code --strict} counts it, and so is a known failure.
 */
public final class JunitReport {

  private JunitReport() {}

  /** The report as XML. */
  public static String text(RunReport report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "MQTTSpec conformance: " + clean(report.target().name()));
      xml.writeAttribute("time", seconds(report.duration()));
      xml.writeAttribute(
          "timestamp",
          report.started().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""));
      xml.writeAttribute("tests", Integer.toString(report.cases().size()));
      xml.writeAttribute("failures", count(report, Shown.FAILURE));
      xml.writeAttribute("errors", count(report, Shown.ERROR));
      xml.writeAttribute("skipped", count(report, Shown.SKIPPED));
      for (CaseReport judged : report.cases()) {
        write(xml, report, judged);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Text into memory can't fail", e);
    }
    return text.append('\n').toString();
  }

  private enum Shown {
    PASSED,
    FAILURE,
    ERROR,
    SKIPPED
  }

  private static String count(RunReport report, Shown wanted) {
    return Long.toString(
        report.cases().stream().filter(judged -> shown(report, judged) == wanted).count());
  }

  private static Shown shown(RunReport report, CaseReport judged) {
    Level level = judged.judged().level();
    boolean binding = level == Level.MUST || (level == Level.SHOULD && report.plan().strict());
    return switch (judged.verdict()) {
      case HOLDS -> Boolean.FALSE.equals(judged.expected()) ? Shown.FAILURE : Shown.PASSED;
      case FAILS ->
          binding && !Boolean.TRUE.equals(judged.expected()) ? Shown.FAILURE : Shown.SKIPPED;
      case FLAKY -> binding ? Shown.FAILURE : Shown.SKIPPED;
      case SKIPPED -> Shown.SKIPPED;
      case NOT_JUDGED -> Shown.ERROR;
    };
  }

  private static void write(XMLStreamWriter xml, RunReport report, CaseReport judged)
      throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("name", clean(judged.judged().toString()));
    xml.writeAttribute("classname", className(judged));
    xml.writeAttribute("time", seconds(judged.duration()));
    String message = message(judged);
    switch (shown(report, judged)) {
      case PASSED -> {
        // An empty element says so.
      }
      case SKIPPED -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", message);
      }
      case FAILURE -> details(xml, "failure", message, report, judged);
      case ERROR -> details(xml, "error", message, report, judged);
    }
    xml.writeEndElement();
  }

  /** Clause by clause in the trees that build servers show. */
  private static String className(CaseReport judged) {
    return "mqttspec."
        + judged.judged().group().replace(' ', '_')
        + ".mqtt"
        + judged.version().number().charAt(0);
  }

  private static void details(
      XMLStreamWriter xml, String element, String message, RunReport report, CaseReport judged)
      throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", message);
    xml.writeAttribute("type", judged.judged().level().name());
    xml.writeCharacters(
        clean(
            "Clause "
                + judged.judged().clause()
                + "\n"
                + judged.wire().stream()
                    .map(WireLog.Entry::toString)
                    .collect(Collectors.joining("\n"))
                + "\n"
                + report.command(judged)));
    xml.writeEndElement();
  }

  private static String message(CaseReport judged) {
    if (judged.verdict() == Verdict.HOLDS) {
      return "holds, but the expectations file says that it fails";
    }
    String counted =
        judged.verdict() == Verdict.FLAKY
            ? "failed " + judged.failed() + " times of " + judged.runs() + ": "
            : "";
    return clean(counted + judged.reason());
  }

  /** Without what XML cannot hold. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .map(
            character ->
                character == '\t'
                        || character == '\n'
                        || (character >= ' '
                            && !(character >= 0xd800 && character <= 0xdfff)
                            && character != 0xfffe
                            && character != 0xffff)
                    ? character
                    : 0xfffd)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
  }
}
