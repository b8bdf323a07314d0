package io.mqttspec.demo.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.demo.replay.Dashboard;
import io.mqttspec.demo.replay.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** A line for each thing worth telling, and one each second while readings are stored. */
public final class PlainView implements View {

  private final Progress progress;
  private final PrintWriter out;
  private final Ticker ticker = new Ticker();

  @GuardedBy("this")
  private int ticks;

  @GuardedBy("this")
  private int storedBefore;

  @GuardedBy("this")
  private boolean isClosed;

  /**
   * Begins to print.
   *
   * @param progress what to show
   * @param out where to
   */
  public PlainView(Progress progress, PrintWriter out) {
    this.progress = progress;
    this.out = out;
    ticker.start(this::tick);
  }

  private synchronized void tick() {
    if (isClosed) {
      return;
    }
    printLines();
    ticks++;
    if (ticks % Ticker.TICKS_PER_SECOND == 0) {
      int stored = progress.stored();
      if (stored > storedBefore) {
        printCounts(stored);
      }
      storedBefore = stored;
    }
    out.flush();
  }

  private void printLines() {
    for (String line = progress.nextLine(); line != null; line = progress.nextLine()) {
      out.println(line);
    }
  }

  @GuardedBy("this")
  private void printCounts(int stored) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "  %,6d of %,d stored, %,6d/s",
            stored,
            progress.readings(),
            stored - storedBefore));
    for (Dashboard dashboard : progress.dashboards()) {
      line.append(String.format(Locale.ROOT, " | %s: %,d", dashboard.name(), dashboard.count()));
    }
    out.println(line);
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      ticker.close();
      printLines();
      out.flush();
    }
  }
}
