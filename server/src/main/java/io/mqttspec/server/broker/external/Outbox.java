package io.mqttspec.server.broker.external;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.server.reply.OutboundMessage;
import io.mqttspec.server.reply.ReplyPort;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that goes out to the broker, in one order: answers, events, and the acknowledgements of the
 * requests that they belong to. Keeps what can't be sent while the broker is away or slow, up to a
 * limit; beyond it the newest message is dropped, and the log says so.
 *
 * <p>A message that was sent and not acknowledged when its connection ended is sent again on the
 * next one, unless its quality of service is 0.
 *
 * <p>Messages are taken from any thread, which never waits. They are sent, and connections come and
 * go, on the broker's own thread.
 */
final class Outbox implements ReplyPort {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private static final int MOST_MESSAGES = 100_000;
  private static final long MOST_BYTES = 64L << 20;

  /** Most messages that wait for their PUBACK: what is more waits here, in a bounded place. */
  private static final int WINDOW = 500;

  private sealed interface Item {}

  private static final class Message implements Item {
    private final OutboundMessage outbound;
    private final ByteBuffer payload;
    private final CompletableFuture<Boolean> handedOver = new CompletableFuture<>();

    Message(OutboundMessage outbound) {
      this.outbound = outbound;
      this.payload = outbound.payload();
    }
  }

  private record Acknowledging(Connection connection, Runnable acknowledge) implements Item {}

  private final Executor thread;

  @GuardedBy("this")
  private final Deque<Item> waiting = new ArrayDeque<>();

  /** Messages that are waiting or sent, until they are acknowledged. */
  @GuardedBy("this")
  private int messages;

  @GuardedBy("this")
  private long bytes;

  @GuardedBy("this")
  private long dropped;

  @GuardedBy("this")
  private boolean draining;

  // From here on for the broker's thread only.
  private final Set<Message> sent = new LinkedHashSet<>();
  private @Nullable Connection connection;
  private int window;

  /**
   * An empty outbox.
   *
   * @param thread runs one task at a time
   */
  Outbox(Executor thread) {
    this.thread = thread;
  }

  @Override
  public CompletionStage<Boolean> send(OutboundMessage outbound) {
    Message message = new Message(outbound);
    synchronized (this) {
      if (messages >= MOST_MESSAGES || bytes + message.payload.remaining() > MOST_BYTES) {
        if (dropped++ == 0) {
          log.error(
              "{} messages wait for the broker: what comes now is dropped, answers and events",
              messages);
        }
        message.handedOver.completeExceptionally(
            new IllegalStateException("too many messages wait for the broker"));
        return message.handedOver;
      }
      messages++;
      bytes += message.payload.remaining();
      waiting.addLast(message);
    }
    drain();
    return message.handedOver;
  }

  /** Acknowledges a publish after what was given to be sent before. */
  void acknowledge(Connection receivedOn, Runnable acknowledge) {
    synchronized (this) {
      waiting.addLast(new Acknowledging(receivedOn, acknowledge));
    }
    drain();
  }

  /** Clients subscribe at the broker by themselves. */
  @Override
  public CompletionStage<Void> listen(String clientId, String topic, int qos) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void unlisten(String clientId, String topic) {}

  private void drain() {
    synchronized (this) {
      if (draining) {
        return;
      }
      draining = true;
    }
    try {
      thread.execute(this::sendWaiting);
    } catch (RejectedExecutionException e) {
      log.debug("a message came after the end of the server");
    }
  }

  private void sendWaiting() {
    while (true) {
      Item item;
      synchronized (this) {
        item = waiting.peekFirst();
        if (item == null || !isPossible(item)) {
          draining = false;
          notifyAll();
          return;
        }
        waiting.removeFirst();
      }
      if (item instanceof Message message) {
        publish(message);
      } else if (item instanceof Acknowledging ack && ack.connection() == connection) {
        Connection.acknowledge(ack.acknowledge());
      }
    }
  }

  private boolean isPossible(Item item) {
    return item instanceof Acknowledging || (connection != null && sent.size() < window);
  }

  private void publish(Message message) {
    Connection on = connection;
    if (on == null) {
      throw new IllegalStateException("nothing is sent without a connection");
    }
    sent.add(message);
    OutboundMessage outbound = message.outbound;
    log.debug("PUBLISH to {}", outbound.topic());
    CompletableFuture<?> unused =
        on.publish(
                outbound.topic(),
                outbound.qos(),
                message.payload.duplicate(),
                outbound.correlationData())
            .whenComplete((delivery, failure) -> later(() -> outcome(on, message, failure)));
  }

  private void later(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the outcome of a message came after the end of the server");
    }
  }

  private void outcome(Connection on, Message message, @Nullable Throwable failure) {
    if (failure == null) {
      settle(message);
      message.handedOver.complete(true);
    } else if (!BrokerErrors.isLost(failure)) {
      settle(message);
      log.warn(
          "The broker refuses a message to {}: {}",
          message.outbound.topic(),
          BrokerErrors.text(failure));
      message.handedOver.completeExceptionally(failure);
    } else if (on == connection && sent.remove(message)) {
      // The connection's end is about to be told: what was sent before this one goes first.
      again(List.of(message));
    }
    drain();
  }

  /** Also finds a message that waits to be sent again and has reached the broker after all. */
  private void settle(Message message) {
    synchronized (this) {
      if (!sent.remove(message) && !waiting.remove(message)) {
        return;
      }
      messages--;
      bytes -= message.payload.remaining();
      if (dropped > 0 && messages < MOST_MESSAGES / 2 && bytes < MOST_BYTES / 2) {
        log.error("{} messages were dropped while too many waited for the broker", dropped);
        dropped = 0;
      }
      notifyAll();
    }
  }

  /** Sends from now on, beginning with what the connection before left unacknowledged. */
  void connected(Connection next) {
    connection = next;
    window = Math.min(WINDOW, next.sendMaximum());
    drain();
  }

  /** Keeps from now on. */
  void disconnected() {
    connection = null;
    List<Message> unacknowledged = new ArrayList<>(sent);
    sent.clear();
    again(unacknowledged);
  }

  private void again(List<Message> unacknowledged) {
    synchronized (this) {
      for (int i = unacknowledged.size() - 1; i >= 0; i--) {
        Message message = unacknowledged.get(i);
        if (message.outbound.qos() > 0) {
          waiting.addFirst(message);
        } else {
          messages--;
          bytes -= message.payload.remaining();
          message.handedOver.complete(true);
        }
      }
      notifyAll();
    }
  }

  /**
   * Waits until all is sent and acknowledged.
   *
   * @return how many messages are left when the time is over
   */
  synchronized int awaitEmpty(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (messages > 0 || draining) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return messages;
  }
}
