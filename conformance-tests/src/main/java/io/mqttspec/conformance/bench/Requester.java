package io.mqttspec.conformance.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client that sends requests, each in a slot of its own until its answer has come; there are as
 * many slots as requests may be in flight. For the loop's thread.
 */
final class Requester implements Connection.Listener {

  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int SLOT_BITS = 16;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int ERROR_BYTES = 500;

  private final RequestLoad load;
  private final int index;
  private final Connection connection;
  private final String responseFilter;
  private final RequestSource source;
  private final SplittableRandom random;
  private final Answer answer = new Answer();
  private final long[] tokens;
  private final long[] since;
  private final long[] deadlines;
  private final int[] free;
  private int freeCount;

  /** How many requests of this round are sent. */
  private long sent;

  Requester(RequestLoad load, int index, String clientId) {
    this.load = load;
    this.index = index;
    this.source = load.source();
    this.random = new SplittableRandom(index);
    BenchTarget target = load.target();
    String topic = source.isLoop() ? target.responseTopic(clientId) : target.requestTopic(clientId);
    this.responseFilter = target.responseTopic(clientId);
    this.connection = load.connection(clientId, topic, this);
    int slots = load.shape().inFlight();
    tokens = new long[slots];
    since = new long[slots];
    deadlines = new long[slots];
    free = new int[slots];
    for (int slot = slots - 1; slot >= 0; slot--) {
      free[freeCount++] = slot;
    }
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void connected() {
    connection.subscribe(responseFilter, load.shape().responseQos());
  }

  @Override
  public void subscribed() {
    load.gate().ready();
  }

  @Override
  public void closed(String reason) {
    load.gate().lost(reason);
  }

  void begin() {
    sent = 0;
  }

  /** Sends what is due, as far as there are slots. */
  void pump() {
    fill();
    connection.flushUnlessReading();
  }

  @Override
  public void readAll() {
    fill();
  }

  private void fill() {
    long due = load.due(index);
    while (freeCount > 0 && sent < due) {
      long now = System.nanoTime();
      send(load.intended(index, sent, now), now);
      sent++;
    }
  }

  private void send(long intended, long now) {
    int slot = free[--freeCount];
    long token = (load.nextSequence() << SLOT_BITS) | slot;
    tokens[slot] = token;
    since[slot] = intended;
    deadlines[slot] = now + ANSWER_NANOS;
    connection.publish(source.next(random), token, load.shape().qos());
  }

  @Override
  public void received(boolean onResponse, byte[] buffer, int from, int to) {
    answer.read(buffer, from, to);
    long token = answer.token();
    int slot = (int) (token & SLOT_MASK);
    if (token < 0 || slot >= tokens.length || tokens[slot] != token) {
      load.stats().failed("an answer to no request in flight: " + text(buffer, from, to));
      return;
    }
    release(slot);
    if (answer.successful()) {
      load.answered(token, System.nanoTime() - since[slot]);
    } else {
      load.stats().failed(text(buffer, from, to));
    }
  }

  private void release(int slot) {
    tokens[slot] = 0;
    free[freeCount++] = slot;
  }

  /** The number that is in a token, another for each request. */
  static long sequence(long token) {
    return token >>> SLOT_BITS;
  }

  private static String text(byte[] buffer, int from, int to) {
    return new String(buffer, from, Math.min(to - from, ERROR_BYTES), StandardCharsets.UTF_8);
  }

  /** Gives up what is not answered in time. */
  void expire(long now) {
    for (int slot = 0; slot < tokens.length; slot++) {
      if (tokens[slot] != 0 && now - deadlines[slot] > 0) {
        load.stats()
            .failed("no answer within " + TimeUnit.NANOSECONDS.toSeconds(ANSWER_NANOS) + " s");
        release(slot);
      }
    }
  }

  /** Whether nothing is in flight and nothing has to be sent. */
  boolean isIdle() {
    return freeCount == tokens.length && sent >= load.due(index);
  }
}
