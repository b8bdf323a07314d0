package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of the fixture's items that a bench works on. They carry its mark in their column {@code
 * run}, and are gone after {@link #close}. For one thread.
 */
final class PreparedRows implements AutoCloseable {

  private static final int PAGE = 100;

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
  static PreparedRows create(BenchTarget target, Entity entity, String mark, int count) {
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

  private ObjectNode rowData(int number) {
    return Json.object("run", mark, "name", "item " + number, "quantity", number);
  }

  List<JsonNode> keys() {
    return keys;
  }

  /** How long the answer to a request of the load is. */
  int answerBytes(ObjectNode request) {
    ObjectNode answer = (ObjectNode) client.callAll(List.of(request.deepCopy())).get(0);
    answer.put("id", Template.HOLE);
    return Json.text(answer).getBytes(StandardCharsets.UTF_8).length;
  }

  /** Removes all rows with the mark, those that the load created among them. */
  @Override
  public void close() {
    try (client) {
      ObjectNode marked =
          entity.request(
              "read",
              "options",
              Json.object(
                  "filters",
                  Json.array(Json.object("column", "run", "operator", "eq", "value", mark)),
                  "columns",
                  Json.array("id"),
                  "limit",
                  PAGE));
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
