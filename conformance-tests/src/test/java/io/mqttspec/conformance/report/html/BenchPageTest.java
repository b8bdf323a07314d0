package io.mqttspec.conformance.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class BenchPageTest {

  @Test
  void aReport_hasItsPlotsAndEachFigure() {
    Document page = page(ReportFixture.bench("read", 7), ReportFixture.bench("write", 3));

    assertThat(page.select("main > section > h2").eachText())
        .allMatch(heading -> heading.contains("16 clients × 16 in flight"));
    Element read = page.selectFirst("main > section");
    assertThat(read.select("figcaption").eachText())
        .extracting(caption -> caption.substring(0, caption.indexOf(" ")))
        .containsExactly("Throughput", "Latency", "Ratio");
    assertThat(read.select("svg[role=img][aria-label]")).hasSize(3);
    assertThat(read.select("table").get(1).select("tbody tr")).hasSize(14);
    assertThat(read.select("table").get(0).select("tbody tr").eachText())
        .anyMatch(row -> row.startsWith("raw loop 40,900 (38,100 – 42,800) 4.10 (3.90 – 4.40)"));
    assertThat(read.select(".tell").text())
        .contains("mqttspec on h2 against raw loop")
        .contains("0.624 (0.581 – 0.661)")
        .contains("2.50 (2.10 – 2.90) ms more");
    assertThat(read.select("dl").text()).contains("in flight 16").contains("rate none");
  }

  @Test
  void plots_placeValuesWhereTheyBelong() {
    Document page = page(bench(round("A", 1, "100"), round("A", 2, "200")));
    String[] points = page.selectFirst("svg .stroke").attr("points").split("[ ,]", -1);

    // 200 is the plot's upper edge, 100 half way up; two rounds share the width.
    double lower = Double.parseDouble(points[1]);
    double upper = Double.parseDouble(points[3]);
    double axis = Double.parseDouble(page.selectFirst("svg .axis").attr("y1"));
    assertThat(axis - upper).isCloseTo(2 * (axis - lower), within(0.2));
    assertThat(Double.parseDouble(points[2])).isGreaterThan(Double.parseDouble(points[0]));
    assertThat(page.select("svg").first().select("text.tick").eachText())
        .contains("0", "100", "200");
  }

  @Test
  void aReportOfOneTarget_hasNoRatio() {
    Document page = page(bench(round("A", 1, "100")));

    assertThat(page.select("figcaption").eachText()).hasSize(2);
    assertThat(page.select(".tell")).isEmpty();
  }

  @Test
  void roundsWithoutLatencyOrRequests_leaveNoHole() {
    ObjectNode empty = round("A", 1, "0");
    empty.remove("latency_ms");
    empty.remove("cpu_seconds");
    Document page = page(bench(empty));

    assertThat(page.select("figcaption").eachText()).hasSize(1);
    assertThat(page.html()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void namesOfTargets_areTextEverywhere() {
    String hostile = "\"><script>alert(1)</script>";
    ObjectNode report = bench(round(hostile, 1, "100"));
    report.put("scenario", hostile).put("started", hostile);
    report.withObject("/machine").put(hostile, hostile);
    Document page = page(report);

    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("svg text.name").eachText()).contains(hostile);
  }

  @Test
  void whatIsNoSuchReport_isRefused() {
    assertThatThrownBy(() -> page(ReportFixture.conformance("server", 1, 0, 0)))
        .hasMessageContaining("no mqttspec-bench-report");
    assertThatThrownBy(() -> page(bench())).hasMessageContaining("without rounds");
  }

  private static Document page(ObjectNode... reports) {
    return ParsedPage.of(BenchPage.html(List.of(reports)));
  }

  private static ObjectNode bench(ObjectNode... rounds) {
    ObjectNode report = ReportFixture.bench("read", 1);
    report.set("rounds", Json.array((Object[]) rounds));
    report.remove("ratio");
    return report;
  }

  private static ObjectNode round(String target, int round, String perSecond) {
    return Json.object(
        "target",
        target,
        "round",
        round,
        "requests",
        0,
        "per_second",
        new BigDecimal(perSecond),
        "latency_ms",
        Json.object("p50", 1, "p99", 10),
        "cpu_seconds",
        Json.object("client", 1));
  }
}
