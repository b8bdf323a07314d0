package io.mqttspec.conformance.mqtt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was sent and what came, the newest lines. May be used by any thread. */
public final class WireLog {

  private static final int LINES = 120;
  private static final int LINE_LENGTH = 1_500;

  private final long start = System.nanoTime();

  @GuardedBy("this")
  private final Deque<String> lines = new ArrayDeque<>();

  @GuardedBy("this")
  private long forgotten;

  synchronized void add(String client, String direction, String what) {
    if (lines.size() == LINES) {
      lines.removeFirst();
      forgotten++;
    }
    String shown =
        what.length() <= LINE_LENGTH
            ? what
            : what.substring(0, LINE_LENGTH) + "… (" + what.length() + " characters)";
    long millis = (System.nanoTime() - start) / 1_000_000;
    lines.addLast(millis + " ms " + client + " " + direction + " " + shown);
  }

  @Override
  public synchronized String toString() {
    return (forgotten > 0 ? "(" + forgotten + " earlier lines)\n" : "") + String.join("\n", lines);
  }
}
