package io.mqttspec.server.dispatch;

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

  /** The codec has seen to it that type and operation go together. */
  RequestHandler of(Request request) {
    Operation operation = request.operation();
    if (request.type() == MessageType.PING || operation == null) {
      return ping;
    }
    return handlers.get(operation);
  }
}
