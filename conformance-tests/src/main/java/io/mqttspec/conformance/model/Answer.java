package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request that was not refused led to.
 *
 * @param data what the answer shows as data
 * @param metadata what it shows as metadata; empty for none
 * @param changes the rows that were changed, in order
 * @param subscribed the topic whose notifications the client is to get from now on, null for none
 */
public record Answer(
    JsonNode data, ObjectNode metadata, List<Store.Change> changes, @Nullable String subscribed) {

  public static Answer of(JsonNode data) {
    return of(data, Json.object());
  }

  public static Answer of(JsonNode data, ObjectNode metadata) {
    return new Answer(data, metadata, List.of(), null);
  }
}
