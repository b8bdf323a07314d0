package io.mqttspec.conformance.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes whose notifications are awaited, each by its token, which the written row holds. */
final class NotifyLoad implements Load {

  private static final Duration ARRIVAL_TIME = Duration.ofSeconds(10);
  private static final int REMEMBERED = 1 << 16;

  private final LoadLoop loop;
  private final RequestLoad writers;
  private final int matching;

  // Of the loop's thread.
  private final long[] answeredTokens = new long[REMEMBERED];
  private final long[] answeredAt = new long[REMEMBERED];
  private Deliveries deliveries = new Deliveries();
  private long answered;
  private long arrived;

  /** The last write that was sent before the count began. */
  private long uncounted;

  /**
   * Writes.
   *
   * @param matching how many notifications each brings about
   */
  NotifyLoad(LoadLoop loop, RequestLoad writers, int matching) {
    this.loop = loop;
    this.writers = writers;
    this.matching = matching;
    writers.onAnswer(this::answered);
  }

  private void answered(long token) {
    answered++;
    int place = place(token);
    answeredTokens[place] = token;
    answeredAt[place] = System.nanoTime();
  }

  /** To be called with the token of a row that a notification tells of. */
  void arrived(long token) {
    arrived++;
    if (Requester.sequence(token) > uncounted) {
      long now = System.nanoTime();
      int place = place(token);
      deliveries.arrived(answeredTokens[place] == token ? now - answeredAt[place] : 0, now);
    }
  }

  private static int place(long token) {
    return (int) (Requester.sequence(token) % REMEMBERED);
  }

  @Override
  public BenchTarget target() {
    return writers.target();
  }

  @Override
  public void start() {
    writers.start();
  }

  @Override
  public void restartCount() {
    writers.restartCount();
    loop.run(
        () -> {
          deliveries = new Deliveries();
          uncounted = writers.lastSequence();
        });
  }

  @Override
  public Stats stop() {
    Stats stats = writers.stop();
    long deadline = System.nanoTime() + ARRIVAL_TIME.toNanos();
    while (loop.call(this::missing) > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    return loop.call(
        () -> {
          if (missing() > 0) {
            stats.failed(missing() + " notifications did not arrive");
          }
          answered = 0;
          arrived = 0;
          stats.deliveries(deliveries);
          // What comes before the next count belongs to no round.
          deliveries = new Deliveries();
          return stats;
        });
  }

  private long missing() {
    return answered * matching - arrived;
  }

  @Override
  public void close() {
    writers.close();
  }
}
