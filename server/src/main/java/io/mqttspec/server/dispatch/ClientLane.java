package io.mqttspec.server.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one client's tasks in the order in which they came, one at a time, on the workers that all
 * clients share. A lane has a worker for a turn, then goes to the end of the workers' queue, so
 * that no client holds another for long. What is answered in one turn also leaves the broker
 * together, which costs a good part less than one by one. For any thread.
 */
final class ClientLane {

  /** One step for a client; done when the stage that it gives is. */
  interface Task {
    CompletionStage<?> run();
  }

  private static final Logger log = LoggerFactory.getLogger(ClientLane.class);

  /** After this no further task is begun in a turn. */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Executor workers;
  private final InFlight inFlight;
  private final RequestRate rate;
  private final AtomicInteger pendingWrites = new AtomicInteger();

  @GuardedBy("this")
  private final Queue<Task> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean running;

  ClientLane(Executor workers, InFlight inFlight, RequestRate rate) {
    this.workers = workers;
    this.inFlight = inFlight;
    this.rate = rate;
  }

  /** How often this client may send. */
  RequestRate rate() {
    return rate;
  }

  /** This client's share of what is in flight. */
  InFlight inFlight() {
    return inFlight;
  }

  /** Writes that are taken and neither committed nor refused. */
  AtomicInteger pendingWrites() {
    return pendingWrites;
  }

  void add(Task task) {
    synchronized (this) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    workers.execute(this::takeTurn);
  }

  private void takeTurn() {
    long start = System.nanoTime();
    CompletionStage<?> stage;
    do {
      stage = runNext();
    } while (isDone(stage) && System.nanoTime() - start < TURN_NANOS && hasNext());
    if (isDone(stage)) {
      endTurn();
    } else {
      stage.whenComplete((done, failure) -> endTurn());
    }
  }

  private CompletionStage<?> runNext() {
    Task task;
    synchronized (this) {
      task = waiting.remove();
    }
    try {
      return task.run();
    } catch (Throwable e) {
      log.error("A client's task failed", e);
      return RequestHandler.DONE;
    }
  }

  private static boolean isDone(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isDone();
  }

  private synchronized boolean hasNext() {
    return !waiting.isEmpty();
  }

  private void endTurn() {
    synchronized (this) {
      if (waiting.isEmpty()) {
        running = false;
        return;
      }
    }
    workers.execute(this::takeTurn);
  }
}
