package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.ProtocolText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The page of conformance reports: cases by targets, what fails first. Its size stays within bounds
 * however long the wire logs are; the page says what was cut.
 */
public final class ConformancePage {

  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)+");
  private static final List<String> LEVELS = List.of("MUST", "SHOULD", "RECORDED");
  private static final int CARDS_OPEN = 2;
  private static final int OPEN_AT_FIRST = 50;
  private static final long WIRE_OF_FIRST = 12_000_000;
  private static final long WIRE_OF_OTHERS = 6_000_000;

  private final List<JsonNode> reports;
  private final List<String> names;
  private final ProtocolText protocol = ProtocolText.packed();
  private final Collection<CaseRow> rows;
  private final WireLogs wireOfFirst;
  private final WireLogs wireOfOthers;
  private final boolean oneLogForOthers;
  private final Html html = new Html();

  private ConformancePage(List<JsonNode> reports) {
    this.reports = reports;
    this.names = TargetNames.of(reports.stream().map(report -> report.path("target")).toList());
    this.rows = CaseRow.of(reports);
    Map<Boolean, List<JsonNode>> results =
        rows.stream()
            .collect(
                Collectors.partitioningBy(
                    CaseRow::needsALook,
                    Collectors.flatMapping(row -> row.all().stream(), Collectors.toList())));
    this.wireOfFirst = WireLogs.within(WIRE_OF_FIRST, results.get(true));
    WireLogs ofOthers = WireLogs.within(WIRE_OF_OTHERS, results.get(false));
    this.oneLogForOthers = ofOthers.isNone();
    if (oneLogForOthers) {
      List<JsonNode> one =
          rows.stream().filter(row -> !row.needsALook()).map(CaseRow::firstLogged).toList();
      ofOthers = WireLogs.within(WIRE_OF_OTHERS, one);
    }
    this.wireOfOthers = ofOthers;
  }

  /**
   * The page as HTML, a file of its own.
   *
   * @param reports conformance reports, one or more; one target may have several
   * @throws IllegalArgumentException if there is none, or one is not such a report
   */
  public static String html(List<JsonNode> reports) {
    ReportFormat.CONFORMANCE.require(reports);
    return new ConformancePage(reports).write();
  }

  private String write() {
    String title = "MQTTSpec conformance: " + String.join(", ", names);
    html.open("header").element("h1", "MQTTSpec conformance");
    html.element("p", inTotal(), "class", "faint").close().line();
    html.open("div", "class", "cards");
    for (int target = 0; target < reports.size(); target++) {
      card(target);
    }
    html.close().line();

    List<CaseRow> first =
        rows.stream()
            .filter(CaseRow::needsALook)
            .sorted(
                Comparator.comparing((CaseRow row) -> row.isUnexpected() ? 0 : 1)
                    .thenComparing(row -> LEVELS.indexOf(row.level())))
            .toList();
    Map<String, List<CaseRow>> chapters = new TreeMap<>(ConformancePage::compareChapters);
    for (CaseRow row : rows) {
      chapters.computeIfAbsent(chapterOf(row), chapter -> new ArrayList<>()).add(row);
    }
    contents(first, chapters);
    String kind = reports.size() > 1 ? "wide" : "alone";
    html.open("main", "class", kind, "style", "--targets:" + reports.size());
    top();
    failures(first);
    chapters.forEach(this::chapter);
    html.close().line();
    foot();
    return Page.of(title, html);
  }

  private String inTotal() {
    long differing = rows.stream().filter(CaseRow::differs).count();
    String cases = "%,d cases".formatted(rows.size());
    if (reports.size() == 1) {
      return differing == 0 ? cases : cases + ", " + differing + " differ by MQTT version";
    }
    return cases
        + ", %d targets; %,d cases do not come out the same everywhere"
            .formatted(reports.size(), differing);
  }

  // The head: a card for each target.

  private void card(int index) {
    JsonNode report = reports.get(index);
    JsonNode target = report.path("target");
    JsonNode result = report.path("result");
    String verdict = result.path("verdict").asText();
    html.open("section", "class", "card");
    html.open("h2").element("bdi", names.get(index)).close();
    html.open("p").element("span", sign(verdict) + verdict, "class", badge(verdict)).close();
    if (verdict.equals(Verdict.NOT_JUDGED.wireName())) {
      StreamSupport.stream(report.path("cases").spliterator(), false)
          .filter(judged -> CaseRow.verdict(judged) == Verdict.NOT_JUDGED)
          .findFirst()
          .ifPresent(judged -> html.element("pre", reason(judged), "class", "why"));
    }
    counts(result);
    if (report.path("options").path("mqtt").asText().equals("both")) {
      html.element("p", "each case counts by MQTT 3.1.1 and by 5", "class", "faint");
    }
    JsonNode options = report.path("options");
    html.open("details", "class", "facts");
    if (reports.size() <= CARDS_OPEN) {
      html.attribute("open", "");
    }
    html.element("summary", "The run");
    html.open("dl");
    fact("Broker", target.path("broker").asText());
    fact("Server", target.path("server").asText());
    fact("Profile", target.path("profile").asText());
    fact("Topic prefix", target.path("prefix").asText());
    fact("MQTT", versions(options.path("mqtt").asText()));
    fact("Started", Figures.time(report.path("started").asText()));
    fact("Took", Figures.duration(report.path("seconds")));
    fact("Kit", report.path("kit").asText() + ", protocol " + report.path("protocol").asText());
    fact("Options", options(options));
    chips("Claimed", "chips", target.path("capabilities"));
    chips("Lacking", "chips lacking", target.path("lacking"));
    html.close().close().close().line();
  }

  private static String sign(String verdict) {
    return switch (verdict) {
      case "conforms" -> "✓ ";
      case "fails" -> "✗ ";
      case "flaky" -> "≈ ";
      default -> "? ";
    };
  }

  private static String badge(String verdict) {
    return switch (verdict) {
      case "conforms" -> "badge holds";
      case "fails", "expectations out of date" -> "badge fails";
      case "flaky" -> "badge flaky";
      default -> "badge not-judged";
    };
  }

  private void counts(JsonNode result) {
    List<Verdict> shown = List.of(Verdict.HOLDS, Verdict.FAILS, Verdict.FLAKY, Verdict.SKIPPED);
    html.open("table", "class", "figures").open("thead").open("tr");
    html.open("td").close();
    for (Verdict verdict : shown) {
      html.element("th", verdict.shown(), "scope", "col");
    }
    html.close().close().open("tbody");
    for (String level : List.of("must", "should")) {
      html.open("tr").element("th", level.toUpperCase(Locale.ROOT), "scope", "row");
      for (Verdict verdict : shown) {
        long count = result.path(level).path(verdict.wireName()).asLong();
        boolean bad = count > 0 && (verdict == Verdict.FAILS || verdict == Verdict.FLAKY);
        html.element("td", "%,d".formatted(count), "class", bad ? "bad" : "good");
      }
      html.close();
    }
    html.close().close();
    long recorded = result.path("recorded").asLong();
    if (recorded > 0) {
      html.element("p", "%,d more are recorded only, not judged".formatted(recorded));
    }
  }

  private static String versions(String option) {
    return switch (option) {
      case "both" -> "3.1.1 and 5";
      case "3" -> "3.1.1";
      default -> option;
    };
  }

  private static String options(JsonNode options) {
    List<String> said = new ArrayList<>();
    if (options.path("strict").asBoolean()) {
      said.add("strict");
    }
    if (options.path("repeat").asInt(1) > 1) {
      said.add("each case " + options.path("repeat").asText() + " times");
    }
    if (options.hasNonNull("shuffle")) {
      said.add("shuffled by seed " + options.path("shuffle").asText());
    }
    if (options.path("cases").size() > 0) {
      said.add("only cases " + joined(options.path("cases")));
    }
    return String.join(", ", said);
  }

  private void fact(String name, String value) {
    if (!value.isEmpty()) {
      html.element("dt", name).open("dd").element("bdi", value).close();
    }
  }

  private void chips(String name, String cssClass, JsonNode capabilities) {
    if (!capabilities.isEmpty()) {
      html.element("dt", name).open("dd").open("ul", "class", cssClass);
      capabilities.forEach(capability -> html.element("li", capability.asText()));
      html.close().close();
    }
  }

  private void contents(List<CaseRow> first, Map<String, List<CaseRow>> chapters) {
    html.open("nav", "aria-label", "Chapters").open("ul");
    if (!first.isEmpty()) {
      html.open("li").element("a", "To look at: " + first.size(), "href", "#page-first").close();
    }
    chapters.forEach(
        (number, cases) -> {
          html.open("li").element("a", chapterTitle(number), "href", "#page-chapter-" + number);
          html.element("span", " " + cases.size(), "class", "faint").close();
        });
    html.close().close().line();
  }

  private void top() {
    html.open("div", "class", "top");
    html.open("div", "class", "filter", "id", "page-filter", "role", "search", "hidden", "");
    html.open("label").text("Search ");
    html.open("input", "type", "search", "id", "page-search", "placeholder", "id, title, reason");
    html.close();
    html.open("fieldset").element("legend", "Verdict");
    for (Verdict verdict : Verdict.values()) {
      box("verdict", verdict.cssClass(), verdict.shown());
    }
    html.close();
    if (reports.size() > 1) {
      html.open("label").text("of ").open("select", "id", "page-target");
      html.element("option", "any target", "value", "");
      for (int target = 0; target < reports.size(); target++) {
        html.element("option", names.get(target), "value", String.valueOf(target));
      }
      html.close().close();
    }
    html.open("fieldset").element("legend", "Level");
    LEVELS.forEach(level -> box("level", level, level));
    html.close();
    if (rows.stream().anyMatch(CaseRow::differs)) {
      html.open("label");
      html.open("input", "type", "checkbox", "name", "differences", "id", "page-differences");
      html.text(" only differences").close();
    }
    html.element("button", "Show all", "type", "button", "id", "page-all");
    html.element("button", "Unfold shown", "type", "button", "id", "page-unfold");
    html.element("button", "Fold", "type", "button", "id", "page-fold");
    html.element("span", "", "id", "page-shown", "class", "faint", "role", "status");
    html.close();
    html.open("div", "class", "columns", "aria-hidden", "true");
    for (String column : List.of("Case", "Level", "Clause", "What holds")) {
      html.element("span", column);
    }
    names.forEach(name -> html.element("span", name));
    html.close().close().line();
  }

  private void box(String name, String value, String label) {
    html.open("label");
    html.open("input", "type", "checkbox", "name", name, "value", value, "checked", "");
    html.text(" " + label).close();
  }

  // The cases.

  private void failures(List<CaseRow> first) {
    if (first.isEmpty()) {
      return;
    }
    html.open("section", "class", "cases", "aria-labelledby", "page-first");
    html.open("h2", "id", "page-first").text("To look at");
    String fail =
        first.size() == 1
            ? "1 case fails, is flaky or goes unexpectedly"
            : first.size() + " cases fail, are flaky or go unexpectedly";
    html.element("small", fail).close();
    int opened = 0;
    for (CaseRow row : first) {
      caseRow(row, row.isUnexpected() && opened++ < OPEN_AT_FIRST);
    }
    html.close().line();
  }

  private void chapter(String number, List<CaseRow> cases) {
    String id = "page-chapter-" + number;
    html.open("section", "class", "cases", "aria-labelledby", id);
    html.open("h2", "id", id).text(chapterTitle(number));
    html.element("small", cases.size() == 1 ? "1 case" : cases.size() + " cases").close();
    for (CaseRow row : cases) {
      if (row.needsALook()) {
        html.open("div", "class", "elsewhere", "data-level", row.level());
        if (row.differs()) {
          html.attribute("data-differs", "");
        }
        html.open("span", "class", "id");
        html.element("a", row.id(), "href", "#" + anchor(row.id()), "title", "shown above").close();
        line(row);
        html.close().line();
      } else {
        caseRow(row, false);
      }
    }
    html.close().line();
  }

  private String chapterTitle(String number) {
    String title = protocol.chapter(number + ".");
    if (number.isEmpty()) {
      return "Without a clause";
    }
    return title.isEmpty() ? "Chapter " + number : number + " " + title;
  }

  /** The number of the chapter in which a case's clause stands. */
  private static String chapterOf(CaseRow row) {
    int point = row.clause().indexOf('.');
    return point < 0 ? row.clause() : row.clause().substring(0, point);
  }

  private static int compareChapters(String left, String right) {
    Comparator<String> byLength = Comparator.comparing(String::length);
    return byLength.thenComparing(Comparator.naturalOrder()).compare(left, right);
  }

  private void caseRow(CaseRow row, boolean opened) {
    html.open("details", "class", "case", "id", anchor(row.id()));
    html.attribute("data-level", row.level());
    if (row.differs()) {
      html.attribute("data-differs", "");
    }
    if (opened) {
      html.attribute("open", "");
    }
    html.open("summary").element("span", row.id(), "class", "id");
    line(row);
    html.close().open("div", "class", "body");
    clause(row);
    for (int target = 0; target < reports.size(); target++) {
      boolean first = true;
      for (JsonNode result : row.results().get(target)) {
        boolean look = CaseRow.needsALook(result);
        boolean logged = row.needsALook() || !oneLogForOthers || result.equals(row.firstLogged());
        WireLogs form = row.needsALook() ? wireOfFirst : wireOfOthers;
        result(target, result, logged ? form : WireLogs.NONE, look && first);
        first = first && !look;
      }
    }
    html.close().close().line();
  }

  private void line(CaseRow row) {
    html.element("span", row.level(), "class", "level");
    html.element("span", row.clause(), "class", "number");
    html.open("span", "class", "title").text(row.about().path("title").asText());
    if (row.differs()) {
      html.element("span", "≠ differs", "class", "mark");
    }
    html.close();
    for (int target = 0; target < reports.size(); target++) {
      html.open("span", "class", "cells");
      html.element("span", names.get(target) + ": ", "class", "unseen");
      cells(target, row.results().get(target));
      html.close();
    }
  }

  /** One cell where all versions of the run came out the same, else one for each. */
  private void cells(int target, List<JsonNode> results) {
    String index = String.valueOf(target);
    if (results.isEmpty()) {
      html.element("span", "not run", "class", "cell none");
      return;
    }
    long shown = results.stream().map(r -> r.path("verdict") + expectation(r)).distinct().count();
    boolean both = reports.get(target).path("options").path("mqtt").asText().equals("both");
    boolean plain = shown == 1 && (results.size() > 1 || !both);
    for (JsonNode result : plain ? results.subList(0, 1) : results) {
      Verdict verdict = CaseRow.verdict(result);
      html.open("span", "class", "cell " + verdict.cssClass());
      html.attribute("data-t", index).attribute("data-v", verdict.cssClass());
      html.text(verdict.shown());
      String more = (plain ? "" : " " + result.path("mqtt").asText()) + expectation(result);
      if (!more.isEmpty()) {
        html.element("span", more, "class", "v");
      }
      html.close();
    }
  }

  private static String expectation(JsonNode result) {
    if (!result.path("expected").asBoolean(true)) {
      return " unexpected";
    }
    boolean known = result.has("expected") && CaseRow.needsALook(result);
    return known ? " known" : "";
  }

  private void clause(CaseRow row) {
    for (MatchResult number : NUMBER.matcher(row.clause()).results().toList()) {
      html.open("p", "class", "clause").element("b", number.group()).text(" ");
      rule(protocol.clause(number.group()).orElse(""));
      html.close();
    }
    if (!row.about().path("needs").isEmpty()) {
      html.open("p", "class", "faint").text("Needs ");
      html.element("code", joined(row.about().path("needs"))).close();
    }
  }

  /** Writes a rule's Markdown: its code as code, the rest as text. */
  private void rule(String markdown) {
    String[] parts = markdown.replace("**", "").split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        html.text(parts[i]);
      } else {
        html.element("code", parts[i]);
      }
    }
  }

  /**
   * Of a target's logs only the first to look at is unfolded: the next ones tell the same mostly.
   */
  private void result(int target, JsonNode result, WireLogs form, boolean unfolded) {
    Verdict verdict = CaseRow.verdict(result);
    boolean look = CaseRow.needsALook(result);
    html.open("div", "class", "result").open("h4");
    html.element("span", verdict.shown(), "class", "badge " + verdict.cssClass()).text(" ");
    html.element("bdi", names.get(target));
    html.text(" MQTT " + result.path("mqtt").asText());
    html.element("span", circumstances(result), "class", "faint").close();
    String reason = reason(result);
    if (!reason.isEmpty()) {
      html.element("pre", reason, "class", look ? "why" : "why quiet");
    }
    if (!result.path("notes").isEmpty()) {
      html.open("ul", "class", "notes");
      result.path("notes").forEach(note -> html.element("li", note.asText()));
      html.close();
    }
    JsonNode log = result.path("wire");
    boolean shown = !log.isEmpty() && !form.isNone();
    if (shown) {
      html.open("details", "class", "log");
      if (unfolded) {
        html.attribute("open", "");
      }
      String summary = log.size() == 1 ? "1 line" : log.size() + " lines";
      html.element("summary", "What was sent and what came, " + summary);
      // To be scrolled by the keyboard, it has to take the focus.
      html.open("div", "class", "scroll", "tabindex", "0", "role", "region");
      html.attribute("aria-label", "Wire log");
      form.write(log, html);
      html.close();
      if (!look) {
        command(result);
      }
      html.close();
    }
    if (look || !shown) {
      command(result);
    }
    html.close();
  }

  private static String circumstances(JsonNode result) {
    StringBuilder said = new StringBuilder();
    if (result.has("seconds")) {
      said.append(" · ").append(Figures.duration(result.path("seconds")));
    }
    if (result.path("runs").asInt(1) > 1) {
      said.append(
          " · failed in %s of %s runs"
              .formatted(result.path("failed").asText("0"), result.path("runs").asText()));
    }
    if (result.has("expected")) {
      said.append(
          result.path("expected").asBoolean() ? " · as expected" : " · not what was expected");
    }
    return said.toString();
  }

  private static String reason(JsonNode result) {
    return result.path("reason").asText("").strip();
  }

  private void command(JsonNode result) {
    String command = result.path("command").asText("");
    if (!command.isEmpty()) {
      html.open("div", "class", "command").element("code", command);
      html.element("button", "Copy", "type", "button", "hidden", "").close();
    }
  }

  private void foot() {
    html.open("footer");
    html.element(
        "p",
        "Wire logs of the cases to look at are %s; %s %s. The JSON reports have"
                .formatted(
                    wireOfFirst.inWords(),
                    oneLogForOthers
                        ? "of each other case one log is shown,"
                        : "those of the others are",
                    wireOfOthers.inWords())
            + " them as the kit kept them. White space within JSON is laid out anew, control"
            + " characters are shown as \\u and their number.");
    html.element(
        "p",
        "A verdict without a number holds for each MQTT version of the run. \"known\" is a failure"
            + " that the expectations file names, \"unexpected\" what goes otherwise than it says.");
    html.close();
  }

  /** An id for a link: what would have to be escaped in an address is replaced. */
  private static String anchor(String id) {
    return id.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static String joined(JsonNode names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asText()));
    return String.join(", ", all);
  }
}
