package io.mqttspec.demo.view;

import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.replay.Dashboard;
import io.mqttspec.demo.replay.Progress;
import io.mqttspec.demo.replay.Progress.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The picture of one moment, as lines of fewer than 80 characters. Immutable; for any thread.
 *
 * @param glyphs what bars and curves are drawn with
 * @param style how some of it stands out
 */
record Frame(Glyphs glyphs, Style style) {

  /** What to draw with; a terminal may know no more than ASCII. */
  enum Glyphs {
    UNICODE("█", "░", " ▁▂▃▄▅▆▇█", " °C"),
    ASCII("#", ".", "   ..::##", " C");

    private final String full;
    private final String empty;
    private final String levels;
    private final String celsius;

    Glyphs(String full, String empty, String levels, String celsius) {
      this.full = full;
      this.empty = empty;
      this.levels = levels;
      this.celsius = celsius;
    }
  }

  /** Whether the terminal may be sent colours. */
  enum Style {
    COLOURED,
    BARE;

    String bold(String text) {
      return wrap("1", text);
    }

    String dim(String text) {
      return wrap("2", text);
    }

    String green(String text) {
      return wrap("32", text);
    }

    String yellow(String text) {
      return wrap("33", text);
    }

    String cyan(String text) {
      return wrap("36", text);
    }

    private String wrap(String code, String text) {
      return this == BARE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  }

  private static final int BAR = 35;
  private static final int SMALL_BAR = 22;
  private static final int EVENTS = 3;
  private static final int CURVE_ROWS = 4;
  private static final String MONTHS =
      "Jan   Feb   Mar   Apr   May   Jun   Jul   Aug   Sep   Oct   Nov   Dec";
  private static final double COLDEST = 2;
  private static final double WARMEST = 22;

  List<String> lines(String title, Progress progress, double perSecond) {
    List<String> lines = new ArrayList<>();
    lines.add(" " + style.bold("MQTTSpec demo") + "  " + style.dim(title));
    lines.add(" " + progress.stage());
    lines.add("");
    lines.add(replay(progress, perSecond));
    lines.add("");
    addDashboards(lines, progress);
    lines.add("");
    addCurve(lines, progress.curve());
    addEvents(lines, progress.dashboards().get(1));
    addAnswers(lines, progress.answers());
    return lines;
  }

  private String replay(Progress progress, double perSecond) {
    int stored = progress.stored();
    int readings = progress.readings();
    String percent =
        String.format(Locale.ROOT, "%3d %%", readings == 0 ? 100 : 100L * stored / readings);
    return String.format(
        Locale.ROOT,
        " %s %s  %,6d of %,d stored  %,6.0f/s",
        style.green(bar(stored, readings, BAR)),
        style.bold(percent),
        stored,
        readings,
        perSecond);
  }

  private void addDashboards(List<String> lines, Progress progress) {
    for (Dashboard dashboard : progress.dashboards()) {
      int count = dashboard.count();
      int expected = progress.expected(dashboard);
      lines.add(
          String.format(
              Locale.ROOT,
              " %-18s %s        %,6d of %,d events",
              dashboard.name(),
              style.green(bar(count, expected, SMALL_BAR)),
              count,
              expected));
    }
  }

  private void addCurve(List<String> lines, List<@Nullable Double> curve) {
    lines.add(
        " "
            + style.bold("Temperature over the year")
            + style.dim(", from the events of \"everything\""));
    for (int row = CURVE_ROWS - 1; row >= 0; row--) {
      StringBuilder cells = new StringBuilder();
      for (Double temperature : curve) {
        cells.append(temperature == null ? ' ' : cell(temperature, row));
      }
      String scale =
          row == CURVE_ROWS - 1
              ? String.format(Locale.ROOT, "%3.0f", WARMEST)
              : row == 0 ? String.format(Locale.ROOT, "%3.0f", COLDEST) : "   ";
      lines.add(" " + style.dim(scale) + " " + style.yellow(cells.toString()));
    }
    lines.add("     " + style.dim(MONTHS));
  }

  /** The part of a column that lies in one row of text. */
  private char cell(double temperature, int row) {
    int top = glyphs.levels.length() - 1;
    double height = (temperature - COLDEST) / (WARMEST - COLDEST) * CURVE_ROWS - row;
    // Even the coldest day is drawn.
    int level = (int) Math.round(height * top);
    return glyphs.levels.charAt(Math.max(row == 0 ? 1 : 0, Math.min(top, level)));
  }

  private void addEvents(List<String> lines, Dashboard dashboard) {
    lines.add(" " + style.bold("Live events") + style.dim(" of \"" + dashboard.name() + "\""));
    List<SensorReading> latest = dashboard.latest(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      lines.add(i < latest.size() ? "   " + event(latest.get(i)) : "");
    }
  }

  private void addAnswers(List<String> lines, Map<String, Answer> answers) {
    lines.add(" " + style.bold("Airports") + style.dim(", asked meanwhile"));
    answers.forEach(
        (question, answer) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    " %6.1f ms  %s  %s",
                    answer.millis(),
                    style.cyan(question),
                    cut(answer.words(), 65 - question.length()))));
  }

  private String event(SensorReading reading) {
    return String.format(
        Locale.ROOT,
        "%s  %s  %5.1f%s  %6.1f hPa  %4.1f m/s",
        style.cyan(String.format(Locale.ROOT, "#%-5d", reading.reading())),
        reading.at(),
        reading.temperature(),
        glyphs.celsius,
        reading.pressure(),
        reading.wind());
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 3) + "...";
  }

  private String bar(int done, int all, int width) {
    int full = all == 0 ? width : (int) Math.min(width, (long) done * width / all);
    return glyphs.full.repeat(full) + glyphs.empty.repeat(width - full);
  }
}
