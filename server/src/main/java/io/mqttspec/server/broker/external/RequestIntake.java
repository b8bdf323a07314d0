package io.mqttspec.server.broker.external;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.dispatch.InboundRequest;
import io.mqttspec.server.policy.Identity;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the publishes of one connection and hands the requests among them to dispatch. Until it is
 * certain that no other server serves the same clients they are kept, in their order and without
 * acknowledgement: the broker sends no more than its receive maximum. Called on the network's
 * thread, which it never makes wait.
 */
final class RequestIntake {

  private static final Logger log = LoggerFactory.getLogger(RequestIntake.class);

  /** Most requests with QoS 0 that are kept: they have no receive maximum. */
  private static final int MOST_UNACKNOWLEDGEABLE = 1_000;

  private enum State {
    KEEPING,
    OPEN,
    STOPPED
  }

  private final Connection connection;
  private final Topics topics;
  private final String ownClientId;
  private final PeerCheck peers;
  private final Dispatcher dispatcher;
  private final Outbox outbox;
  private final HeldRequest.ConnectionDrop drop;

  @GuardedBy("this")
  private final Queue<InboundPublish> kept = new ArrayDeque<>();

  @GuardedBy("this")
  private State state = State.KEEPING;

  RequestIntake(
      Connection connection,
      Topics topics,
      String ownClientId,
      PeerCheck peers,
      Dispatcher dispatcher,
      Outbox outbox,
      HeldRequest.ConnectionDrop drop) {
    this.connection = connection;
    this.topics = topics;
    this.ownClientId = ownClientId;
    this.peers = peers;
    this.dispatcher = dispatcher;
    this.outbox = outbox;
    this.drop = drop;
  }

  void received(InboundPublish publish) {
    String clientId = topics.clientIdOfRequest(publish.topic());
    if (publish.topic().equals(topics.response(ownClientId))) {
      peers.answered(publish.payload());
      Connection.acknowledge(publish.acknowledge());
    } else if (clientId == null || clientId.equals(ownClientId) || publish.retain()) {
      // Also this server's own pings, which come back with MQTT 3.1.1.
      log.debug("no request: PUBLISH to {}", publish.topic());
      Connection.acknowledge(publish.acknowledge());
    } else if (PeerCheck.isProbe(publish.payload())) {
      peers.answer(clientId, publish.payload());
      Connection.acknowledge(publish.acknowledge());
    } else {
      take(clientId, publish);
    }
  }

  private synchronized void take(String clientId, InboundPublish publish) {
    switch (state) {
      case OPEN -> dispatch(clientId, publish);
      case KEEPING -> keep(publish);
      case STOPPED -> log.debug("a request came after the end: it is not taken");
    }
  }

  @GuardedBy("this")
  private void keep(InboundPublish publish) {
    if (publish.qos() == 0 && kept.size() >= MOST_UNACKNOWLEDGEABLE) {
      log.warn("A request of QoS 0 is dropped: too many came before this server may begin");
      return;
    }
    kept.add(publish);
  }

  private void dispatch(String clientId, InboundPublish publish) {
    HeldRequest held = new HeldRequest(connection, publish, outbox, drop);
    log.debug("PUBLISH of {} with QoS {}", clientId, publish.qos());
    try {
      dispatcher.accept(
          new InboundRequest(
              Identity.ofClient(clientId),
              Optional.empty(),
              publish.payload(),
              publish.properties(),
              publish.qos(),
              0,
              false,
              held));
    } catch (Throwable e) {
      log.error("A request of {} can't be dispatched", clientId, e);
      held.abandon("The server failed to take a request.");
    }
  }

  /** Hands over what was kept, and from now on all that comes. */
  synchronized void open() {
    if (state != State.KEEPING) {
      return;
    }
    state = State.OPEN;
    for (InboundPublish publish : kept) {
      String clientId = topics.clientIdOfRequest(publish.topic());
      if (clientId != null) {
        dispatch(clientId, publish);
      }
    }
    kept.clear();
  }

  /** From now on nothing is taken, nor acknowledged. */
  synchronized void stop() {
    state = State.STOPPED;
    kept.clear();
  }
}
