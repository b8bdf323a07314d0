package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The page of bench reports: for each its plots, its figures, and where they were taken. */
public final class BenchPage {

  private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p999", "max");
  private static final List<String> PERCENTILE_NAMES =
      List.of("50 %", "90 %", "99 %", "99.9 %", "max");

  /** Below this a logarithm has nothing to show: the clock's own grain. */
  private static final double LEAST_MS = 0.001;

  private final Html html = new Html();

  private BenchPage() {}

  /**
   * The page as HTML, a file of its own.
   *
   * @param reports bench reports, one or more
   * @throws IllegalArgumentException if there is none, or one is not such a report
   */
  public static String html(List<JsonNode> reports) {
    ReportFormat.BENCH.require(reports);
    return new BenchPage().write(reports);
  }

  private String write(List<JsonNode> reports) {
    html.open("header").element("h1", "MQTTSpec bench").close();
    if (reports.size() > 1) {
      html.open("nav", "aria-label", "Reports").open("ul");
      for (int i = 0; i < reports.size(); i++) {
        html.open("li").element("a", heading(reports.get(i)), "href", "#page-report-" + i).close();
      }
      html.close().close();
    }
    html.open("main");
    for (int i = 0; i < reports.size(); i++) {
      report(reports.get(i), "page-report-" + i);
    }
    html.close();
    return Page.of("MQTTSpec bench: " + heading(reports.get(0)), html);
  }

  private static String heading(JsonNode report) {
    JsonNode options = report.path("options");
    String load =
        options.hasNonNull("rate")
            ? "%s a second from %s clients"
                .formatted(options.path("rate").asText(), options.path("clients").asText())
            : "%s clients × %s in flight"
                .formatted(options.path("clients").asText(), options.path("in_flight").asText());
    return report.path("scenario").asText() + ", " + load;
  }

  private void report(JsonNode report, String id) {
    Rounds rounds = Rounds.of(report);
    html.open("section", "aria-labelledby", id);
    html.open("h2", "id", id).text(heading(report));
    html.element("small", Figures.time(report.path("started").asText())).close();
    summary(report, rounds);
    html.open("div", "class", "plots");
    throughput(rounds);
    latency(rounds);
    ratio(report, rounds);
    html.close();
    html.element("h3", "Each round");
    eachRound(rounds);
    html.element("h3", "Where and how");
    circumstances(report);
    html.close().line();
  }

  // Figures.

  private void summary(JsonNode report, Rounds rounds) {
    openTable();
    html.open("tr");
    for (String head :
        List.of(
            "Median (least – most)",
            "Requests/s",
            "50 %, ms",
            "99 %, ms",
            "Errors",
            "CPU µs/request, client",
            "CPU µs/request, server",
            "Bytes/request, server")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    for (String target : rounds.targets()) {
      List<JsonNode> own = rounds.of(target);
      html.open("tr").element("th", target, "scope", "row");
      JsonNode summary = Rounds.named(report.path("summary"), target);
      html.element("td", spread(summary.path("per_second")));
      html.element("td", spread(summary.path("p50_ms")));
      html.element("td", spread(summary.path("p99_ms")));
      html.element("td", Figures.number(sum(own, round -> round.path("errors").asDouble())));
      html.element("td", cpuPerRequest(own, "client"));
      html.element("td", cpuPerRequest(own, "server"));
      html.element("td", allocated(own)).close();
    }
    html.close().close().close();
    JsonNode ratio = report.path("ratio");
    if (ratio.has("per_second") && rounds.targets().size() > 1) {
      html.open("p", "class", "tell");
      html.text(
          "%s against %s, in paired rounds: throughput × "
              .formatted(rounds.targets().get(1), rounds.targets().get(0)));
      html.element("strong", spread(ratio.path("per_second")));
      if (ratio.has("p50_difference_ms")) {
        html.text(", median latency by ");
        html.element("strong", spread(ratio.path("p50_difference_ms")) + " ms");
        html.text(" more");
      }
      html.close();
    }
  }

  private void openTable() {
    // To be scrolled by the keyboard, it has to take the focus.
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region");
    html.attribute("aria-label", "Figures");
    html.open("table", "class", "figures").open("thead");
  }

  private static String spread(JsonNode figures) {
    if (!figures.path("median").isNumber()) {
      return "";
    }
    return "%s (%s – %s)"
        .formatted(
            Figures.number(figures.path("median").asDouble()),
            Figures.number(figures.path("min").asDouble()),
            Figures.number(figures.path("max").asDouble()));
  }

  private static String cpuPerRequest(List<JsonNode> rounds, String side) {
    Predicate<JsonNode> known = round -> round.path("cpu_seconds").path(side).isNumber();
    List<JsonNode> measured = rounds.stream().filter(known).toList();
    double requests = sum(measured, round -> round.path("requests").asDouble());
    if (requests == 0) {
      return "";
    }
    double seconds = sum(measured, round -> round.path("cpu_seconds").path(side).asDouble());
    return Figures.number(seconds / requests * 1_000_000);
  }

  private static String allocated(List<JsonNode> rounds) {
    double[] bytes =
        rounds.stream()
            .map(round -> round.path("allocated_bytes_per_request"))
            .filter(JsonNode::isNumber)
            .mapToDouble(JsonNode::asDouble)
            .sorted()
            .toArray();
    return bytes.length == 0 ? "" : Figures.number(bytes[bytes.length / 2]);
  }

  private static double sum(List<JsonNode> rounds, ToDoubleFunction<JsonNode> figure) {
    return rounds.stream().mapToDouble(figure).sum();
  }

  private void eachRound(Rounds rounds) {
    openTable();
    html.open("tr");
    for (String head : List.of("Target", "Round", "Seconds", "Requests", "Requests/s", "Errors")) {
      html.element("th", head, "scope", "col");
    }
    PERCENTILE_NAMES.forEach(name -> html.element("th", name + ", ms", "scope", "col"));
    for (String head : List.of("Mean, ms", "CPU s, client", "CPU s, server", "Bytes/request")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    for (JsonNode round : rounds.all()) {
      html.line().open("tr");
      html.element("th", round.path("target").asText(), "scope", "row");
      html.element("td", round.path("round").asText());
      for (String figure : List.of("seconds", "requests", "per_second", "errors")) {
        figure(round.path(figure));
      }
      PERCENTILES.forEach(percentile -> figure(round.path("latency_ms").path(percentile)));
      figure(round.path("latency_ms").path("mean"));
      figure(round.path("cpu_seconds").path("client"));
      figure(round.path("cpu_seconds").path("server"));
      figure(round.path("allocated_bytes_per_request"));
      html.close();
    }
    html.close().close().close();
  }

  private void figure(JsonNode number) {
    html.element("td", number.isNumber() ? Figures.number(number.asDouble()) : "");
  }

  private void circumstances(JsonNode report) {
    html.open("div", "class", "cards");
    card("Machine", report.path("machine"));
    card("Options", report.path("options"));
    for (JsonNode target : report.path("targets")) {
      card(target.path("name").asText(), target);
    }
    html.close();
  }

  private void card(String name, JsonNode facts) {
    html.open("section", "class", "card").element("h3", name).open("dl");
    for (Map.Entry<String, JsonNode> fact : facts.properties()) {
      html.element("dt", fact.getKey().replace('_', ' '));
      JsonNode value = fact.getValue();
      String shown = value.isValueNode() ? value.asText() : value.toString();
      html.element("dd", value.isNull() ? "none" : shown);
    }
    html.close().close();
  }

  // Plots.

  private void throughput(Rounds rounds) {
    double most =
        rounds.all().stream()
            .mapToDouble(round -> round.path("per_second").asDouble())
            .max()
            .orElse(1);
    figure("Throughput", "requests a second, round by round");
    Plot plot =
        Plot.linear(
            html, "Requests a second by round; figures in the table", rounds.count(), 0, most);
    plot.placeNames(rounds.names()).placesAre("round");
    for (String target : rounds.targets()) {
      List<Plot.Point> points = new ArrayList<>();
      for (JsonNode round : rounds.of(target)) {
        points.add(Plot.Point.of(rounds.place(round), round.path("per_second").asDouble()));
      }
      plot.series(target, points);
    }
    plot.end();
    html.close();
  }

  private void latency(Rounds rounds) {
    double[] all =
        rounds.all().stream()
            .flatMap(round -> PERCENTILES.stream().map(round.path("latency_ms")::path))
            .filter(JsonNode::isNumber)
            .mapToDouble(value -> Math.max(LEAST_MS, value.asDouble()))
            .sorted()
            .toArray();
    if (all.length == 0) {
      return;
    }
    figure("Latency", "milliseconds, logarithmic; median of the rounds with least and most");
    Plot plot =
        Plot.logarithmic(
            html,
            "Latency by percentile; figures in the table",
            PERCENTILES.size(),
            all[0],
            all[all.length - 1]);
    plot.placeNames(PERCENTILE_NAMES).placesAre("share of requests");
    for (int i = 0; i < rounds.targets().size(); i++) {
      String target = rounds.targets().get(i);
      // Side by side, so that one target's spread does not hide another's.
      double aside = (i - (rounds.targets().size() - 1) / 2.0) * 0.12;
      plot.series(target, percentiles(rounds.of(target), aside));
    }
    plot.end();
    html.close();
  }

  private static List<Plot.Point> percentiles(List<JsonNode> rounds, double aside) {
    List<Plot.Point> points = new ArrayList<>();
    for (int place = 0; place < PERCENTILES.size(); place++) {
      String percentile = PERCENTILES.get(place);
      double[] values =
          rounds.stream()
              .map(round -> round.path("latency_ms").path(percentile))
              .filter(JsonNode::isNumber)
              .mapToDouble(value -> Math.max(LEAST_MS, value.asDouble()))
              .sorted()
              .toArray();
      if (values.length > 0) {
        double median = values[values.length / 2];
        points.add(new Plot.Point(place + aside, values[0], median, values[values.length - 1]));
      }
    }
    return points;
  }

  private void ratio(JsonNode report, Rounds rounds) {
    JsonNode ratio = report.path("ratio").path("per_second");
    List<Plot.Point> points = rounds.ratios();
    if (ratio.isMissingNode() || points.isEmpty()) {
      return;
    }
    double least = points.stream().mapToDouble(Plot.Point::value).min().orElse(1);
    double most = points.stream().mapToDouble(Plot.Point::value).max().orElse(1);
    String second = rounds.targets().get(1);
    String first = rounds.targets().get(0);
    figure("Ratio", "throughput of " + second + " ÷ " + first + ", round by round");
    Plot plot =
        Plot.linear(
            html,
            "Ratio of throughput by round; figures in the table",
            rounds.count(),
            Math.min(1, Math.min(least, ratio.path("min").asDouble())),
            Math.max(1, Math.max(most, ratio.path("max").asDouble())));
    plot.placeNames(rounds.names()).placesAre("round");
    plot.band(ratio.path("min").asDouble(), ratio.path("max").asDouble());
    plot.level("axis", 1, "1: equal");
    double median = ratio.path("median").asDouble();
    plot.level("median", median, "median " + Figures.number(median));
    plot.series(second + " ÷ " + first, points).end();
    html.close();
  }

  private void figure(String caption, String more) {
    html.open("figure").open("figcaption").text(caption + " ").element("small", more).close();
  }

  /** The rounds of one report. */
  private record Rounds(List<JsonNode> all, List<String> targets, List<String> names) {

    static Rounds of(JsonNode report) {
      List<JsonNode> all =
          StreamSupport.stream(report.path("rounds").spliterator(), false).toList();
      List<String> targets =
          all.stream().map(round -> round.path("target").asText()).distinct().toList();
      List<String> names =
          all.stream().map(round -> round.path("round").asText()).distinct().toList();
      if (all.isEmpty()) {
        throw new IllegalArgumentException("A bench report without rounds has nothing to plot");
      }
      return new Rounds(all, targets, names);
    }

    static JsonNode named(JsonNode summaries, String target) {
      return StreamSupport.stream(summaries.spliterator(), false)
          .filter(summary -> summary.path("target").asText().equals(target))
          .findFirst()
          .orElse(summaries.path(-1));
    }

    List<JsonNode> of(String target) {
      return all.stream().filter(round -> round.path("target").asText().equals(target)).toList();
    }

    int count() {
      return names.size();
    }

    int place(JsonNode round) {
      return names.indexOf(round.path("round").asText());
    }

    /** Second target by first, where both have the round. */
    List<Plot.Point> ratios() {
      if (targets.size() < 2) {
        return List.of();
      }
      double[][] perSecond = new double[2][count()];
      for (int target = 0; target < 2; target++) {
        for (JsonNode round : of(targets.get(target))) {
          perSecond[target][place(round)] = round.path("per_second").asDouble();
        }
      }
      return IntStream.range(0, count())
          .filter(round -> perSecond[0][round] > 0 && perSecond[1][round] > 0)
          .mapToObj(round -> Plot.Point.of(round, perSecond[1][round] / perSecond[0][round]))
          .toList();
    }
  }
}
