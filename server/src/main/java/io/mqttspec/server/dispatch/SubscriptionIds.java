package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.Request;
import java.util.UUID;
import java.util.regex.Pattern;

/** The ids of new subscriptions. */
final class SubscriptionIds {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private SubscriptionIds() {}

  /**
   * The id that a client proposes for a new subscription, or else one that nobody has.
   *
   * @throws ProtocolException when what it proposes has not the form of one
   */
  static String forNew(Request request) {
    String proposed = request.subscriptionId();
    if (proposed == null) {
      return "sub-" + UUID.randomUUID().toString().replace("-", "");
    }
    if (!VALID.matcher(proposed).matches()) {
      throw ProtocolException.at(
          ErrorCode.INVALID_MESSAGE,
          "subscription_id",
          "A subscription id is a text of 1 to 64 letters, digits, _ or -.");
    }
    return proposed;
  }
}
