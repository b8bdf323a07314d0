package io.mqttspec.conformance.mqtt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was sent and what came, the newest lines. May be used by any thread. */
public final class WireLog {

  /** With the line that tells of earlier ones it makes 120. */
  private static final int LINES = 119;

  /** With the words that tell how long it was it makes less than 1,500 characters. */
  private static final int LINE_LENGTH = 1_450;

  private static final Pattern PACKET = Pattern.compile("([A-Z]+) ?(.*)", Pattern.DOTALL);

  private final long start = System.nanoTime();

  @GuardedBy("this")
  private final Deque<Entry> entries = new ArrayDeque<>();

  @GuardedBy("this")
  private long forgotten;

  /**
   * A line of the log.
   *
   * @param millis when, from the beginning of the case
   * @param client the client id
   * @param direction {@code >} sent, {@code <} came, {@code !} said by the kit
   * @param packet the type of the packet, such as {@code PUBLISH}; empty where it is none
   * @param text the rest of it, long texts cut
   */
  public record Entry(long millis, String client, String direction, String packet, String text) {

    @Override
    public String toString() {
      return millis
          + " ms "
          + client
          + " "
          + direction
          + (packet.isEmpty() ? "" : " " + packet)
          + " "
          + text;
    }
  }

  /** Adds a line of which a first word in capitals is the type of the packet. */
  public void add(String client, String direction, String what) {
    String shown =
        what.length() <= LINE_LENGTH
            ? what
            : what.substring(0, LINE_LENGTH) + "… (" + what.length() + " characters)";
    Matcher packet = PACKET.matcher(shown);
    boolean isPacket = !direction.equals("!") && packet.matches();
    add(
        new Entry(
            (System.nanoTime() - start) / 1_000_000,
            client,
            direction,
            isPacket ? packet.group(1) : "",
            isPacket ? packet.group(2) : shown));
  }

  private synchronized void add(Entry entry) {
    if (entries.size() == LINES) {
      entries.removeFirst();
      forgotten++;
    }
    entries.addLast(entry);
  }

  /** The lines, oldest first; where there were more the first one says how many. */
  public synchronized List<Entry> entries() {
    List<Entry> lines = new ArrayList<>();
    if (forgotten > 0) {
      lines.add(new Entry(0, "", "!", "", forgotten + " earlier lines are not kept"));
    }
    lines.addAll(entries);
    return lines;
  }
}
