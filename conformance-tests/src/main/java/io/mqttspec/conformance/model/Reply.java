package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one answer to a request, and what follows from it.
 *
 * @param topic where it goes
 * @param requestId the id of the request
 * @param json the answer
 * @param changes the rows that were changed, in order
 * @param subscribed a topic that the client is to be subscribed to, null for none
 */
public record Reply(
    String topic,
    String requestId,
    ObjectNode json,
    List<Store.Change> changes,
    @Nullable String subscribed) {}
