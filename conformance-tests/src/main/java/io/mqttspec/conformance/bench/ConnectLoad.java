package io.mqttspec.conformance.bench;

import io.mqttspec.conformance.json.Json;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that connect, subscribe to their responses, ping the server, and go when it has answered:
 * what counts as latency is all of that up to the answer.
 */
final class ConnectLoad implements Load {

  private static final Duration DRAIN_TIME = Duration.ofSeconds(40);
  private static final Template PING = Template.of(Json.object("type", "ping"));

  private final LoadLoop loop;
  private final BenchTarget target;
  private final String mark;
  private final LoadShape shape;

  // Of the loop's thread.
  private Stats stats = new Stats();
  private boolean running;
  private int active;
  private long visits;

  /**
   * Clients that are not there yet.
   *
   * @param shape of it the number of clients at a time and the qualities of service count
   */
  ConnectLoad(LoadLoop loop, BenchTarget target, String mark, LoadShape shape) {
    this.loop = loop;
    this.target = target;
    this.mark = mark;
    this.shape = shape;
  }

  @Override
  public BenchTarget target() {
    return target;
  }

  @Override
  public void start() {
    loop.run(
        () -> {
          running = true;
          stats = new Stats();
          for (int i = 0; i < shape.clients(); i++) {
            active++;
            visit();
          }
        });
  }

  private void visit() {
    Visit next = new Visit("bench-" + mark + "-" + ++visits);
    next.connection.connect();
  }

  @Override
  public void restartCount() {
    loop.run(() -> stats = new Stats());
  }

  @Override
  public Stats stop() {
    Stats counted =
        loop.call(
            () -> {
              running = false;
              stats.end();
              Stats ended = stats;
              stats = new Stats();
              return ended;
            });
    long deadline = System.nanoTime() + DRAIN_TIME.toNanos();
    while (loop.call(() -> active) > 0) {
      if (System.nanoTime() > deadline) {
        throw new BenchFailedException(target.name() + " does not answer any more");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    return counted;
  }

  @Override
  public void close() {
    loop.run(() -> running = false);
  }

  /** One client from its connect to its end. */
  private final class Visit implements Connection.Listener {

    private final String responseFilter;
    private final Connection connection;
    private final long start = System.nanoTime();

    Visit(String clientId) {
      responseFilter = target.responseTopic(clientId);
      connection =
          new PacketConnection(loop, target, clientId, target.requestTopic(clientId), this);
    }

    @Override
    public void connected() {
      connection.subscribe(responseFilter, shape.responseQos());
    }

    @Override
    public void subscribed() {
      connection.publish(PING, visits, shape.qos());
      connection.flushUnlessReading();
    }

    @Override
    public void received(boolean onResponse, byte[] buffer, int from, int to) {
      stats.answered(System.nanoTime() - start);
      connection.disconnect();
    }

    @Override
    public void closed(String reason) {
      if (!reason.isEmpty()) {
        stats.failed(reason);
      }
      if (running) {
        visit();
      } else {
        active--;
      }
    }
  }
}
