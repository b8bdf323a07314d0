package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.FixtureEntity;
import io.mqttspec.conformance.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rows of the fixture's items that a bench works on. They carry its mark in their column {@code
 * run}, and are gone after {@link #close}. For one thread.
 */
final class PreparedRows implements AutoCloseable {

  private static final int ROWS_REMOVED_AT_A_TIME = 100;
  private static final int ROWS_OF_PAGE = 20;

  private final RequestClient client;
  private final Entity entity;
  private final String mark;
  private final List<JsonNode> keys = new ArrayList<>();

  private PreparedRows(RequestClient client, Entity entity, String mark) {
    this.client = client;
    this.entity = entity;
    this.mark = mark;
  }

  /**
   * Creates rows.
   *
   * @throws BenchFailedException where the target refuses
   */
  static PreparedRows create(BenchTarget target, String mark, int count) {
    Entity entity = new Entity(target.target().schema(), FixtureEntity.ITEMS.toString());
    PreparedRows rows = new PreparedRows(new RequestClient(target, mark + "-rows"), entity, mark);
    try {
      rows.fill(count);
      return rows;
    } catch (Throwable e) {
      rows.close();
      throw e;
    }
  }

  private void fill(int count) {
    List<ObjectNode> creates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      creates.add(entity.request("create", "data", Json.of(rowData(i))));
    }
    for (JsonNode answer : client.callAll(creates)) {
      JsonNode key = answer.path("data").path("id");
      if (key.isMissingNode()) {
        throw new BenchFailedException("A created row has no id: " + answer);
      }
      keys.add(key);
    }
  }

  private static ObjectNode marked(String rowsMark) {
    return Json.object(
        "filters", Json.array(Json.object("column", "run", "operator", "eq", "value", rowsMark)));
  }

  private ObjectNode rowData(int number) {
    return Json.object("run", mark, "name", "item " + number, "quantity", number);
  }

  /** Requests that read a row by key, one for each row. */
  List<ObjectNode> reads(List<String> columns) {
    List<ObjectNode> reads = new ArrayList<>();
    for (JsonNode key : keys) {
      ObjectNode read = entity.request("read", "record_id", key);
      if (!columns.isEmpty()) {
        read.set("options", Json.object("columns", columns));
      }
      reads.add(read);
    }
    return reads;
  }

  /** Requests that read 20 rows each from one row on. */
  List<ObjectNode> pages() {
    List<ObjectNode> pages = new ArrayList<>();
    for (int offset = 0; offset + ROWS_OF_PAGE <= keys.size(); offset += ROWS_OF_PAGE) {
      pages.add(
          entity.request(
              "read",
              "options",
              Json.object(
                  "sort",
                  Json.array(Json.object("column", "id", "direction", "asc")),
                  "limit",
                  ROWS_OF_PAGE,
                  "offset",
                  offset)));
    }
    return pages;
  }

  /** Requests that change a column of one row, one for each row. */
  List<ObjectNode> updates(String column, Function<Integer, Object> value) {
    List<ObjectNode> updates = new ArrayList<>();
    for (JsonNode key : keys) {
      ObjectNode update = entity.request("update", "record_id", key);
      update.set("data", Json.object(column, value.apply(updates.size())));
      updates.add(update);
    }
    return updates;
  }

  /** Requests that create a row. */
  List<ObjectNode> creates() {
    return List.of(entity.request("create", "data", rowData(keys.size())));
  }

  /** A request for the changes of rows with a mark. */
  ObjectNode subscribe(String rowsMark) {
    ObjectNode subscribe = entity.request("subscribe", "options", marked(rowsMark));
    return subscribe.put("type", "subscription");
  }

  String mark() {
    return mark;
  }

  /** How long the answer to a request of the load is. */
  int answerBytes(ObjectNode request) {
    ObjectNode answer = (ObjectNode) client.callAll(List.of(request)).get(0);
    answer.put("id", Template.HOLE);
    return Json.text(answer).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Removes all rows with the mark, those that the load created among them. */
  @Override
  public void close() {
    try (client) {
      ObjectNode marked =
          entity.request("read", "options", marked(mark).put("limit", ROWS_REMOVED_AT_A_TIME));
      while (true) {
        List<ObjectNode> deletes = new ArrayList<>();
        for (JsonNode row : client.callAll(List.of(marked)).get(0).path("data")) {
          deletes.add(entity.request("delete", "record_id", row.path("id")));
        }
        if (deletes.isEmpty()) {
          return;
        }
        List<JsonNode> unused = client.callAll(deletes);
      }
    }
  }
}
