package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.reply.JsonFragment;
import java.util.List;

/** Deletes the rows with the given keys (docs/protocol.md 3.5). */
final class DeleteHandler extends WriteHandler {

  DeleteHandler(Steps steps, WriteUnit unit) {
    super(steps, unit, ErrorCode.DELETE_ERROR);
  }

  @Override
  Write one(Entity entity, Request request) {
    return new Write.Delete(
        entity, Keys.require(entity, request.recordId(), request.data(), "data"), "data");
  }

  @Override
  Write element(Entity entity, JsonElement element, String path) {
    return new Write.Delete(entity, Keys.ofRecordId(entity, element, path), path);
  }

  @Override
  JsonFragment answerOne(WriteUnit.Written written) {
    return steps
        .replies()
        .body(
            json -> {
              json.name("data").beginObject().name("deleted").value(true).endObject();
              json.name("metadata").beginObject().name("deleted");
              RowJson.write(json, written);
              json.endObject();
            });
  }

  @Override
  JsonFragment answerMany(List<WriteUnit.Written> written) {
    return steps
        .replies()
        .body(
            json -> {
              json.name("data").beginObject().name("deleted").value(written.size()).endObject();
              json.name("metadata").beginObject().name("deleted").beginArray();
              for (WriteUnit.Written one : written) {
                RowJson.write(json, one);
              }
              json.endArray().endObject();
            });
  }
}
