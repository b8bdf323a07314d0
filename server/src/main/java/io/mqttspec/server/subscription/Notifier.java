package io.mqttspec.server.subscription;

import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.Change;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.reply.JsonFragment;
import io.mqttspec.server.reply.Replies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the subscriptions of each change and sends them their events. One thread of its own does
 * all of it, in the order in which changes come; so events of one subscription have one order, and
 * a subscription begins at one point between two changes.
 */
public final class Notifier implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private final SubscriptionRegistry subscriptions;
  private final Replies replies;
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          waiting,
          Notifier::newThread,
          (task, closed) -> log.debug("a change came after the end of the server"));

  public Notifier(SubscriptionRegistry subscriptions, Replies replies) {
    this.subscriptions = subscriptions;
    this.replies = replies;
  }

  /** Changes that wait to be told, in units of work. */
  public int backlog() {
    return waiting.size();
  }

  private static Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "mqttspec-events");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes changes in the order of their numbers and returns at once. For any thread. */
  public void publish(List<CommittedChange> changes) {
    thread.execute(
        () -> {
          for (CommittedChange change : changes) {
            notifySubscribers(change);
          }
        });
  }

  /** Runs a task after all changes that were given before it. It must not wait. */
  public void execute(Runnable task) {
    thread.execute(task);
  }

  private void notifySubscribers(CommittedChange committed) {
    Change change = committed.change();
    log.debug("{} {} is number {}", change.operation(), change.entity(), committed.seq());
    Map<ColumnSet, JsonFragment> bodies = new HashMap<>(2);
    for (Subscription subscription : subscriptions.of(change.entity())) {
      try {
        if (subscription.concerns(change)) {
          send(subscription, committed, bodies);
        }
      } catch (RuntimeException e) {
        log.error("An event for {} failed", subscription.topic(), e);
      }
    }
  }

  private void send(
      Subscription subscription, CommittedChange committed, Map<ColumnSet, JsonFragment> bodies) {
    JsonFragment body =
        bodies.computeIfAbsent(
            subscription.columns(), columns -> body(committed.change(), columns));
    long previous = subscription.advanceTo(committed.seq());
    JsonFragment head =
        JsonFragment.head(
            json -> {
              json.name("type").value("notification");
              json.name("subscription_id").value(subscription.id());
              json.name("metadata").beginObject();
              json.name("seq").value(committed.seq());
              json.name("prev_seq").value(previous);
              if (committed.writer().equals(subscription.identity())) {
                json.name("origin").value(committed.requestId());
              }
              json.endObject();
            });
    replies
        .notify(subscription.identity(), subscription.topic(), head, body)
        .thenAccept(
            listening -> {
              if (!listening) {
                log.debug("{} is no longer listened to: it ends", subscription.topic());
                subscriptions.remove(subscription);
              }
            });
  }

  private JsonFragment body(Change change, ColumnSet columns) {
    Row row = change.image();
    return replies.body(
        json -> {
          json.name("operation").value(change.operation().wireName());
          json.name("schema").value(change.entity().name().schema());
          json.name("entity").value(change.entity().name().entity());
          json.name("data").beginObject();
          for (int i = 0; i < columns.size(); i++) {
            int column = columns.get(i);
            json.name(row.type().column(column).name());
            ColumnValues.write(json, row.type().column(column).type(), row.value(column));
          }
          json.endObject();
        });
  }

  /** Sends what is waiting, for at most ten seconds. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("Not all events were sent before the server closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
