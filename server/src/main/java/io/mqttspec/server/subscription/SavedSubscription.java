package io.mqttspec.server.subscription;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mqttspec.protocol.json.JsonLimits;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.server.policy.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * A subscription as it is kept over a restart.
 *
 * @param options as the client gave them
 * @param view the options that hooks have made of them
 * @param rowFilters what hooks have added
 * @param position number of its last event, empty where the server did not end in order
 */
public record SavedSubscription(
    Identity identity,
    String schema,
    String entity,
    String id,
    Options options,
    Options view,
    List<Filter> rowFilters,
    OptionalLong position) {

  private static final MessageCodec CODEC =
      MessageCodec.of(JsonLimits.of(JsonLimits.MAX_DEPTH, 256));

  /** Its name among all that are kept: no client id holds a slash. */
  String key() {
    return key(identity, id);
  }

  static String key(Identity identity, String id) {
    return identity.clientId() + "/" + id;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("client_id", identity.clientId());
    json.addProperty("user", identity.user());
    json.addProperty("schema", schema);
    json.addProperty("entity", entity);
    json.addProperty("id", id);
    json.add("options", toJson(options));
    json.add("view", toJson(view));
    json.add("row_filters", toJson(Options.builder().filters(rowFilters).build()));
    position.ifPresent(number -> json.addProperty("position", number));
    return json;
  }

  static SavedSubscription of(JsonObject json) {
    return new SavedSubscription(
        new Identity(json.get("user").getAsString(), json.get("client_id").getAsString()),
        json.get("schema").getAsString(),
        json.get("entity").getAsString(),
        json.get("id").getAsString(),
        options(json.getAsJsonObject("options")),
        options(json.getAsJsonObject("view")),
        options(json.getAsJsonObject("row_filters")).filters(),
        json.has("position")
            ? OptionalLong.of(json.get("position").getAsLong())
            : OptionalLong.empty());
  }

  /** The form in which they come from clients. */
  private static JsonObject toJson(Options options) {
    Request request =
        Request.builder(MessageType.SUBSCRIPTION)
            .id("saved")
            .operation(Operation.SUBSCRIBE)
            .options(options)
            .build();
    return JsonParser.parseString(new String(CODEC.encode(request), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  private static Options options(JsonObject request) {
    return CODEC.decodeRequest(request.toString().getBytes(StandardCharsets.UTF_8)).options();
  }
}
