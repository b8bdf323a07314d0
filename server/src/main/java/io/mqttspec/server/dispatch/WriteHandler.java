package io.mqttspec.server.dispatch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.server.entity.Change;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.reply.JsonFragment;
import io.mqttspec.server.reply.Replies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What create, update and delete have in common: one row or an array of them, all or nothing. */
abstract class WriteHandler implements RequestHandler {

  private final Logger log = LoggerFactory.getLogger(getClass());

  final Steps steps;
  private final WriteUnit unit;
  private final ErrorCode failure;

  WriteHandler(Steps steps, WriteUnit unit, ErrorCode failure) {
    this.steps = steps;
    this.unit = unit;
    this.failure = failure;
  }

  @Override
  public final CompletionStage<?> handle(RequestContext context) {
    Request request = context.request();
    log.debug("{} of {}", request.operation(), request.entity());
    Entity entity = steps.entities().get(request.schema(), request.entity());
    CheckedOptions.refuseThoseOfReads(request.options());
    JsonElement data = request.data();
    if (data != null && data.isJsonArray()) {
      List<Write> writes = many(context, entity, data.getAsJsonArray());
      unit.execute(context, writes, this::answerMany, this::keysOfMany, failure);
    } else {
      Write write = one(entity, request);
      unit.execute(
          context,
          List.of(write),
          written -> answerOne(written.get(0)),
          written -> keyOfOne(written.get(0)),
          failure);
    }
    return DONE;
  }

  private List<Write> many(RequestContext context, Entity entity, JsonArray data) {
    if (context.request().recordId() != null) {
      throw ProtocolException.at(
          ErrorCode.INVALID_MESSAGE,
          "record_id",
          "An array names its rows itself; leave record_id out.");
    }
    int most = steps.config().limits().rowsPerWrite();
    if (data.size() > most) {
      throw ProtocolException.at(
          ErrorCode.INVALID_DATA, "data", "One write may have at most " + most + " rows.");
    }
    List<Write> writes = new ArrayList<>(data.size());
    for (int i = 0; i < data.size(); i++) {
      writes.add(element(entity, data.get(i), "data[" + i + "]"));
    }
    return writes;
  }

  /** The write of a request whose data is no array. */
  abstract Write one(Entity entity, Request request);

  /** One write of an array. */
  abstract Write element(Entity entity, JsonElement element, String path);

  /** The answer to one write. */
  JsonFragment answerOne(WriteUnit.Written written) {
    return steps
        .replies()
        .body(
            json -> {
              json.name("data");
              RowJson.write(json, written);
            });
  }

  /** The answer to an array. */
  JsonFragment answerMany(List<WriteUnit.Written> written) {
    return steps
        .replies()
        .body(
            json -> {
              json.name("data").beginArray();
              for (WriteUnit.Written one : written) {
                RowJson.write(json, one);
              }
              json.endArray();
              json.name("metadata").beginObject();
              json.name("count").value(written.size());
              json.endObject();
            });
  }

  /** The answer to one write, of which only the key is told. */
  private JsonFragment keyOfOne(WriteUnit.Written written) {
    if (isTouched(written)) {
      return steps.replies().body(Replies::truncated);
    }
    return steps
        .replies()
        .body(
            json -> {
              json.name("data");
              writeKey(json, written);
              Replies.truncated(json);
            });
  }

  /** The answer to an array, of which only the keys are told. */
  private JsonFragment keysOfMany(List<WriteUnit.Written> written) {
    if (written.stream().anyMatch(WriteHandler::isTouched)) {
      return steps.replies().body(Replies::truncated);
    }
    return steps
        .replies()
        .body(
            json -> {
              json.name("data").beginArray();
              for (WriteUnit.Written one : written) {
                writeKey(json, one);
              }
              json.endArray();
              Replies.truncated(json);
            });
  }

  /** Whether hooks may have taken the key out of the answer. */
  private static boolean isTouched(WriteUnit.Written written) {
    return written.hookContext().touchedResult().isPresent();
  }

  private static void writeKey(JsonWriter json, WriteUnit.Written written) throws IOException {
    Change change = written.change();
    RowJson.write(json, change.image(), change.entity().keyColumns());
  }

  static JsonObject requireObject(JsonElement data, String path) {
    if (data == null || !data.isJsonObject()) {
      throw ProtocolException.at(
          ErrorCode.INVALID_DATA, path, "A row must be an object of columns and values.");
    }
    return data.getAsJsonObject();
  }
}
