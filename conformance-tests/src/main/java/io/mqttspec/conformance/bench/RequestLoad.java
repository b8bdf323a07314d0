package io.mqttspec.conformance.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Clients that send requests and wait for answers, in a closed or an open loop. */
final class RequestLoad implements Load {

  private static final Duration DRAIN_TIME = Duration.ofSeconds(40);
  private static final long EXPIRY_MILLIS = 500;

  /** Finer than what sleeping threads wake up by, and coarse enough to leave the CPU to others. */
  private static final long PACE_NANOS = 50_000;

  private final BenchTarget target;
  private final LoadShape shape;
  private final RequestSource source;
  private final LoadLoop loop;
  private final List<Requester> clients = new ArrayList<>();
  private final Gate gate;
  private volatile @Nullable Pacer pacer;
  private volatile @Nullable Future<?> expiry;

  // Of the loop's thread.
  private Stats stats = new Stats();
  private LongConsumer onAnswer = token -> {};
  private long sequence;
  private boolean running;
  private long startNanos;
  private long dueOfAll;

  /**
   * Connects the clients and waits for them.
   *
   * @throws BenchFailedException where they can't connect
   */
  RequestLoad(
      LoadLoop loop, BenchTarget target, String mark, LoadShape shape, RequestSource source) {
    this.loop = loop;
    this.target = target;
    this.shape = shape;
    this.source = source;
    this.gate = new Gate(target, shape.clients());
    try {
      for (int i = 0; i < shape.clients(); i++) {
        Requester client = new Requester(this, i, "bench-" + mark + "-" + i);
        clients.add(client);
        client.connection().connect();
      }
      gate.await();
      expiry = loop.every(EXPIRY_MILLIS, this::expire);
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  @Override
  public BenchTarget target() {
    return target;
  }

  LoadShape shape() {
    return shape;
  }

  RequestSource source() {
    return source;
  }

  Stats stats() {
    return stats;
  }

  /** A client of the kind that is wanted, not connected yet. */
  Connection connection(String clientId, String requestTopic, Connection.Listener listener) {
    return switch (shape.client()) {
      case PACKETS -> new PacketConnection(loop, target, clientId, requestTopic, listener);
      case LIBRARY -> new LibraryConnection(loop, target, clientId, requestTopic, listener);
    };
  }

  /** Has each answer's token told to somebody, on the loop's thread. */
  void onAnswer(LongConsumer listener) {
    onAnswer = listener;
  }

  void answered(long token, long nanos) {
    stats.answered(nanos);
    onAnswer.accept(token);
  }

  /** The number of the last request that was sent. On the loop's thread. */
  long lastSequence() {
    return sequence;
  }

  long nextSequence() {
    return ++sequence;
  }

  Gate gate() {
    return gate;
  }

  @Override
  public void start() {
    loop.run(
        () -> {
          running = true;
          startNanos = System.nanoTime();
          dueOfAll = 0;
          stats = new Stats();
          for (Requester client : clients) {
            client.begin();
          }
          if (shape.rate().isEmpty()) {
            clients.forEach(Requester::pump);
          }
        });
    shape.rate().ifPresent(rate -> pacer = new Pacer(rate));
  }

  /** How many requests of this round a client should have sent by now. */
  long due(int client) {
    if (shape.rate().isEmpty()) {
      return running ? Long.MAX_VALUE : 0;
    }
    return (dueOfAll + shape.clients() - 1 - client) / shape.clients();
  }

  /** When a client's request of this round should go out. */
  long intended(int client, long request, long now) {
    if (shape.rate().isEmpty()) {
      return now;
    }
    double secondsAfterStart = (request * shape.clients() + client) / shape.rate().getAsDouble();
    return startNanos + (long) (secondsAfterStart * 1e9);
  }

  private void pace() {
    if (!running) {
      return;
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    long due = (long) (seconds * shape.rate().orElseThrow()) + 1;
    long before = dueOfAll;
    dueOfAll = due;
    // Those whose turn it is; all of them where more has become due than there are clients.
    for (long i = Math.max(before, due - clients.size()); i < due; i++) {
      clients.get((int) (i % clients.size())).pump();
    }
  }

  private void expire() {
    long now = System.nanoTime();
    for (Requester client : clients) {
      client.expire(now);
    }
  }

  @Override
  public void restartCount() {
    gate.check();
    loop.run(() -> stats = new Stats());
  }

  @Override
  public Stats stop() {
    Pacer pacing = pacer;
    if (pacing == null) {
      Stats counted = loop.call(this::endCount);
      awaitIdle();
      return counted;
    }
    pacer = null;
    pacing.end();
    // What was due in the round belongs to it, however late it is sent and answered.
    boolean idle = awaitIdle();
    Stats counted = loop.call(this::endCount);
    if (!idle) {
      throw new BenchFailedException(target.name() + " does not answer any more");
    }
    return counted;
  }

  private Stats endCount() {
    running = false;
    stats.end();
    Stats counted = stats;
    stats = new Stats();
    return counted;
  }

  private boolean awaitIdle() {
    long deadline = System.nanoTime() + DRAIN_TIME.toNanos();
    while (!loop.call(() -> clients.stream().allMatch(Requester::isIdle))) {
      gate.check();
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    return true;
  }

  @Override
  public void close() {
    Future<?> expiring = expiry;
    if (expiring != null) {
      expiring.cancel(false);
    }
    gate.letGo();
    loop.run(() -> clients.forEach(client -> client.connection().disconnect()));
  }

  /** Wakes the loop when requests are due: its own timers are too coarse. */
  private final class Pacer {

    private final long stepNanos;
    private final Thread thread = new Thread(this::run, "mqttspec-bench-pacer");
    private volatile boolean ended;

    Pacer(double rate) {
      stepNanos = Math.max(PACE_NANOS, (long) (1e9 / rate));
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      long next = System.nanoTime();
      while (!ended) {
        loop.run(RequestLoad.this::pace);
        next = Math.max(next + stepNanos, System.nanoTime() - stepNanos);
        long left = next - System.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(left);
        }
      }
    }

    void end() {
      ended = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
