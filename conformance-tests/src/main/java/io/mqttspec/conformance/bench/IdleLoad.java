package io.mqttspec.conformance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A load beside clients that do nothing. They connect before each of its rounds and go after it, so
 * that rounds with them and rounds without them can take turns.
 */
final class IdleLoad implements Load {

  /** What the target may still have to do when the clients have come, or have gone. */
  private static final long AFTERMATH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int OTHER_FILES = 500;

  private final RequestLoad load;
  private final Subscribers idle;
  private final int clients;
  private OptionalLong heapOfAll = OptionalLong.empty();
  private OptionalLong residentOfAll = OptionalLong.empty();

  IdleLoad(RequestLoad load, Subscribers idle, int clients) {
    this.load = load;
    this.idle = idle;
    this.clients = clients;
    checkOpenFiles("self", "this program");
    Long pid = load.target().pid();
    if (pid != null) {
      checkOpenFiles(Long.toString(pid), "the server");
    }
  }

  private void checkOpenFiles(String process, String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/limits"))) {
        if (line.startsWith("Max open files")) {
          String limit = line.replaceFirst("Max open files\\s+", "").split("\\s", 2)[0];
          if (!limit.equals("unlimited") && Long.parseLong(limit) < clients + OTHER_FILES) {
            throw new BenchFailedException(
                "%s may open %s files only; %d clients need ulimit -n %d"
                    .formatted(name, limit, clients, clients + OTHER_FILES));
          }
        }
      }
    } catch (IOException e) {
      // Not Linux, or not this user's process: it will show.
    }
  }

  /** Lets the clients come and go once, and tells what they cost the target's process. */
  void measureMemory() {
    try (ProcessCosts costs = new ProcessCosts(load.target().pid())) {
      OptionalLong heapBefore = costs.liveHeapBytes();
      OptionalLong residentBefore = costs.residentBytes();
      idle.open();
      heapOfAll = difference(heapBefore, costs.liveHeapBytes());
      residentOfAll = difference(residentBefore, costs.residentBytes());
      idle.close();
    }
  }

  private static OptionalLong difference(OptionalLong before, OptionalLong after) {
    return before.isEmpty() || after.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(after.getAsLong() - before.getAsLong());
  }

  /** Live heap of the target's JVM that the idle clients take, for each. */
  OptionalLong heapBytesPerClient() {
    return perClient(heapOfAll);
  }

  /** Memory of the target's process that the idle clients take, for each. */
  OptionalLong residentBytesPerClient() {
    return perClient(residentOfAll);
  }

  private OptionalLong perClient(OptionalLong ofAll) {
    return ofAll.isEmpty() ? ofAll : OptionalLong.of(ofAll.getAsLong() / clients);
  }

  @Override
  public BenchTarget target() {
    return load.target();
  }

  @Override
  public void start() {
    idle.open();
    LockSupport.parkNanos(AFTERMATH_NANOS);
    load.start();
  }

  @Override
  public void restartCount() {
    load.restartCount();
  }

  @Override
  public Stats stop() {
    Stats stats = load.stop();
    idle.check();
    idle.close();
    LockSupport.parkNanos(AFTERMATH_NANOS);
    return stats;
  }

  @Override
  public void close() {
    idle.close();
    load.close();
  }
}
