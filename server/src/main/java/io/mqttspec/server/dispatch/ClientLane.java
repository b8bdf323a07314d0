package io.mqttspec.server.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one client's tasks in the order in which they came, one at a time, on the workers that all
 * clients share. After each task the lane goes to the end of the workers' queue, so that no client
 * holds another for longer than one task. For any thread.
 */
final class ClientLane {

  /** One step for a client; done when the stage that it gives is. */
  interface Task {
    CompletionStage<?> run();
  }

  private static final Logger log = LoggerFactory.getLogger(ClientLane.class);

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
    workers.execute(this::runNext);
  }

  private void runNext() {
    Task task;
    synchronized (this) {
      task = waiting.remove();
    }
    CompletionStage<?> stage;
    try {
      stage = task.run();
    } catch (Throwable e) {
      log.error("A client's task failed", e);
      stage = CompletableFuture.completedFuture(null);
    }
    stage.whenComplete((done, failure) -> afterTask());
  }

  private void afterTask() {
    synchronized (this) {
      if (waiting.isEmpty()) {
        running = false;
        return;
      }
    }
    workers.execute(this::runNext);
  }
}
