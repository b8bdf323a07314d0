package io.mqttspec.server.dispatch;

import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.entity.NamedSql;
import io.mqttspec.server.entity.Relation;
import io.mqttspec.server.reply.JsonFragment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Tells what an entity has: columns, relations, and what the application has named for it; of all
 * entities with the name {@code *} (docs/protocol.md 3.6).
 */
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

  private void write(JsonWriter json, Entity entity) throws IOException {
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
    json.name("relations").beginArray();
    for (Relation relation : steps.entities().relations(entity)) {
      if (steps.mappers().readsItself(relation.target())) {
        write(json, relation);
      }
    }
    json.endArray();
    NamedSql named = steps.entities().namedSql(entity);
    json.name("computed_columns").beginArray();
    for (ComputedColumn column : named.computedColumns().values()) {
      json.beginObject();
      json.name("name").value(column.name());
      json.name("json_type").value(column.type().jsonType());
      writeParameters(json, column.parameters());
      json.endObject();
    }
    json.endArray();
    json.name("named_operators").beginArray();
    for (NamedOperator operator : named.namedOperators().values()) {
      json.beginObject();
      json.name("name").value(operator.name());
      writeParameters(json, operator.parameters());
      json.name("subscriptions").value(operator.filter().isPresent());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  /** A table between the two is no entity perhaps: it is not named. */
  private static void write(JsonWriter json, Relation relation) throws IOException {
    json.beginObject();
    json.name("name").value(relation.name());
    json.name("kind").value(relation.kind().wireName());
    json.name("schema").value(relation.target().name().schema());
    json.name("entity").value(relation.target().name().entity());
    writeColumns(json, "columns", relation.source(), relation.columns());
    writeColumns(json, "target_columns", relation.target(), relation.targetColumns());
    json.name("recursive").value(relation.recursive());
    json.endObject();
  }

  private static void writeColumns(
      JsonWriter json, String name, Entity entity, List<Integer> columns) throws IOException {
    json.name(name).beginArray();
    for (int column : columns) {
      json.value(entity.columns().get(column).name());
    }
    json.endArray();
  }

  private static void writeParameters(JsonWriter json, Map<String, ColumnType> parameters)
      throws IOException {
    json.name("parameters").beginArray();
    for (Map.Entry<String, ColumnType> parameter : parameters.entrySet()) {
      json.beginObject();
      json.name("name").value(parameter.getKey());
      json.name("json_type").value(parameter.getValue().jsonType());
      json.name("required").value(true);
      json.endObject();
    }
    json.endArray();
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
