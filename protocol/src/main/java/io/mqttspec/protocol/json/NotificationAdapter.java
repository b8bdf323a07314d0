package io.mqttspec.protocol.json;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.message.ChangeOperation;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.query.JsonTrees;
import java.io.IOException;

/** Notifications between message and JSON. */
final class NotificationAdapter {

  private static final String TYPE = "type";
  private static final String OPERATION = "operation";
  private static final String SUBSCRIPTION_ID = "subscription_id";
  private static final String SCHEMA = "schema";
  private static final String ENTITY = "entity";
  private static final String DATA = "data";
  private static final String METADATA = "metadata";
  private static final String TIMESTAMP = "timestamp";

  private NotificationAdapter() {}

  static Notification read(Fields fields) {
    String type = fields.requiredString(TYPE);
    if (!type.equals(MessageType.NOTIFICATION.wireName())) {
      throw fields.wrong(
          ErrorCode.INVALID_MESSAGE_TYPE,
          TYPE,
          "the type is notification, not " + StrictJson.shortened(type));
    }
    String schema = fields.string(SCHEMA);
    Notification.Builder notification =
        Notification.builder(operation(fields), fields.requiredString(SUBSCRIPTION_ID))
            .schema(schema == null ? "" : schema)
            .entity(fields.requiredString(ENTITY))
            .timestamp(fields.string(TIMESTAMP));
    JsonObject data = fields.object(DATA);
    if (data != null) {
      notification.data(data);
    }
    JsonObject metadata = fields.object(METADATA);
    if (metadata != null) {
      notification.metadata(metadata);
    }
    return notification.build();
  }

  private static ChangeOperation operation(Fields fields) {
    String name = fields.requiredString(OPERATION);
    return ChangeOperation.of(name)
        .orElseThrow(
            () ->
                fields.wrong(
                    ErrorCode.INVALID_OPERATION,
                    OPERATION,
                    "no operation of a notification is named " + StrictJson.shortened(name)));
  }

  static void write(JsonWriter writer, Notification notification) throws IOException {
    writer.beginObject();
    writer.name(TYPE).value(MessageType.NOTIFICATION.wireName());
    writer.name(OPERATION).value(notification.operation().wireName());
    writer.name(SUBSCRIPTION_ID).value(notification.subscriptionId());
    writer.name(SCHEMA).value(notification.schema());
    writer.name(ENTITY).value(notification.entity());
    writer.name(DATA);
    JsonTrees.write(writer, notification.data());
    if (notification.timestamp() != null) {
      writer.name(TIMESTAMP).value(notification.timestamp());
    }
    if (notification.metadata().size() > 0) {
      writer.name(METADATA);
      JsonTrees.write(writer, notification.metadata());
    }
    writer.endObject();
  }
}
