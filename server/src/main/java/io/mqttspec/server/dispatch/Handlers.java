package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import java.util.EnumMap;
import java.util.Map;

/** One handler per operation. Immutable, for any thread. */
public final class Handlers {

  private final Map<Operation, RequestHandler> handlers = new EnumMap<>(Operation.class);
  private final RequestHandler ping;

  /** Makes the handlers of a server from the steps that they use. */
  public Handlers(Steps steps) {
    WriteUnit writes = new WriteUnit(steps);
    handlers.put(Operation.READ, new ReadHandler(steps));
    handlers.put(Operation.CREATE, new CreateHandler(steps, writes));
    handlers.put(Operation.UPDATE, new UpdateHandler(steps, writes));
    handlers.put(Operation.DELETE, new DeleteHandler(steps, writes));
    handlers.put(Operation.META, new MetaHandler(steps));
    handlers.put(Operation.SUBSCRIBE, new SubscribeHandler(steps));
    handlers.put(Operation.UNSUBSCRIBE, new UnsubscribeHandler(steps));
    ping = new PingHandler(steps);
  }

  RequestHandler of(Request request) {
    Operation operation = request.operation();
    if (request.type() == MessageType.PING || operation == null) {
      return ping;
    }
    boolean ofSubscription = operation == Operation.SUBSCRIBE || operation == Operation.UNSUBSCRIBE;
    if (ofSubscription != (request.type() == MessageType.SUBSCRIPTION)) {
      throw ProtocolException.at(
          ofSubscription ? ErrorCode.INVALID_OPERATION : ErrorCode.INVALID_SUBSCRIPTION_OPERATION,
          "operation",
          "The operation "
              + operation.wireName()
              + " needs the type "
              + (ofSubscription ? "subscription." : "request."));
    }
    return handlers.get(operation);
  }
}
