package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.server.database.Deadline;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.reply.Destination;
import java.util.List;

/**
 * A decoded request with all that belongs to it.
 *
 * @param client who asks
 * @param request what is asked
 * @param destination where the answer goes
 * @param deadline when the answer has to be known
 * @param addedFilters what hooks have added before the operation was known
 */
record RequestContext(
    Client client,
    Request request,
    Destination destination,
    Deadline deadline,
    List<Filter> addedFilters) {

  /** Begins the context of a hook of this request. */
  HookContext.Builder hookContext(String operation) {
    return HookContext.builder(client, operation)
        .requestId(request.id())
        .recordId(request.recordId())
        .options(request.options())
        .addedFilters(addedFilters);
  }
}
