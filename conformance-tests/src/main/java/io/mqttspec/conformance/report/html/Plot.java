package io.mqttspec.conformance.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * A plot as inline SVG: places from left to right, values from bottom to top. Series differ by the
 * form of their marks and lines as well as by colour.
 */
final class Plot {

  /** A value and how far it spreads. */
  record Point(double place, double low, double value, double high) {
    static Point of(double place, double value) {
      return new Point(place, value, value, value);
    }
  }

  private static final double WIDTH = 480;
  private static final double HEIGHT = 290;
  private static final double LEFT = 54;
  private static final double RIGHT = 14;
  private static final double TOP = 30;
  private static final double BOTTOM = 34;
  private static final double MARK = 4.5;
  private static final int FORMS = 5;

  private final Html html;
  private final int places;
  private final DoubleUnaryOperator scale;
  private double nextName = LEFT;
  private int series;

  private Plot(Html html, int places, DoubleUnaryOperator scale, List<Double> ticks) {
    this.html = html;
    this.places = places;
    this.scale = scale;
    for (double tick : ticks) {
      line("grid", LEFT, y(tick), WIDTH - RIGHT, y(tick));
      text("tick", "end", LEFT - 7, y(tick) + 4, Figures.tick(tick));
    }
    line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
  }

  /** Begins a plot; the description is for those who do not see it. */
  static Plot linear(Html html, String description, int places, double low, double high) {
    double step = niceStep((high - low) / 5);
    double bottom = Math.floor(low / step) * step;
    double top = Math.max(bottom + step, Math.ceil(high / step) * step);
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; bottom + i * step <= top + step / 2; i++) {
      ticks.add(bottom + i * step);
    }
    begin(html, description);
    return new Plot(html, places, value -> (value - bottom) / (top - bottom), ticks);
  }

  /** Begins a plot whose values grow tenfold from one line to the next but one or two. */
  static Plot logarithmic(Html html, String description, int places, double low, double high) {
    int bottom = (int) Math.floor(Math.log10(low));
    int top = Math.max(bottom + 1, (int) Math.ceil(Math.log10(high)));
    List<Double> ticks = new ArrayList<>();
    for (int power = bottom; power <= top; power++) {
      ticks.add(Math.pow(10, power));
      if (top - bottom <= 4 && power < top) {
        ticks.add(2 * Math.pow(10, power));
        ticks.add(5 * Math.pow(10, power));
      }
    }
    begin(html, description);
    DoubleUnaryOperator scale = value -> (Math.log10(value) - bottom) / (top - bottom);
    return new Plot(html, places, scale, ticks);
  }

  private static void begin(Html html, String description) {
    html.open("svg", "viewBox", "0 0 %.0f %.0f".formatted(WIDTH, HEIGHT), "role", "img");
    html.attribute("aria-label", description);
  }

  Plot placeNames(List<String> names) {
    int every = (names.size() + 19) / 20;
    for (int place = 0; place < names.size(); place += every) {
      text("tick", "middle", x(place), HEIGHT - BOTTOM + 17, names.get(place));
    }
    return this;
  }

  /** A name at the left end of the lower edge: what the places are. */
  Plot placesAre(String what) {
    text("tick", "end", WIDTH - RIGHT, HEIGHT - 2, what);
    return this;
  }

  Plot band(double low, double high) {
    html.open("rect", "class", "band", "x", at(LEFT), "y", at(y(high)));
    html.attribute("width", at(WIDTH - RIGHT - LEFT));
    html.attribute("height", at(Math.max(1, y(low) - y(high)))).close();
    return this;
  }

  Plot level(String cssClass, double value, String name) {
    line(cssClass, LEFT, y(value), WIDTH - RIGHT, y(value));
    text("tick", "end", WIDTH - RIGHT - 4, y(value) - 5, name);
    return this;
  }

  /** A series: its line, the spread of each point, its marks, its name above the plot. */
  Plot series(String name, List<Point> points) {
    int form = series++ % FORMS;
    html.line().open("g", "class", "s" + form);
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(at(x(point.place))).append(',').append(at(y(point.value))).append(' ');
    }
    html.open("polyline", "class", "stroke", "points", path.toString().strip()).close();
    for (Point point : points) {
      if (point.low < point.high) {
        line("spread", x(point.place), y(point.low), x(point.place), y(point.high));
        line("spread", x(point.place) - 4, y(point.low), x(point.place) + 4, y(point.low));
        line("spread", x(point.place) - 4, y(point.high), x(point.place) + 4, y(point.high));
      }
      mark(form, x(point.place), y(point.value));
    }
    mark(form, nextName + MARK, TOP - 18);
    text("name", "start", nextName + 14, TOP - 14, name);
    nextName += 34 + 7.2 * name.length();
    html.close();
    return this;
  }

  void end() {
    html.close().line();
  }

  private void mark(int form, double x, double y) {
    if (form == 0) {
      html.open("circle", "class", "dot", "cx", at(x), "cy", at(y), "r", at(MARK)).close();
      return;
    }
    double[][] corners =
        switch (form) {
          case 1 -> new double[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
          case 2 -> new double[][] {{0, -1.2}, {1.2, 1}, {-1.2, 1}};
          case 3 -> new double[][] {{0, -1.4}, {1.4, 0}, {0, 1.4}, {-1.4, 0}};
          default -> new double[][] {{-1.2, -1}, {1.2, -1}, {0, 1.2}};
        };
    StringBuilder points = new StringBuilder();
    for (double[] corner : corners) {
      points.append(at(x + MARK * corner[0])).append(',').append(at(y + MARK * corner[1]));
      points.append(' ');
    }
    html.open("polygon", "class", "dot", "points", points.toString().strip()).close();
  }

  private double x(double place) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / places;
  }

  private double y(double value) {
    double height = Math.max(0, Math.min(1, scale.applyAsDouble(value)));
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * height;
  }

  private void line(String cssClass, double x1, double y1, double x2, double y2) {
    html.open("line", "class", cssClass, "x1", at(x1), "y1", at(y1), "x2", at(x2), "y2", at(y2));
    html.close();
  }

  private void text(String cssClass, String anchor, double x, double y, String text) {
    html.element("text", text, "class", cssClass, "text-anchor", anchor, "x", at(x), "y", at(y));
  }

  private static String at(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }

  /** The next of 1, 2 and 5 times a power of ten. */
  private static double niceStep(double step) {
    if (!(step > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= step) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
