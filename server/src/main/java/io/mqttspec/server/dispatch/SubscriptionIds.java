package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.Request;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a subscription in a request, at its top level or in its data. */
final class SubscriptionIds {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private SubscriptionIds() {}

  /**
   * The id that a request names.
   *
   * @throws ProtocolException when its two places differ, or it is no text
   */
  static Optional<String> of(Request request) {
    String id = request.subscriptionId();
    JsonElement data = request.data();
    if (data != null && data.isJsonObject() && data.getAsJsonObject().has("subscription_id")) {
      JsonElement inData = data.getAsJsonObject().get("subscription_id");
      if (!inData.isJsonPrimitive() || !inData.getAsJsonPrimitive().isString()) {
        throw malformed("data.subscription_id");
      }
      if (id != null && !id.equals(inData.getAsString())) {
        throw ProtocolException.at(
            ErrorCode.INVALID_MESSAGE,
            "subscription_id",
            "subscription_id and data.subscription_id differ; send one of them.");
      }
      id = inData.getAsString();
    }
    return Optional.ofNullable(id);
  }

  /**
   * The id that a client proposes for a new subscription, or else one that nobody has.
   *
   * @throws ProtocolException when what it proposes has not the form of one
   */
  static String forNew(Request request) {
    Optional<String> proposed = of(request);
    if (proposed.isPresent() && !VALID.matcher(proposed.get()).matches()) {
      throw malformed("subscription_id");
    }
    return proposed.orElseGet(() -> "sub-" + UUID.randomUUID().toString().replace("-", ""));
  }

  private static ProtocolException malformed(String path) {
    return ProtocolException.at(
        ErrorCode.INVALID_MESSAGE,
        path,
        "A subscription id is a text of 1 to 64 letters, digits, _ or -.");
  }
}
