package io.mqttspec.conformance.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class ConformancePageTest {

  @Test
  void everyCase_isThereOnce_withAVerdictForEachTarget() {
    ObjectNode first = ReportFixture.conformance("first", 1, 0.1, 50);
    ObjectNode second = ReportFixture.conformance("second", 2, 0.4, 50);
    Document page = ParsedPage.of(html(first, second));

    List<String> ids = first.path("cases").findValuesAsText("id").stream().distinct().toList();
    assertThat(page.select("details.case").eachAttr("id")).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(page.select("details.case"))
        .allSatisfy(row -> assertThat(row.select("> summary .cells")).hasSize(2))
        .allSatisfy(row -> assertThat(row.select(".result")).hasSize(4));
    assertThat(page.select(".card h2").eachText()).containsExactly("first", "second");
  }

  @Test
  void whatFails_comesFirstAndOpen_andItsChapterPointsToIt() {
    Document page =
        page(
            result("RD-01", "5", "3.1.1", "holds"),
            result("RD-02", "5", "3.1.2", "flaky"),
            result("RD-03", "5", "3.1.2", "fails"));

    assertThat(page.select("details.case").eachAttr("id"))
        .containsExactly("RD-02", "RD-03", "RD-01");
    assertThat(page.select("details.case[open]").eachAttr("id")).containsExactly("RD-02", "RD-03");
    assertThat(page.select("details.case[open] .why").eachText()).contains("expected 1, was 2");
    assertThat(page.select(".elsewhere a").eachAttr("href")).containsExactly("#RD-02", "#RD-03");
  }

  @Test
  void aKnownFailure_comesAfterNews_andIsFolded() {
    ObjectNode known = result("RD-01", "5", "3.1.1", "fails").put("expected", true);
    ObjectNode news = result("RD-02", "5", "3.1.1", "holds").put("expected", false);
    ObjectNode asExpected = result("RD-03", "5", "3.1.1", "holds").put("expected", true);
    Document page = page(known, news, asExpected);

    assertThat(page.select("details.case").eachAttr("id"))
        .containsExactly("RD-02", "RD-01", "RD-03");
    assertThat(page.select("details.case[open]").eachAttr("id")).containsExactly("RD-02");
    assertThat(cells(page, "RD-01")).containsExactly("✗ fails 5 known");
    assertThat(cells(page, "RD-02")).containsExactly("✓ holds 5 unexpected");
    assertThat(cells(page, "RD-03")).containsExactly("✓ holds 5");
  }

  @Test
  void versions_shareACell_whereTheyComeOutTheSame() {
    Document page =
        page(
            result("RD-01", "3.1.1", "3.1.1", "holds"),
            result("RD-01", "5", "3.1.1", "holds"),
            result("RD-02", "3.1.1", "3.1.1", "holds"),
            result("RD-02", "5", "3.1.1", "fails"),
            result("RD-03", "5", "3.1.1", "holds"));

    assertThat(cells(page, "RD-01")).containsExactly("✓ holds");
    assertThat(cells(page, "RD-02")).containsExactly("✓ holds 3.1.1", "✗ fails 5");
    assertThat(cells(page, "RD-03")).containsExactly("✓ holds 5");
    assertThat(page.select("details.case[data-differs]").eachAttr("id")).containsExactly("RD-02");
  }

  @Test
  void targetsThatDiffer_areMarked_andOnesThatDidNotRunACaseSaySo() {
    ObjectNode first =
        report(
            "server",
            result("RD-01", "5", "3.1.1", "holds"),
            result("RD-02", "5", "3.1.1", "holds"),
            result("RD-03", "5", "3.1.1", "holds"));
    ObjectNode second =
        report(
            "server",
            result("RD-01", "5", "3.1.1", "skipped"),
            result("RD-02", "5", "3.1.1", "holds"));
    Document page = ParsedPage.of(html(first, second));

    assertThat(page.select("details.case[data-differs]").eachAttr("id")).containsExactly("RD-01");
    assertThat(page.select("details.case[data-differs] .mark").eachText())
        .containsExactly("≠ differs");
    assertThat(page.select("#RD-03 .cell").eachText()).containsExactly("✓ holds 5", "not run");
    assertThat(page.select(".card h2").eachText()).containsExactly("server", "server (2)");
    assertThat(page.select("#page-differences")).hasSize(1);
  }

  @Test
  void theHead_tellsVerdictCountsAndCapabilities() {
    Document page =
        page(
            result("RD-01", "5", "3.1.1", "holds"),
            result("RD-02", "5", "3.1.1", "fails"),
            result("RD-03", "5", "3.1.1", "skipped"));
    Element card = page.selectFirst(".card");

    assertThat(card.select(".badge").eachText()).containsExactly("✗ fails");
    assertThat(card.select("tbody tr").first().text()).isEqualTo("MUST 1 1 0 1");
    assertThat(card.select(".chips").eachText())
        .containsExactly(
            "pong cursors meta_all mqtt5 event_seq filter_trees",
            "named_operators computed_columns");
    assertThat(card.text())
        .contains("mqtt://127.0.0.1:1883")
        .contains("2026-01-02 03:04:05 UTC")
        .contains("23.1 s")
        .contains("0.1.0-SNAPSHOT, protocol 1.0")
        .contains("shuffled by seed 42");
  }

  @Test
  void aRunThatCouldNotJudge_saysWhyInTheHead() {
    ObjectNode judged = result("RD-01", "5", "3.1.1", "not judged");
    judged.put("reason", "Nothing can be judged: no broker there");
    ObjectNode report = report("server", judged);
    report.withObject("/result").put("verdict", "not judged");
    Document page = ParsedPage.of(html(report));

    assertThat(page.select(".card .badge").eachText()).containsExactly("? not judged");
    assertThat(page.select(".card .why").eachText())
        .containsExactly("Nothing can be judged: no broker there");
  }

  @Test
  void aCase_tellsItsClause_whatWasSentAndCame_andItsCommand() {
    ObjectNode fails = result("RD-04", "5", "3.1.2", "fails");
    fails.set("needs", Json.array("cursors", "pong"));
    fails.set("notes", Json.array("took two attempts"));
    fails.set(
        "wire",
        Json.array(
            ReportFixture.line(
                3, ">", "PUBLISH", "spec/c1/request qos 1 {\"id\":\"1\",\"record_id\":1.50}"),
            ReportFixture.line(5, "<", "PUBACK", "0"),
            ReportFixture.line(6, "!", "closed", "reset by peer")));
    Document page = page(fails);
    Element row = page.getElementById("RD-04");

    assertThat(row.select(".clause").text())
        .isEqualTo("3.1.2 (Core, MUST) No such row: not_found.");
    assertThat(row.select(".clause code").eachText()).containsExactly("not_found");
    assertThat(row.text()).contains("Needs cursors, pong");
    assertThat(row.select(".notes li").eachText()).containsExactly("took two attempts");
    assertThat(row.select(".wire tbody tr").eachText())
        .containsExactly(
            "3 r1-c1 → sent PUBLISH spec/c1/request qos 1 {\"id\":\"1\",\"record_id\":1.50}",
            "5 r1-c1 ← came PUBACK 0",
            "6 r1-c1 ! kit closed reset by peer");
    assertThat(row.select(".log").hasAttr("open")).isTrue();
    assertThat(row.select(".command code").eachText())
        .containsExactly("mqttspec conformance run --target t.yaml --case RD-04 --mqtt 5");
    assertThat(page.select("#page-chapter-3").text()).startsWith("3 Operations");
  }

  @Test
  void whatAServerSends_isTextEverywhere() {
    String hostile =
        "</td></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\0\u202e";
    ObjectNode fails = result("RD-04", "5", "3.1.2", "fails");
    for (String field : List.of("level", "title", "group", "reason", "mqtt", "command")) {
      fails.put(field, hostile);
    }
    fails.put("id", hostile).put("clause", hostile);
    fails.set("notes", Json.array(hostile));
    fails.set("needs", Json.array(hostile));
    ObjectNode line = ReportFixture.line(1, hostile, hostile, "{\"a\":\"" + hostile + "\"}");
    fails.set("wire", Json.array(line.put("client", hostile)));
    ObjectNode report = report(hostile, fails);
    report.put("kit", hostile).put("started", hostile).put("protocol", hostile);
    report.withObject("/result").put("verdict", hostile);
    for (String field : List.of("broker", "server", "profile", "prefix")) {
      report.withObject("/target").put(field, hostile);
    }
    report.withObject("/target").set("capabilities", Json.array(hostile));
    report.withObject("/options").put("mqtt", hostile).put("shuffle", hostile);
    report.withObject("/options").set("cases", Json.array(hostile));
    String html = html(report, report);
    Document page = ParsedPage.of(html);

    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("script").html()).isEqualTo(page.select("body > script").html());
    assertThat(page.select("img, [onerror]")).isEmpty();
    assertThat(page.select(".title").text())
        .contains("<img src=x onerror=alert(2)>\"'&\\u0000\\u202e");
    assertThat(page.select(".title").text()).isNotEmpty();
    assertThat(html).doesNotContain("\0").doesNotContain("\u202e");
  }

  @Test
  void aTemplatesPlace_inAReport_isNotFilled() {
    Document page = page(result("RD-04", "5", "3.1.2", "fails").put("reason", "{{script}} $1 \\"));

    assertThat(page.select(".why").eachText()).containsExactly("{{script}} $1 \\");
  }

  @Test
  void thePage_loadsNothing_andRunsNoScriptButItsOwn() {
    Document page = page(result("RD-04", "5", "3.1.2", "holds"));

    assertThat(page.select("[src], link[rel=stylesheet], iframe, object")).isEmpty();
    assertThat(page.select("[href]").eachAttr("href"))
        .allMatch(address -> address.startsWith("#") || address.equals("data:,"));
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    assertThat(policy)
        .contains("default-src 'none'")
        .contains("script-src '" + ParsedPage.hash(page.selectFirst("script")) + "'");
  }

  @Test
  void fiveThousandCases_keepToABoundedSize_andThePageSaysWhatWasCut() {
    ObjectNode report = ReportFixture.conformance("server", 1, 0.02, 5_000);
    String html = html(report);
    Document page = ParsedPage.of(html);

    assertThat(page.select("details.case")).hasSizeGreaterThan(5_000);
    assertThat(html.length()).isLessThan(25_000_000);
    assertThat(page.select("footer").text())
        .contains("to look at are whole; of each other case one log is shown, cut to 6 lines");
    assertThat(page.select("details.case:has(.wire)")).hasSizeGreaterThan(4_500);
    assertThat(page.select("details.case[open]").size()).isBetween(1, 50);
  }

  @Test
  void aLogThatIsTooLong_keepsItsFirstAndLastLines() {
    List<ObjectNode> fails = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ObjectNode result = result("RD-" + i, "5", "3.1.2", "fails");
      ArrayNode wire = Json.array();
      for (int ms = 0; ms < 120; ms++) {
        wire.add(ReportFixture.line(ms, "<", "PUBLISH", "x".repeat(1_400)));
      }
      result.set("wire", wire);
      fails.add(result);
    }
    Document page = page(fails.toArray(ObjectNode[]::new));
    Element log = page.selectFirst("#RD-7 .wire tbody");

    assertThat(log.select("tr td:first-child").eachText())
        .hasSize(41)
        .startsWith("0", "1")
        .contains("… 80 lines are left out here")
        .endsWith("118", "119");
    assertThat(log.selectFirst("tr").text()).endsWith("xxx… (1400 characters)");
    assertThat(page.select("footer").text()).contains("cut to 40 lines of 800 characters");
  }

  @Test
  void whatIsNoSuchReport_isRefused() {
    assertThatThrownBy(() -> html()).hasMessageContaining("one report at least");
    assertThatThrownBy(() -> html(ReportFixture.bench("read", 1)))
        .hasMessageContaining("no mqttspec-conformance-report");
    assertThatThrownBy(() -> html(report("server").put("version", 2)))
        .hasMessageContaining("not version 2");
    assertThatThrownBy(() -> page(result("RD-01", "5", "3.1.1", "splendid")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("splendid");
  }

  private static List<String> cells(Document page, String id) {
    return page.select("#" + id + " .cell").eachText();
  }

  private static Document page(ObjectNode... results) {
    return ParsedPage.of(html(report("server", results)));
  }

  private static String html(JsonNode... reports) {
    return ConformancePage.html(List.of(reports));
  }

  private static ObjectNode report(String target, ObjectNode... results) {
    return ReportFixture.report(target, Json.array((Object[]) results));
  }

  private static ObjectNode result(String id, String mqtt, String clause, String verdict) {
    return ReportFixture.result(id, mqtt, "MUST", clause, verdict);
  }
}
