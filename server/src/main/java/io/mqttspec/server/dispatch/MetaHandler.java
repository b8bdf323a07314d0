package io.mqttspec.server.dispatch;

import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import io.mqttspec.server.reply.JsonFragment;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Tells the columns of an entity, or of all with the name {@code *} (docs/protocol.md 3.6). */
final class MetaHandler implements RequestHandler {

  private final Steps steps;

  MetaHandler(Steps steps) {
    this.steps = steps;
  }

  @Override
  public CompletionStage<?> handle(RequestContext context) {
    Request request = context.request();
    JsonFragment body;
    if ("*".equals(request.entity())) {
      body =
          steps
              .replies()
              .body(
                  json -> {
                    json.name("data").beginArray();
                    for (Entity entity : steps.entities().all()) {
                      write(json, entity);
                    }
                    json.endArray();
                  });
    } else {
      Entity entity = steps.entities().get(request.schema(), request.entity());
      body =
          steps
              .replies()
              .body(
                  json -> {
                    json.name("data");
                    write(json, entity);
                  });
    }
    steps.replies().succeed(context.destination(), request.id(), body);
    return DONE;
  }

  private static void write(JsonWriter json, Entity entity) throws IOException {
    json.beginObject();
    json.name("schema").value(entity.name().schema());
    json.name("entity").value(entity.name().entity());
    json.name("table_name").value(entity.sqlTable());
    json.name("primary_key").beginArray();
    for (int part = 0; part < entity.keySize(); part++) {
      json.value(entity.columns().get(entity.keyColumn(part)).name());
    }
    json.endArray();
    json.name("columns").beginArray();
    for (int i = 0; i < entity.columns().size(); i++) {
      write(json, entity.columns().get(i), entity.isKey(i));
    }
    json.endArray();
    json.endObject();
  }

  private static void write(JsonWriter json, EntityColumn column, boolean key) throws IOException {
    json.beginObject();
    json.name("name").value(column.name());
    json.name("sql_type").value(column.sql().typeName());
    json.name("json_type").value(column.type().jsonType());
    json.name("nullable").value(column.nullable());
    json.name("unique").value(column.unique());
    json.name("generated").value(column.generated());
    json.name("primary_key").value(key);
    json.name("operators").beginArray();
    for (Operator operator : Operator.values()) {
      if (column.type().allows(operator)) {
        json.value(operator.wireName());
      }
    }
    json.endArray();
    json.endObject();
  }
}
