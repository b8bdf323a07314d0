package io.mqttspec.protocol.json;

import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.JsonTrees;
import io.mqttspec.protocol.query.Options;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests between message and JSON. */
final class RequestAdapter {

  private static final String ID = "id";
  private static final String TYPE = "type";
  private static final String OPERATION = "operation";
  private static final String SCHEMA = "schema";
  private static final String ENTITY = "entity";
  private static final String RECORD_ID = "record_id";
  private static final String DATA = "data";
  private static final String OPTIONS = "options";
  private static final String SUBSCRIPTION_ID = "subscription_id";

  private final JsonLimits limits;

  RequestAdapter(JsonLimits limits) {
    this.limits = limits;
  }

  Request read(Fields fields) {
    MessageType type = type(fields);
    Request.Builder request = Request.builder(type);
    String id = id(fields);
    if (type == MessageType.PING) {
      return request.id(id == null ? "" : id).build();
    }
    if (id == null) {
      throw fields.wrong(ID, "the field id is missing");
    }
    Operation operation = operation(fields, type);
    return request
        .id(id)
        .operation(operation)
        .schema(fields.string(SCHEMA))
        .entity(fields.string(ENTITY))
        .recordId(fields.key(RECORD_ID))
        .data(fields.get(DATA))
        .subscriptionId(subscriptionId(fields, type))
        .options(options(fields))
        .build();
  }

  private static MessageType type(Fields fields) {
    String name = fields.requiredString(TYPE);
    Optional<MessageType> type = MessageType.of(name);
    if (type.isPresent()) {
      switch (type.get()) {
        case REQUEST:
        case SUBSCRIPTION:
        case PING:
          return type.get();
        default:
          break;
      }
    }
    throw fields.wrong(
        ErrorCode.INVALID_MESSAGE_TYPE,
        TYPE,
        "the type is request, subscription or ping, not " + StrictJson.shortened(name));
  }

  private @Nullable String id(Fields fields) {
    String id = fields.string(ID);
    if (id != null && !Envelope.isId(id, limits)) {
      throw fields.wrong(ID, "an id has 1 to " + limits.idLength() + " characters");
    }
    return id;
  }

  private static Operation operation(Fields fields, MessageType type) {
    String name = fields.requiredString(OPERATION);
    boolean subscription = type == MessageType.SUBSCRIPTION;
    Optional<Operation> operation = Operation.of(name);
    if (operation.isPresent() && operation.get().isSubscription() == subscription) {
      return operation.get();
    }
    throw fields.wrong(
        subscription ? ErrorCode.INVALID_SUBSCRIPTION_OPERATION : ErrorCode.INVALID_OPERATION,
        OPERATION,
        "no operation of a " + type.wireName() + " is named " + StrictJson.shortened(name));
  }

  /** It stands beside the data or, in the older form, in it. */
  private static @Nullable String subscriptionId(Fields fields, MessageType type) {
    String subscriptionId = fields.string(SUBSCRIPTION_ID);
    JsonElement data = fields.get(DATA);
    if (type != MessageType.SUBSCRIPTION || data == null || !data.isJsonObject()) {
      return subscriptionId;
    }
    Fields inData = Fields.of(data, ErrorCode.INVALID_MESSAGE, DATA);
    String idInData = inData.string(SUBSCRIPTION_ID);
    if (subscriptionId != null && idInData != null && !subscriptionId.equals(idInData)) {
      throw inData.wrong(SUBSCRIPTION_ID, "two different subscriptions are named");
    }
    return subscriptionId != null ? subscriptionId : idInData;
  }

  private static Options options(Fields fields) {
    JsonElement options = fields.object(OPTIONS);
    return options == null
        ? Options.none()
        : OptionsAdapter.read(Fields.of(options, ErrorCode.INVALID_OPTION, OPTIONS));
  }

  void write(JsonWriter writer, Request request) throws IOException {
    Operation operation = request.operation();
    if (request.type() != MessageType.PING
        && (operation == null || !Envelope.isId(request.id(), limits))) {
      throw new IllegalArgumentException(
          "a request needs an operation and an id of 1 to " + limits.idLength() + " characters");
    }
    writer.beginObject();
    if (!request.id().isEmpty()) {
      writer.name(ID).value(request.id());
    }
    writer.name(TYPE).value(request.type().wireName());
    if (operation != null) {
      writer.name(OPERATION).value(operation.wireName());
    }
    writeIfPresent(writer, SCHEMA, request.schema());
    writeIfPresent(writer, ENTITY, request.entity());
    writeIfPresent(writer, RECORD_ID, request.recordId());
    writeIfPresent(writer, DATA, request.data());
    if (!request.options().equals(Options.none())) {
      writer.name(OPTIONS);
      OptionsAdapter.write(writer, request.options());
    }
    writeIfPresent(writer, SUBSCRIPTION_ID, request.subscriptionId());
    writer.endObject();
  }

  private static void writeIfPresent(JsonWriter writer, String name, @Nullable String text)
      throws IOException {
    if (text != null) {
      writer.name(name).value(text);
    }
  }

  private static void writeIfPresent(JsonWriter writer, String name, @Nullable JsonElement json)
      throws IOException {
    if (json != null) {
      writer.name(name);
      JsonTrees.write(writer, json);
    }
  }
}
