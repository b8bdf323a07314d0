package io.mqttspec.server.dispatch;

import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.MessageDecodingException;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.database.CommitOutcomeUnknownException;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Deadline;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.reply.Destination;
import io.mqttspec.server.reply.Replies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes requests from the broker without ever making it wait: decodes them, refuses what is too
 * much, and runs the rest in each client's order on the workers. Every request that was taken is
 * answered, and acknowledged: a write when it is committed or refused, all others at once.
 */
public final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final ServerConfig config;
  private final MessageCodec codec;
  private final Topics topics;
  private final Clients clients;
  private final Handlers handlers;
  private final Hooks hooks;
  private final Replies replies;
  private final InFlight inFlight;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();

  /** A request that a worker is at; no two are equal, though they may say the same. */
  private static final class Running {
    private final String clientId;
    private final Request request;

    Running(String clientId, Request request) {
      this.clientId = clientId;
      this.request = request;
    }

    @Override
    public String toString() {
      return clientId
          + " "
          + (request.operation() == null ? request.type() : request.operation())
          + " "
          + request.entity()
          + " (request "
          + request.id()
          + ")";
    }
  }

  public Dispatcher(
      ServerConfig config, Clients clients, Handlers handlers, Hooks hooks, Replies replies) {
    this.config = config;
    this.codec = MessageCodec.of(config.limits().json());
    this.topics = Topics.of(config.topicPrefix());
    this.clients = clients;
    this.handlers = handlers;
    this.hooks = hooks;
    this.replies = replies;
    this.inFlight =
        new InFlight(config.limits().requestsInFlight(), config.limits().bytesInFlight());
  }

  /** Takes a request and returns at once. For the broker's threads. */
  public void accept(InboundRequest inbound) {
    log.debug("request of {} bytes from {}", inbound.payload().length, inbound.identity());
    Optional<ClientSession> connected = clients.session(inbound);
    if (connected.isEmpty()) {
      log.debug("{} has gone before its request was taken", inbound.identity());
      inbound.acknowledgement().lost();
      return;
    }
    ClientSession session = connected.get();
    Destination destination = destination(session, inbound, Optional.empty());
    if (inbound.payload().length > config.limits().payloadBytes()) {
      refuse(inbound, destination, "", tooLarge());
      return;
    }
    Request request;
    try {
      request = codec.decodeRequest(inbound.payload());
    } catch (MessageDecodingException e) {
      refuse(inbound, destination, e.requestId(), e.error());
      return;
    }
    ClientLane lane = session.lane();
    int size = inbound.payload().length;
    @Nullable ErrorInfo overload = admit(lane, size);
    if (overload != null) {
      refuse(inbound, destination, request.id(), overload);
      return;
    }
    boolean write = isWrite(request);
    if (write) {
      lane.pendingWrites().incrementAndGet();
    } else if (lane.pendingWrites().get() == 0) {
      // Not ahead of the same client's write before it.
      inbound.acknowledgement().acknowledge();
    }
    InboundRequest waiting = inbound.withoutPayload();
    Deadline deadline =
        inbound.properties().messageExpiry().map(Deadline::in).orElse(Deadline.NONE);
    lane.add(
        () -> {
          CompletionStage<?> done = run(session, waiting, request, deadline);
          if (write) {
            lane.pendingWrites().decrementAndGet();
          }
          return done.whenComplete((answered, failure) -> release(lane, size));
        });
  }

  private ErrorInfo tooLarge() {
    return ErrorInfo.of(
        ErrorCode.TOO_LARGE,
        "A request may have at most " + config.limits().payloadBytes() + " bytes; send less.");
  }

  private @Nullable ErrorInfo admit(ClientLane lane, int size) {
    if (!lane.rate().tryTake()) {
      return DatabaseErrors.retry(
          ErrorInfo.of(
              ErrorCode.RATE_LIMITED,
              "A client may send "
                  + config.limits().requestsPerSecondPerClient()
                  + " requests a second; send this one again later."));
    }
    if (!lane.inFlight().tryAdd(size)) {
      return DatabaseErrors.retry(
          ErrorInfo.of(
              ErrorCode.RATE_LIMITED,
              "Too many requests of this client are waiting; wait for answers before sending"
                  + " more."));
    }
    if (!inFlight.tryAdd(size)) {
      lane.inFlight().remove(size);
      return DatabaseErrors.retry(
          ErrorInfo.of(
              ErrorCode.UNAVAILABLE, "The server has too much to do at the moment; try later."));
    }
    return null;
  }

  private void release(ClientLane lane, int size) {
    lane.inFlight().remove(size);
    inFlight.remove(size);
  }

  private void refuse(
      InboundRequest inbound, Destination destination, String requestId, ErrorInfo error) {
    replies.refuse(destination, requestId, error);
    inbound.acknowledgement().acknowledge();
  }

  private static boolean isWrite(Request request) {
    Operation operation = request.operation();
    return request.type() == MessageType.REQUEST
        && (operation == Operation.CREATE
            || operation == Operation.UPDATE
            || operation == Operation.DELETE);
  }

  private Destination destination(
      ClientSession session, InboundRequest inbound, Optional<String> topic) {
    String clientId = inbound.identity().clientId();
    return new Destination(
        clientId,
        topic.orElseGet(() -> topics.response(clientId)),
        inbound.properties().correlationData(),
        session.maximumPacketSize());
  }

  private CompletionStage<?> run(
      ClientSession session, InboundRequest inbound, Request request, Deadline deadline) {
    MDC.put("client", inbound.identity().clientId());
    MDC.put("request", request.id());
    Destination destination = destination(session, inbound, Optional.empty());
    CompletionStage<?> done = RequestHandler.DONE;
    boolean abandoned = false;
    Running now = new Running(inbound.identity().clientId(), request);
    running.add(now);
    try {
      destination = destination(session, inbound, responseTopic(inbound));
      deadline.check();
      clients.introduce(session);
      done = handle(session.client(), request, destination, deadline);
    } catch (ProtocolException e) {
      replies.refuse(destination, request.id(), e.error());
    } catch (CommitOutcomeUnknownException e) {
      log.error("It can't be told whether a write is stored: its sender is disconnected", e);
      inbound.acknowledgement().abandon("The outcome of the last write is unknown.");
      abandoned = true;
    } catch (Throwable e) {
      log.error("A request failed", e);
      replies.refuse(destination, request.id(), DatabaseErrors.internalError());
    } finally {
      running.remove(now);
      if (!abandoned) {
        inbound.acknowledgement().acknowledge();
      }
      MDC.remove("client");
      MDC.remove("request");
    }
    return done;
  }

  private Optional<String> responseTopic(InboundRequest inbound) {
    Optional<String> wanted = inbound.properties().responseTopic();
    String own = topics.response(inbound.identity().clientId());
    if (wanted.isPresent() && !wanted.get().equals(own) && !wanted.get().startsWith(own + "/")) {
      JsonObject details = new JsonObject();
      details.addProperty("path", "Response Topic");
      throw new ProtocolException(
          ErrorInfo.of(
                  ErrorCode.INVALID_OPTION,
                  "The Response Topic must be this client's own response topic or below it.")
              .withDetails(details));
    }
    return wanted;
  }

  private CompletionStage<?> handle(
      Client client, Request request, Destination destination, Deadline deadline) {
    RequestContext context = new RequestContext(client, request, destination, deadline, List.of());
    if (hooks.has(HookPoint.BEFORE_HANDLE)) {
      Operation operation = request.operation();
      HookContext hookContext =
          context
              .hookContext(operation == null ? "ping" : operation.wireName())
              .entity(
                  request.schema() == null ? config.defaultSchema() : request.schema(),
                  request.entity() == null ? "" : request.entity())
              .build();
      hooks.run(HookPoint.BEFORE_HANDLE, hookContext);
      context =
          new RequestContext(
              client,
              request.toBuilder().options(hookContext.options()).build(),
              destination,
              deadline,
              hookContext.addedFilters());
    }
    return handlers.of(context.request()).handle(context);
  }

  /** Decides on a connection, by the hooks, and returns at once. For the broker's threads. */
  public void connecting(InboundConnection connection) {
    clients.connecting(connection);
  }

  /** Forgets a connection; does nothing for one that was refused. For the broker's threads. */
  public void disconnected(String connectionId) {
    clients.disconnected(connectionId);
  }

  /** Absent clients whose sessions the broker should look for now and then. */
  public List<AbsentClient> absentClients() {
    return clients.absent();
  }

  /** Forgets clients that have been silent for their lease; to be called now and then. */
  public void endLeases() {
    clients.endLeases();
  }

  /** Forgets an absent client whose session the broker no longer has. */
  public void sessionEnded(AbsentClient client) {
    clients.sessionEnded(client);
  }

  /**
   * Waits until all that was taken is answered; to be called when nothing new comes in.
   *
   * @return whether that was within the time
   */
  public boolean awaitIdle(Duration atMost) throws InterruptedException {
    return inFlight.awaitNone(atMost);
  }

  /** Requests that are taken and not yet answered. */
  public int inFlight() {
    return inFlight.requests();
  }

  /** What the workers are at, for the log. */
  public List<String> running() {
    return running.stream().map(Running::toString).toList();
  }
}
