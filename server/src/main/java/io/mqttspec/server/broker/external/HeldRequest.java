package io.mqttspec.server.broker.external;

import io.mqttspec.server.dispatch.Acknowledgement;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A publish whose PUBACK (or PUBREC) to the broker waits for its request. An abandoned one ends the
 * connection: its PUBACK can then never go out, nor can those behind it, which leave in order. With
 * QoS 0 nothing is owed. For any thread.
 */
final class HeldRequest implements Acknowledgement {

  private final Connection connection;
  private final InboundPublish publish;
  private final Outbox outbox;
  private final ConnectionDrop drop;
  private final AtomicBoolean settled = new AtomicBoolean();

  /** Ends a connection for a reason of this server's own. */
  interface ConnectionDrop {
    void drop(Connection connection, String reason);
  }

  HeldRequest(Connection connection, InboundPublish publish, Outbox outbox, ConnectionDrop drop) {
    this.connection = connection;
    this.publish = publish;
    this.outbox = outbox;
    this.drop = drop;
  }

  @Override
  public void acknowledge() {
    if (publish.qos() > 0 && settled.compareAndSet(false, true)) {
      outbox.acknowledge(connection, publish.acknowledge());
    }
  }

  @Override
  public void abandon(String reason) {
    if (publish.qos() > 0 && settled.compareAndSet(false, true)) {
      drop.drop(connection, reason);
    }
  }

  @Override
  public void lost() {
    settled.set(true);
  }
}
