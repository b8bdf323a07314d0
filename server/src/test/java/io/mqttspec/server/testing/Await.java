package io.mqttspec.server.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Waiting with a deadline. */
public final class Await {

  /** Longer than anything may take on a machine that is busy with other things, too. */
  public static final Duration LONG = Duration.ofSeconds(20);

  private Await() {}

  /** The value of a stage. */
  public static <T> T value(CompletionStage<T> stage) {
    return value(stage, LONG);
  }

  /** The value of a stage that may take a time of its own. */
  public static <T> T value(CompletionStage<T> stage, Duration atMost) {
    try {
      return stage.toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within " + atMost, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What makes a stage fail. */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().get(LONG.toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("did not fail but gave " + value);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within " + LONG, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next element of a queue. */
  public static <T> T next(BlockingQueue<T> queue) {
    try {
      T element = queue.poll(LONG.toMillis(), TimeUnit.MILLISECONDS);
      if (element == null) {
        throw new AssertionError("nothing came within " + LONG);
      }
      return element;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public static void latch(CountDownLatch latch) {
    try {
      if (!latch.await(LONG.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("nobody opened the latch within " + LONG);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until no thread of the server's is left. */
  public static void noServerThreads() {
    Awaitility.await("threads of the server")
        .atMost(LONG)
        .until(Await::serverThreads, List::isEmpty);
  }

  /** Names of the threads of the server's that are alive. */
  public static List<String> serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("mqttspec"))
        .sorted()
        .toList();
  }
}
