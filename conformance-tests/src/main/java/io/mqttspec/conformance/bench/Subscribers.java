package io.mqttspec.conformance.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Clients that subscribe to changes and from then on only listen. */
final class Subscribers implements AutoCloseable {

  private static final int CONNECTING_AT_A_TIME = 64;
  private static final Duration END_TIME = Duration.ofMinutes(1);

  /** What a client asks for. */
  interface Requests {

    /** A subscribe request by the numbers of the client and of its subscription, from 0. */
    Template of(int client, int subscription);
  }

  private final LoadLoop loop;
  private final BenchTarget target;
  private final String mark;
  private final int count;
  private final Requests requests;
  private final int subscriptionsEach;
  private final LongConsumer arrived;
  private volatile Gate gate;

  // Of the loop's thread.
  private final List<Subscriber> clients = new ArrayList<>();
  private int connected;
  private boolean ending;

  /**
   * Clients that are not connected yet.
   *
   * @param arrived is told the token in each notification, on the loop's thread
   */
  Subscribers(
      LoadLoop loop,
      BenchTarget target,
      String mark,
      int count,
      Requests requests,
      int subscriptionsEach,
      LongConsumer arrived) {
    this.loop = loop;
    this.target = target;
    this.mark = mark;
    this.count = count;
    this.requests = requests;
    this.subscriptionsEach = subscriptionsEach;
    this.arrived = arrived;
    this.gate = new Gate(target, count);
  }

  /**
   * Connects and subscribes all.
   *
   * @throws BenchFailedException where that fails
   */
  void open() {
    Gate opening = new Gate(target, count);
    gate = opening;
    loop.run(
        () -> {
          ending = false;
          for (int i = 0; i < CONNECTING_AT_A_TIME; i++) {
            connectNext();
          }
        });
    opening.await();
  }

  /**
   * Makes sure that all are still there.
   *
   * @throws BenchFailedException where one was lost
   */
  void check() {
    gate.check();
  }

  private void connectNext() {
    if (clients.size() < count && !ending) {
      int index = clients.size();
      Subscriber client =
          new Subscriber(
              this, loop, target, index, "bench-" + mark + "-" + index, subscriptionsEach);
      clients.add(client);
      connected++;
      client.connection().connect();
    }
  }

  Template request(int client, int subscription) {
    return requests.of(client, subscription);
  }

  void ready() {
    gate.ready();
    connectNext();
  }

  void lost(String reason) {
    connected--;
    if (!ending) {
      gate.lost(reason);
    }
  }

  void arrived(long token) {
    arrived.accept(token);
  }

  /** Ends all connections; they can be opened again. */
  @Override
  public void close() {
    gate.letGo();
    loop.run(
        () -> {
          ending = true;
          clients.forEach(client -> client.connection().disconnect());
          clients.clear();
        });
    long deadline = System.nanoTime() + END_TIME.toNanos();
    while (loop.call(() -> connected) > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
