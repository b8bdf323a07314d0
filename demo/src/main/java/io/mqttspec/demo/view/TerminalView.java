package io.mqttspec.demo.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.demo.replay.Progress;
import io.mqttspec.demo.view.Frame.Glyphs;
import io.mqttspec.demo.view.Frame.Style;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A picture that is redrawn in place ten times a second, on the terminal's second screen: what the
 * first one showed is there again afterwards. What is written to the standard error meanwhile is
 * kept until then.
 */
public final class TerminalView implements View {

  private static final String ESC = "\u001b[";

  /** Second screen, no cursor, and lines that are too long are cut, not wrapped. */
  private static final String ENTER = ESC + "?1049h" + ESC + "?25l" + ESC + "?7l" + ESC + "2J";

  private static final String LEAVE = ESC + "?7h" + ESC + "?25h" + ESC + "?1049l";

  private record Sample(long nanos, int stored) {}

  private final String title;
  private final Progress progress;
  private final PrintWriter out;
  private final Frame frame;
  private final Ticker ticker = new Ticker();
  private final PrintStream errors = System.err;
  private final ByteArrayOutputStream keptErrors = new ByteArrayOutputStream();

  /** The last second, from which the rate is told. */
  @GuardedBy("this")
  private final Deque<Sample> samples = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean isClosed;

  /**
   * Begins to draw.
   *
   * @param title right of the name, at the top
   * @param progress what to show
   * @param out the terminal
   * @param charset what the terminal understands
   */
  public TerminalView(String title, Progress progress, PrintWriter out, Charset charset) {
    this.title = title;
    this.progress = progress;
    this.out = out;
    this.frame =
        new Frame(
            charset.newEncoder().canEncode('█') ? Glyphs.UNICODE : Glyphs.ASCII,
            System.getenv("NO_COLOR") == null ? Style.COLOURED : Style.BARE);
    System.setErr(new PrintStream(keptErrors, true, StandardCharsets.UTF_8));
    out.print(ENTER);
    ticker.start(this::draw);
  }

  /** Whether the standard output is a terminal that can be drawn on. */
  public static boolean isPossible() {
    return hasTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Up to Java 21 there is a console only with a terminal; from 22 on it has to be asked. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean hasTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private synchronized void draw() {
    if (isClosed) {
      return;
    }
    long now = System.nanoTime();
    samples.addLast(new Sample(now, progress.stored()));
    if (samples.size() > Ticker.TICKS_PER_SECOND + 1) {
      samples.removeFirst();
    }
    StringBuilder screen = new StringBuilder();
    List<String> lines = frame.lines(title, progress, rate());
    for (int i = 0; i < lines.size(); i++) {
      // Each line at its own place: a window with fewer lines loses the last ones only.
      screen.append(ESC).append(i + 1).append(";1H").append(lines.get(i)).append(ESC).append('K');
    }
    out.print(screen);
    out.flush();
  }

  @GuardedBy("this")
  private double rate() {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long nanos = last.nanos() - first.nanos();
    return nanos == 0 ? 0 : (last.stored() - first.stored()) * 1e9 / nanos;
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      ticker.close();
      out.print(LEAVE);
      out.flush();
      System.setErr(errors);
      errors.print(keptErrors.toString(StandardCharsets.UTF_8));
      errors.flush();
    }
  }
}
