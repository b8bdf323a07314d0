package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Answer;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.Column;
import io.mqttspec.conformance.model.ColumnType;
import io.mqttspec.conformance.model.Condition;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules 3.3 to 3.5, 6 and 8.2: create, update, delete. */
final class WriteMutants {

  private WriteMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    creates(all);
    data(all);
    updates(all);
    deletes(all);
    constraints(all);
    limits(all);
    return all;
  }

  private static void creates(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-create-answers-what-was-sent",
            "3.3.1",
            new Behaviour() {
              @Override
              public Answer create(Call call, Entity entity, Store.Draft draft) {
                Answer answer = super.create(call, entity, draft);
                if (!entity.name().equals("items") || !call.data().has("quantity")) {
                  return answer;
                }
                ObjectNode sent = call.data().deepCopy();
                return Answer.of(sent.set("id", answer.data().path("id")), answer.metadata());
              }
            }));
    all.add(
        new Mutant(
            "defaults-are-null",
            "3.3.1",
            new Behaviour() {
              @Override
              public JsonNode defaultOf(Column column) {
                return Json.of(null);
              }
            }));
    all.add(
        new Mutant(
            "nothing-is-stored",
            "3.3.3",
            new Behaviour() {
              @Override
              public Answer write(Call call, Entity entity) {
                Store.Draft draft = call.store().draft();
                return call.operation().equals("create")
                    ? create(call, entity, draft)
                    : super.write(call, entity);
              }
            }));
    all.add(
        new Mutant(
            "rows-of-an-array-come-sorted",
            "3.3.2",
            arrays(
                "create",
                rows -> {
                  List<JsonNode> sorted = new ArrayList<>(rows);
                  sorted.sort((a, b) -> a.toString().compareTo(b.toString()));
                  return sorted.equals(rows) ? reversed(rows) : sorted;
                })));
    all.add(
        new Mutant(
            "an-array-of-creates-answers-the-first-row",
            "3.3.2",
            arrays("create", rows -> rows.subList(0, Math.min(1, rows.size())))));
    for (String operation : List.of("create", "update", "delete")) {
      String clause =
          Map.of("create", "3.3.2", "update", "3.4.4", "delete", "3.5.3").get(operation);
      all.add(
          new Mutant(
              "half-of-an-array-of-" + operation + "s-is-kept",
              String.valueOf(clause),
              new Behaviour() {
                @Override
                public Refusal afterRefusal(Call call, Store.Draft draft, Refusal refusal) {
                  if (call.operation().equals(operation)) {
                    call.store().commit(draft);
                  }
                  return super.afterRefusal(call, draft, refusal);
                }
              }));
    }
    all.add(
        new Mutant(
            "null-in-a-key-is-stored-as-nothing",
            "3.3.4",
            new Behaviour() {
              @Override
              public JsonNode created(
                  Call call,
                  Entity entity,
                  Store.Draft draft,
                  Column column,
                  ObjectNode given,
                  String path) {
                boolean key = entity.primaryKey().contains(column.name());
                if (key
                    && given.path(column.name()).isNull()
                    && !column.is(Column.Flag.GENERATED)) {
                  return Json.of("");
                }
                return super.created(call, entity, draft, column, given, path);
              }
            }));
  }

  private static void data(List<Mutant> all) {
    all.add(
        new Mutant(
            "unknown-columns-of-data-are-passed-over",
            "8.2.1",
            new Behaviour() {
              @Override
              public ObjectNode values(Entity entity, JsonNode data, String path) {
                if (!data.isObject()) {
                  return super.values(entity, data, path);
                }
                ObjectNode known = data.deepCopy();
                known.retain(entity.columns().stream().map(Column::name).toList());
                return super.values(entity, known, path);
              }
            }));
    all.add(
        new Mutant(
            "bad-data-is-told-of-without-its-place",
            "8.2.1",
            new Behaviour() {
              @Override
              public ObjectNode error(Refusal refusal) {
                ObjectNode error = super.error(refusal);
                if (refusal.code().equals("invalid_data")) {
                  error.remove("details");
                }
                return error;
              }
            }));
    all.add(
        new Mutant(
            "the-place-of-bad-data-lacks-its-row",
            "8.2.1",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                return super.value(column, value, path.replaceFirst("\\[\\d+]", ""));
              }
            }));
    for (ColumnType type :
        List.of(
            ColumnType.INTEGER,
            ColumnType.DECIMAL,
            ColumnType.BOOLEAN,
            ColumnType.TEXT,
            ColumnType.DATE,
            ColumnType.TIMESTAMP,
            ColumnType.ZONED_TIMESTAMP,
            ColumnType.UUID,
            ColumnType.BINARY)) {
      all.add(
          new Mutant(
              "a-bad-value-of-type-"
                  + type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')
                  + "-is-null",
              "8.2.1",
              new Behaviour() {
                @Override
                public JsonNode value(Column column, JsonNode value, String path) {
                  try {
                    return super.value(column, value, path);
                  } catch (Refusal refusal) {
                    if (column.type() == type && !column.is(Column.Flag.NOT_NULL)) {
                      return Json.of(null);
                    } else if (column.type() == type && type == ColumnType.TEXT) {
                      return Json.of("?");
                    }
                    throw refusal;
                  }
                }
              }));
    }
    all.add(
        new Mutant(
            "a-missing-text-is-empty",
            "8.2.1",
            new Behaviour() {
              @Override
              public JsonNode created(
                  Call call,
                  Entity entity,
                  Store.Draft draft,
                  Column column,
                  ObjectNode given,
                  String path) {
                if (!given.has(column.name())
                    && column.type() == ColumnType.TEXT
                    && column.is(Column.Flag.NOT_NULL)) {
                  return Json.of("");
                }
                return super.created(call, entity, draft, column, given, path);
              }
            }));
  }

  private static void updates(List<Mutant> all) {
    all.add(
        new Mutant(
            "absent-fields-are-set-to-null",
            "3.4.1",
            new Behaviour() {
              @Override
              public ObjectNode patched(ObjectNode before, ObjectNode values) {
                ObjectNode after = super.patched(before, values);
                if (!values.has("price")) {
                  after.replace("price", Json.of(null));
                }
                return after;
              }
            }));
    all.add(
        new Mutant(
            "null-keeps-the-value",
            "3.4.1",
            new Behaviour() {
              @Override
              public ObjectNode patched(ObjectNode before, ObjectNode values) {
                ObjectNode given = values.deepCopy();
                given.properties().removeIf(field -> field.getValue().isNull());
                return super.patched(before, given);
              }
            }));
    all.add(
        new Mutant(
            "objects-in-json-are-merged",
            "2.6.8",
            new Behaviour() {
              @Override
              public ObjectNode patched(ObjectNode before, ObjectNode values) {
                ObjectNode after = super.patched(before, values);
                if (before.path("doc").isObject() && values.path("doc").isObject()) {
                  ObjectNode merged = before.path("doc").deepCopy();
                  merged.setAll((ObjectNode) values.path("doc"));
                  after.set("doc", merged);
                }
                return after;
              }
            }));
    all.add(
        new Mutant(
            "an-update-answers-the-row-as-it-was",
            "3.4.1",
            new Behaviour() {
              @Override
              public Answer update(Call call, Entity entity, Store.Draft draft) {
                if (call.data().isArray()) {
                  return super.update(call, entity, draft);
                }
                Optional<ObjectNode> before =
                    namedKey(entity, call.json()).flatMap(key -> row(call, entity, key));
                Answer answer = super.update(call, entity, draft);
                return before.isPresent() ? Answer.of(before.get(), answer.metadata()) : answer;
              }
            }));
    all.add(
        new Mutant(
            "an-update-of-no-row-is-done",
            "3.4.2",
            new Behaviour() {
              @Override
              public Answer update(Call call, Entity entity, Store.Draft draft) {
                try {
                  return super.update(call, entity, draft);
                } catch (Refusal refusal) {
                  if (refusal.code().equals("not_found")) {
                    return Answer.of(call.data());
                  }
                  throw refusal;
                }
              }
            }));
    all.add(
        new Mutant(
            "an-update-without-a-key-changes-every-row-it-finds", "2.4.5", keyless("update")));
    all.add(
        new Mutant(
            "an-array-of-updates-answers-how-many",
            "3.4.4",
            new Behaviour() {
              @Override
              public Answer update(Call call, Entity entity, Store.Draft draft) {
                Answer answer = super.update(call, entity, draft);
                return call.data().isArray()
                    ? Answer.of(Json.object("updated", answer.data().size()))
                    : answer;
              }
            }));
    for (String operation : List.of("update", "delete")) {
      String clause = operation.equals("update") ? "3.4.5" : "3.5.4";
      all.add(
          new Mutant(
              "the-conditions-of-an-" + operation + "-are-ignored",
              clause,
              new Behaviour() {
                @Override
                public ObjectNode present(
                    Call call,
                    Entity entity,
                    Store.Draft draft,
                    Condition condition,
                    ObjectNode key) {
                  return super.present(
                      call,
                      entity,
                      draft,
                      call.operation().equals(operation) ? Condition.NONE : condition,
                      key);
                }
              }));
      all.add(
          new Mutant(
              "an-" + operation + "-whose-conditions-do-not-hold-is-not-found",
              clause,
              new Behaviour() {
                @Override
                public ObjectNode present(
                    Call call,
                    Entity entity,
                    Store.Draft draft,
                    Condition condition,
                    ObjectNode key) {
                  try {
                    return super.present(call, entity, draft, condition, key);
                  } catch (Refusal refusal) {
                    throw call.operation().equals(operation)
                        ? Refusal.of("not_found", "There is no such row.")
                        : refusal;
                  }
                }
              }));
    }
  }

  private static void deletes(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-delete-answers-the-row",
            "3.5.1",
            deleting(
                (call, answer) ->
                    call.data().isArray()
                        ? answer
                        : Answer.of(answer.metadata().path("deleted"), answer.metadata()))));
    all.add(
        new Mutant(
            "a-delete-of-no-row-is-done",
            "3.5.1",
            new Behaviour() {
              @Override
              public Answer delete(Call call, Entity entity, Store.Draft draft) {
                try {
                  return super.delete(call, entity, draft);
                } catch (Refusal refusal) {
                  if (refusal.code().equals("not_found")) {
                    return Answer.of(Json.object("deleted", false));
                  }
                  throw refusal;
                }
              }
            }));
    all.add(
        new Mutant(
            "a-deleted-row-stays",
            "3.5.1",
            new Behaviour() {
              @Override
              public Answer write(Call call, Entity entity) {
                return call.operation().equals("delete")
                    ? delete(call, entity, call.store().draft())
                    : super.write(call, entity);
              }
            }));
    all.add(new Mutant("a-delete-without-a-key-removes-a-row", "2.4.5", keyless("delete")));
    all.add(
        new Mutant(
            "the-deleted-row-is-not-told",
            "3.5.2",
            deleting((call, answer) -> Answer.of(answer.data()))));
    all.add(
        new Mutant(
            "of-the-deleted-row-the-key-is-told",
            "3.5.2",
            new Behaviour() {
              @Override
              public ObjectNode deletedMetadata(ObjectNode row) {
                return Json.object("deleted", Json.object("id", row.path("id")));
              }
            }));
    all.add(
        new Mutant(
            "an-array-of-deletes-answers-true",
            "3.5.3",
            deleting(
                (call, answer) ->
                    call.data().isArray()
                        ? Answer.of(Json.object("deleted", true), answer.metadata())
                        : answer)));
  }

  private static void constraints(List<Mutant> all) {
    for (String kind : List.of("unique", "not_null", "check", "foreign_key")) {
      all.add(
          new Mutant(
              "constraints-of-kind-" + kind.replace('_', '-') + "-do-not-hold",
              "8.2.2",
              new Behaviour() {
                @Override
                public void checkConstraints(
                    Entity entity, Store.Draft draft, ObjectNode row, @Nullable ObjectNode before) {
                  try {
                    super.checkConstraints(entity, draft, row, before);
                  } catch (Refusal refusal) {
                    if (!refusal.details().path("kind").asText().equals(kind)) {
                      throw refusal;
                    }
                  }
                }
              }));
      if (kind.equals("not_null")) {
        continue; // Whether a null is invalid_data before that, is up to the server.
      }
      all.add(
          new Mutant(
              "a-violation-of-kind-" + kind.replace('_', '-') + "-is-of-another",
              "8.2.2",
              new Behaviour() {
                @Override
                public ObjectNode error(Refusal refusal) {
                  ObjectNode error = super.error(refusal);
                  if (refusal.details().path("kind").asText().equals(kind)) {
                    error.withObject("details").put("kind", "constraint");
                  }
                  return error;
                }
              }));
    }
    all.add(
        new Mutant(
            "rows-that-others-refer-to-may-be-deleted",
            "8.2.2",
            new Behaviour() {
              @Override
              public void release(Entity entity, Store.Draft draft, ObjectNode row) {
                // Whoever refers to it.
              }
            }));
  }

  private static void limits(List<Mutant> all) {
    for (String limit :
        List.of(
            "payload_bytes",
            "json_depth",
            "filters_per_request",
            "values_per_list",
            "rows_per_write",
            "subscriptions_per_client")) {
      all.add(
          new Mutant(
              "there-is-no-limit-of-" + limit.replace('_', '-'),
              "11.1.1",
              new Behaviour() {
                @Override
                public boolean exceeds(String name, long amount) {
                  return !name.equals(limit) && super.exceeds(name, amount);
                }
              }));
      all.add(
          new Mutant(
              "at-the-limit-of-" + limit.replace('_', '-') + "-is-beyond-it",
              "11.1.2",
              new Behaviour() {
                @Override
                public boolean exceeds(String name, long amount) {
                  return super.exceeds(name, name.equals(limit) ? amount + 1 : amount);
                }
              }));
    }
    all.add(
        new Mutant(
            "trees-do-not-count-as-filters",
            "11.1.2",
            new Behaviour() {
              @Override
              public int filterCount(JsonNode node) {
                return node.isArray() ? node.size() : super.filterCount(node);
              }
            }));
  }

  /** A write without a key is done to the newest row of its entity. */
  private static Behaviour keyless(String operation) {
    return new Behaviour() {
      @Override
      public Answer write(Call call, Entity entity) {
        boolean keyless =
            call.operation().equals(operation)
                && !call.data().isArray()
                && !call.json().has("record_id")
                && entity.primaryKey().stream().noneMatch(call.data()::has);
        List<ObjectNode> rows = rows(call, entity);
        if (keyless && !rows.isEmpty()) {
          call.json().set("record_id", keyOf(entity, rows.get(rows.size() - 1)));
        }
        return super.write(call, entity);
      }
    };
  }

  private interface Deleting {
    Answer of(Call call, Answer answer);
  }

  private static Behaviour deleting(Deleting change) {
    return new Behaviour() {
      @Override
      public Answer delete(Call call, Entity entity, Store.Draft draft) {
        return change.of(call, super.delete(call, entity, draft));
      }
    };
  }

  private interface Rows {
    List<JsonNode> of(List<JsonNode> rows);
  }

  private static Behaviour arrays(String operation, Rows change) {
    return new Behaviour() {
      @Override
      public Answer write(Call call, Entity entity) {
        Answer answer = super.write(call, entity);
        if (!call.operation().equals(operation) || !call.data().isArray()) {
          return answer;
        }
        List<JsonNode> rows = new ArrayList<>();
        answer.data().forEach(rows::add);
        return new Answer(
            Json.of(change.of(rows)), answer.metadata(), answer.changes(), answer.subscribed());
      }
    };
  }

  private static List<JsonNode> reversed(List<JsonNode> rows) {
    List<JsonNode> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    return reversed;
  }
}
