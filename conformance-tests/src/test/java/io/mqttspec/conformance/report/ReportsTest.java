package io.mqttspec.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Expectations;
import io.mqttspec.conformance.FixtureStub;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.MqttVersions;
import io.mqttspec.conformance.RunPlan;
import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.SkippedException;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.StubBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A run with each kind of verdict, in each form. */
class ReportsTest {

  private static final RunReport REPORT = run();

  @Test
  void json_isWhatItsSchemaSays() throws IOException {
    JsonNode report = new ObjectMapper().readTree(JsonReport.text(REPORT));
    assertThat(schema().validate(report)).isEmpty();
  }

  @Test
  void schema_refusesWhatIsNoReport() throws IOException {
    ObjectNode report = (ObjectNode) new ObjectMapper().readTree(JsonReport.text(REPORT));
    ((ObjectNode) report.path("cases").path(0)).put("verdict", "perhaps").put("mood", 1);
    report.remove("kit");
    assertThat(schema().validate(report)).hasSize(3);
  }

  @Test
  void json_tellsEachCase() {
    ObjectNode report = JsonReport.of(REPORT);
    assertThat(Json.parse(JsonReport.text(REPORT))).isEqualTo(Json.parse(Json.text(report)));
    assertThat(report.path("result").path("verdict").asText()).isEqualTo("fails");
    assertThat(report.path("result").path("exit").asInt()).isEqualTo(1);
    assertThat(Json.text(report.path("result").path("must")))
        .isEqualTo("{\"holds\":2,\"fails\":2,\"skipped\":1,\"flaky\":1}");
    assertThat(report.path("cases").findValuesAsText("verdict"))
        .containsExactly("holds", "fails", "skipped", "flaky", "fails", "holds", "fails", "holds");
    JsonNode fails = report.path("cases").path(1);
    assertThat(fails.path("group").asText()).isEqualTo("Topics and identity");
    assertThat(fails.path("expected").asBoolean(true)).isFalse();
    assertThat(fails.path("command").asText()).isEqualTo("run it --case X-2 --mqtt 3");
    assertThat(fails.path("wire").findValuesAsText("packet")).contains("CONNECT", "PUBLISH");
  }

  @Test
  void jsonText_hasALinePerCase() {
    assertThat(JsonReport.text(REPORT).lines().filter(line -> line.startsWith("{\"id\"")))
        .hasSize(8);
  }

  @Test
  void junit_hasTheCommonShape() throws SAXException, IOException {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(ReportsTest.class.getResource("junit.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(JunitReport.text(REPORT))));
  }

  @Test
  void junit_failsWhatTheProgramFailsFor() throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(JunitReport.text(REPORT))))
            .getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("8");
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(8);
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
    assertThat(suite.getElementsByTagName("skipped").getLength()).isEqualTo(3);
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).contains("a bell \uFFFD and <b>");
    assertThat(failure.getTextContent()).contains("Clause 1.1.1").contains("> PUBLISH");
  }

  @Test
  void badge_saysHowManyHold() {
    assertThat(Badge.svg(REPORT))
        .startsWith("<svg ")
        .contains("core: 2 of 5 MUSTs")
        .contains("#b3261e");
    assertThat(Badge.markdown("docs/badge.svg")).isEqualTo("![MQTTSpec 1.0](docs/badge.svg)");
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(JsonReport.class.getResourceAsStream("report.schema.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }
  }

  private static RunReport run() {
    AtomicInteger runs = new AtomicInteger();
    List<Case> cases =
        List.of(
            aCase("X-1", Level.MUST, c -> c.record("saw it")),
            aCase(
                "X-2",
                Level.MUST,
                c -> {
                  c.client().ping();
                  Check.that(false, "a bell \u0007 and <b>");
                }),
            aCase(
                "X-3",
                Level.MUST,
                c -> {
                  throw new SkippedException("nothing to see");
                }),
            aCase("X-4", Level.MUST, c -> Check.that(runs.incrementAndGet() > 1, "not the first")),
            aCase("X-5", Level.SHOULD, c -> Check.that(false, "had better")),
            aCase("X-6", Level.RECORDED, c -> {}),
            aCase("X-7", Level.MUST, c -> Check.that(false, "known")),
            aCase("X-8", Level.MUST, c -> {}));
    try (StubBroker broker = new StubBroker(FixtureStub::answer, 1);
        ConformanceRun run = new ConformanceRun(Target.at("127.0.0.1", broker.port()), c -> {})) {
      return RunPlan.of(cases)
          .versions(MqttVersions.ONLY_3)
          .repeat(2)
          .seed(5L)
          .globs(List.of("X-*"))
          .expectations(Expectations.parse("X-7 since ever", cases))
          .command("run it")
          .build()
          .execute(run, outcome -> {});
    }
  }

  private static Case aCase(String id, Level level, Case.Body body) {
    return new Case(id, level, "1.1.1", List.of(), "a case", body);
  }
}
