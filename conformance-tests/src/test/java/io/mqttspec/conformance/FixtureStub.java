package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.List;

/**
 * Answers as a server would that has the fixture but forgets each row at once: lists are empty, and
 * a read by key finds a row whatever the key.
 */
public final class FixtureStub {

  private FixtureStub() {}

  public static String answer(String request) {
    JsonNode asked = Json.parse(request);
    ObjectNode answer =
        Json.object(
            "id",
            asked.path("id").asText(""),
            "type",
            "response",
            "success",
            true,
            "timestamp",
            "2026-01-02T03:04:05Z");
    switch (asked.path("operation").asText(asked.path("type").asText())) {
      case "ping" -> answer.put("type", "pong");
      case "create" -> answer.set("data", stored(asked));
      default -> {
        answer.set("data", asked.has("record_id") ? Json.object("id", 1) : Json.array());
        answer.set("metadata", Json.object("total", 0, "count", 0));
      }
    }
    return Json.text(answer);
  }

  private static ObjectNode stored(JsonNode asked) {
    ObjectNode row = Json.object();
    List<String> columns =
        FixtureEntity.named(asked.path("entity").asText())
            .map(FixtureEntity::columns)
            .orElseThrow();
    columns.forEach(row::putNull);
    row.setAll((ObjectNode) asked.path("data"));
    if (row.path("id").isNull()) {
      row.put("id", 1);
    }
    if (row.path("active").isNull()) {
      row.put("active", true);
    }
    return row;
  }
}
