package io.mqttspec.protocol.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Response;
import io.mqttspec.protocol.query.JsonTrees;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Responses and pongs between message and JSON. */
final class ResponseAdapter {

  private static final String ID = "id";
  private static final String TYPE = "type";
  private static final String SUCCESS = "success";
  private static final String DATA = "data";
  private static final String ERROR = "error";
  private static final String METADATA = "metadata";
  private static final String TIMESTAMP = "timestamp";
  private static final String CODE = "code";
  private static final String MESSAGE = "message";
  private static final String DETAILS = "details";

  private ResponseAdapter() {}

  static Response read(Fields fields) {
    String id = fields.string(ID);
    Response.Builder response =
        Response.builder(type(fields))
            .id(id == null ? "" : id)
            .error(error(fields))
            .timestamp(fields.string(TIMESTAMP));
    JsonElement data = fields.get(DATA);
    if (data != null) {
      response.data(data);
    }
    JsonObject metadata = fields.object(METADATA);
    if (metadata != null) {
      response.metadata(metadata);
    }
    return response.build();
  }

  /** Servers of the seed family leave it out of responses. */
  private static MessageType type(Fields fields) {
    String name = fields.string(TYPE);
    if (name == null || name.equals(MessageType.RESPONSE.wireName())) {
      return MessageType.RESPONSE;
    }
    if (name.equals(MessageType.PONG.wireName())) {
      return MessageType.PONG;
    }
    throw fields.wrong(
        ErrorCode.INVALID_MESSAGE_TYPE,
        TYPE,
        "the type is response or pong, not " + StrictJson.shortened(name));
  }

  private static @Nullable ErrorInfo error(Fields fields) {
    Boolean success = fields.bool(SUCCESS);
    if (success == null) {
      throw fields.wrong(SUCCESS, "the field success is missing");
    }
    JsonElement json = fields.get(ERROR);
    if (success) {
      if (json != null) {
        throw fields.wrong(ERROR, "a success has no error");
      }
      return null;
    }
    if (json == null) {
      return ErrorInfo.of(ErrorCode.INTERNAL_ERROR, "the server gave no reason");
    }
    Fields error = Fields.of(json, ErrorCode.INVALID_MESSAGE, ERROR);
    String message = error.string(MESSAGE);
    return ErrorInfo.of(error.requiredString(CODE), message == null ? "" : message)
        .withDetails(error.object(DETAILS));
  }

  static void write(JsonWriter writer, Response response) throws IOException {
    writer.beginObject();
    writer.name(ID).value(response.id());
    writer.name(TYPE).value(response.type().wireName());
    writer.name(SUCCESS).value(response.success());
    ErrorInfo error = response.error();
    if (error != null) {
      writer.name(ERROR);
      write(writer, error);
    } else if (!response.data().isJsonNull()) {
      writer.name(DATA);
      JsonTrees.write(writer, response.data());
    }
    if (response.metadata().size() > 0) {
      writer.name(METADATA);
      JsonTrees.write(writer, response.metadata());
    }
    if (response.timestamp() != null) {
      writer.name(TIMESTAMP).value(response.timestamp());
    }
    writer.endObject();
  }

  private static void write(JsonWriter writer, ErrorInfo error) throws IOException {
    writer.beginObject();
    writer.name(CODE).value(error.codeName());
    writer.name(MESSAGE).value(error.message());
    JsonObject details = error.details();
    if (details != null) {
      writer.name(DETAILS);
      JsonTrees.write(writer, details);
    }
    writer.endObject();
  }
}
