package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Column.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules 3.3 to 3.5 and 8.2: create, update, delete. */
interface WriteRules extends SubscriptionRules {

  /** Does a write as a whole or not at all. */
  default Answer write(Call call, Entity entity) {
    checkWritable(entity);
    Store.Draft draft = call.store().draft();
    try {
      Answer answer =
          switch (call.operation()) {
            case "create" -> create(call, entity, draft);
            case "update" -> update(call, entity, draft);
            default -> delete(call, entity, draft);
          };
      call.store().commit(draft);
      return new Answer(answer.data(), answer.metadata(), draft.changes(), null);
    } catch (Refusal refusal) {
      throw afterRefusal(call, draft, refusal);
    }
  }

  /** Rules 3.3.2, 3.4.4, 3.5.3 and 7.5.1: what is left of a write that was refused: nothing. */
  default Refusal afterRefusal(Call call, Store.Draft draft, Refusal refusal) {
    return refusal;
  }

  /** Rules 3.3.1 and 3.3.2. */
  default Answer create(Call call, Entity entity, Store.Draft draft) {
    if (!call.data().isArray()) {
      return Answer.of(createOne(call, entity, draft, call.data(), "data"));
    }
    checkRows(call.data());
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode element : call.data()) {
      rows.add(createOne(call, entity, draft, element, "data[" + rows.size() + "]"));
    }
    return Answer.of(Json.of(rows));
  }

  /** Rule 11.1.1: how many rows a write may have. */
  default void checkRows(JsonNode data) {
    if (exceeds("rows_per_write", data.size())) {
      throw Refusal.at("data", "invalid_data", "more rows than a write may have");
    }
  }

  private ObjectNode createOne(
      Call call, Entity entity, Store.Draft draft, JsonNode data, String path) {
    ObjectNode row = Json.object();
    ObjectNode given = beforeCreate(call, entity, values(entity, data, path));
    for (Column column : entity.columns()) {
      row.set(column.name(), created(call, entity, draft, column, given, path));
    }
    Map<String, ObjectNode> rows = draft.rows(entity.name());
    checkAllowed(call, entity, row);
    checkConstraints(entity, draft, row, null);
    rows.put(keyOf(entity, row).toString(), row);
    draft.changes().add(new Store.Change(entity, "create", row, row));
    return afterCreate(entity, shown(row, columnNames(entity)));
  }

  /** Rules 3.3.1, 3.3.4 and 8.2.1: what a column of a new row has. */
  default JsonNode created(
      Call call, Entity entity, Store.Draft draft, Column column, ObjectNode given, String path) {
    JsonNode value = given.path(column.name());
    boolean none = value.isMissingNode() || value.isNull();
    if (none && column.is(Flag.GENERATED)) {
      return generatedKey(call, entity, draft, column);
    }
    boolean required = value.isMissingNode() && column.is(Flag.NOT_NULL);
    boolean nullKey = value.isNull() && entity.primaryKey().contains(column.name());
    if (required || nullKey) {
      throw Refusal.at(path + "." + column.name(), "invalid_data", "a value is wanted here");
    }
    return value.isMissingNode() ? defaultOf(column) : value;
  }

  /** Rule 3.3.1. */
  default JsonNode defaultOf(Column column) {
    if (column.is(Flag.SECRET_BY_DEFAULT)) {
      return Json.of("secret");
    }
    return Json.of(column.is(Flag.TRUE_BY_DEFAULT) ? true : null);
  }

  private JsonNode generatedKey(Call call, Entity entity, Store.Draft draft, Column column) {
    JsonNode key = Json.of(call.store().nextKey());
    while (draft.rows(entity.name()).containsKey(Json.object(column.name(), key).toString())) {
      key = Json.of(call.store().nextKey());
    }
    return key;
  }

  /** Rules 2.6.10 and 8.2.1: the values in a row's data, as they are stored. */
  default ObjectNode values(Entity entity, JsonNode data, String path) {
    if (!data.isObject()) {
      throw Refusal.of("invalid_message", "The data of a row is an object.");
    }
    ObjectNode values = Json.object();
    data.properties()
        .forEach(
            field -> {
              String place = path + "." + field.getKey();
              Column column = column(entity, field.getKey(), place);
              values.set(column.name(), value(column, field.getValue(), place));
            });
    return values;
  }

  private Column column(Entity entity, String name, String path) {
    return column(entity, Json.of(name))
        .orElseThrow(() -> Refusal.at(path, "invalid_data", "there is no such column"));
  }

  /** Rule 8.2.1: one value of a row's data. */
  default JsonNode value(Column column, JsonNode value, String path) {
    try {
      return stored(column, value);
    } catch (IllegalArgumentException e) {
      throw Refusal.at(path, "invalid_data", String.valueOf(e.getMessage()));
    }
  }

  /** Rule 5.9.1: refuses a new row that the client could not see. */
  default void checkAllowed(Call call, Entity entity, ObjectNode row) {
    if (!maySee(entity, row, call.client().clientId())) {
      throw Refusal.of("unauthorized", "The client may not write such a row.");
    }
  }

  /** Rules 3.4. */
  default Answer update(Call call, Entity entity, Store.Draft draft) {
    Condition condition = conditions(call, entity);
    if (!call.data().isArray()) {
      ObjectNode key = namedKey(entity, call.json()).orElseThrow(WriteRules::keyless);
      return Answer.of(updateOne(call, entity, draft, condition, key, call.data(), "data"));
    }
    checkRows(call.data());
    checkNoKeyBesideArray(call);
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode element : call.data()) {
      ObjectNode key = keyInData(entity, element).orElseThrow(WriteRules::keyless);
      String path = "data[" + rows.size() + "]";
      rows.add(updateOne(call, entity, draft, condition, key, element, path));
    }
    return Answer.of(Json.of(rows));
  }

  private static Refusal keyless() {
    return Refusal.of("invalid_message", "A write of existing rows wants their key.");
  }

  private static void checkNoKeyBesideArray(Call call) {
    if (call.json().has("record_id")) {
      throw Refusal.of("invalid_message", "A key and an array of rows do not go together.");
    }
  }

  private ObjectNode updateOne(
      Call call,
      Entity entity,
      Store.Draft draft,
      Condition condition,
      ObjectNode key,
      JsonNode data,
      String path) {
    ObjectNode values = values(entity, data, path);
    ObjectNode before = present(call, entity, draft, condition, key);
    ObjectNode after = patched(before, values);
    checkAllowed(call, entity, after);
    checkConstraints(entity, draft, after, before);
    draft.rows(entity.name()).put(key.toString(), after);
    draft.changes().add(new Store.Change(entity, "update", before, after));
    return shown(after, columnNames(entity));
  }

  /** Rule 3.4.1: a merge patch. */
  default ObjectNode patched(ObjectNode before, ObjectNode values) {
    ObjectNode after = before.deepCopy();
    after.setAll(values);
    return after;
  }

  /** Rules 3.4.2, 3.4.5 and 3.5.4: the row of a key, which meets the preconditions. */
  default ObjectNode present(
      Call call, Entity entity, Store.Draft draft, Condition condition, ObjectNode key) {
    ObjectNode row = draft.rows(entity.name()).get(key.toString());
    if (row == null || !maySee(entity, row, call.client().clientId())) {
      throw Refusal.of("not_found", "There is no such row.");
    }
    if (condition.test(row) != Truth.TRUE) {
      throw Refusal.at(
          "options.filters", "conflict", "The row does not meet the conditions of this write.");
    }
    return row;
  }

  /** Rules 3.5. */
  default Answer delete(Call call, Entity entity, Store.Draft draft) {
    Condition condition = conditions(call, entity);
    if (!call.data().isArray()) {
      ObjectNode key = namedKey(entity, call.json()).orElseThrow(WriteRules::keyless);
      ObjectNode row = deleteOne(call, entity, draft, condition, key);
      return Answer.of(Json.object("deleted", true), deletedMetadata(row));
    }
    checkRows(call.data());
    checkNoKeyBesideArray(call);
    for (JsonNode element : call.data()) {
      deleteOne(call, entity, draft, condition, key(entity, element));
    }
    return Answer.of(Json.object("deleted", call.data().size()));
  }

  private ObjectNode deleteOne(
      Call call, Entity entity, Store.Draft draft, Condition condition, ObjectNode key) {
    ObjectNode row = present(call, entity, draft, condition, key);
    release(entity, draft, row);
    draft.rows(entity.name()).remove(key.toString());
    draft.changes().add(new Store.Change(entity, "delete", row, row));
    return shown(row, columnNames(entity));
  }

  /** Rule 3.5.2. */
  default ObjectNode deletedMetadata(ObjectNode row) {
    return Json.object("deleted", row);
  }

  /** Rule 8.2.2: the constraints of a new row. */
  default void checkConstraints(
      Entity entity, Store.Draft draft, ObjectNode row, @Nullable ObjectNode before) {
    for (Column column : entity.columns()) {
      JsonNode value = row.path(column.name());
      if (column.is(Flag.NOT_NULL) && value.isNull()) {
        throw violated("not_null", List.of(column.name()));
      }
      if (column.is(Flag.NOT_NEGATIVE) && value.isNumber() && value.decimalValue().signum() < 0) {
        throw violated("check", List.of(column.name()));
      }
      if (column.is(Flag.UNIQUE)) {
        checkUnique(entity, draft, row, before, List.of(column.name()));
      }
    }
    checkUnique(entity, draft, row, before, entity.primaryKey());
    for (ForeignKey foreignKey : Fixture.FOREIGN_KEYS) {
      JsonNode value = row.path(foreignKey.column());
      boolean dangling =
          foreignKey.entity().equals(entity.name())
              && !value.isNull()
              && draft.rows(foreignKey.target()).values().stream()
                  .noneMatch(other -> other.path("id").equals(value));
      if (dangling) {
        throw violated("foreign_key", List.of(foreignKey.column()));
      }
    }
  }

  /** Rule 8.2.2: that no other row has the same values, none of them NULL. */
  default void checkUnique(
      Entity entity,
      Store.Draft draft,
      ObjectNode row,
      @Nullable ObjectNode before,
      List<String> columns) {
    boolean taken =
        columns.stream().noneMatch(name -> row.path(name).isNull())
            && draft.rows(entity.name()).values().stream()
                .filter(other -> !other.equals(before))
                .anyMatch(
                    other -> columns.stream().allMatch(n -> other.path(n).equals(row.path(n))));
    if (taken) {
      throw violated("unique", columns);
    }
  }

  /** Rule 8.2.2: what becomes of the rows that refer to one that is deleted. */
  default void release(Entity entity, Store.Draft draft, ObjectNode row) {
    for (ForeignKey foreignKey : Fixture.FOREIGN_KEYS) {
      if (foreignKey.target().equals(entity.name())) {
        draft
            .rows(foreignKey.entity())
            .entrySet()
            .removeIf(other -> refers(foreignKey, other, row) && released(foreignKey, other));
      }
    }
  }

  private static boolean refers(
      ForeignKey foreignKey, Map.Entry<String, ObjectNode> other, ObjectNode row) {
    return other.getValue().path(foreignKey.column()).equals(row.path("id"));
  }

  /** Whether a row that refers to a deleted one goes, too. */
  private static boolean released(ForeignKey foreignKey, Map.Entry<String, ObjectNode> other) {
    return switch (foreignKey.onDelete()) {
      case REFUSE -> throw violated("foreign_key", List.of(foreignKey.column()));
      case CASCADE -> true;
      case SET_NULL -> {
        other.setValue(other.getValue().deepCopy().putNull(foreignKey.column()));
        yield false;
      }
    };
  }

  private static Refusal violated(String kind, List<String> columns) {
    return Refusal.with(
        Json.object("kind", kind, "columns", columns),
        "constraint_violation",
        "The row breaks a rule of its table.");
  }
}
