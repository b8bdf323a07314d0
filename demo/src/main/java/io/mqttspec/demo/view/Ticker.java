package io.mqttspec.demo.view;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task ten times a second on a thread of its own, until closed. */
final class Ticker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Ticker.class);

  static final int TICKS_PER_SECOND = 10;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread view = new Thread(task, "demo-view");
            view.setDaemon(true);
            return view;
          });

  void start(Runnable task) {
    Future<?> unused =
        thread.scheduleAtFixedRate(
            () -> run(task), 0, 1_000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // Thrown on, it would end the view without a word.
      log.error("The view can't be shown", e);
    }
  }

  /** A task that runs now is the last one. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
