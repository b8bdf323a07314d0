package io.mqttspec.conformance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.conformance.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelServerTest {

  private final List<OutboundMessage> sent = new ArrayList<>();
  private final List<String> subscribed = new ArrayList<>();
  private final ModelServer server =
      new ModelServer(
          new Behaviour(),
          new Outbox() {
            @Override
            public void publish(OutboundMessage message) {
              sent.add(message);
            }

            @Override
            public void subscribe(String clientId, String topic, int qos) {
              subscribed.add(clientId + " " + topic);
            }
          });

  @BeforeEach
  void connect() {
    for (String clientId : List.of("ada", "bob")) {
      server.connected(
          new ClientInfo(clientId, true, ClientInfo.ANY_PACKET_SIZE, null, null, null));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void cursors_overTiesAndNulls_giveEachRowOnceBothWays(String direction) {
    for (Integer quantity : new @Nullable Integer[] {2, null, 1, 2, null, 2, 1}) {
      create("items", Json.object("name", "x", "quantity", quantity));
    }
    ObjectNode options =
        Json.object("sort", List.of(Json.object("column", "quantity", "direction", direction)));
    JsonNode all = read("items", options).path("data").deepCopy();
    options.put("limit", 3);
    List<JsonNode> forward = new ArrayList<>();
    List<JsonNode> backward = new ArrayList<>();
    JsonNode page = read("items", options);
    page.path("data").forEach(forward::add);
    while (page.path("metadata").has("next_cursor")) {
      assertTrue(forward.size() < all.size(), "the walk ends");
      page = read("items", at(options, "cursor_forward", page, "next_cursor"));
      page.path("data").forEach(forward::add);
    }
    assertEquals(Json.of(forward), all);
    List<JsonNode> last = new ArrayList<>();
    page.path("data").forEach(last::add);
    backward.addAll(last);
    while (page.path("metadata").has("prev_cursor")) {
      assertTrue(backward.size() < all.size(), "the walk ends");
      page = read("items", at(options, "cursor_backward", page, "prev_cursor"));
      List<JsonNode> rows = new ArrayList<>();
      page.path("data").forEach(rows::add);
      backward.addAll(0, rows);
    }
    assertEquals(Json.of(backward), all);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, a_c, true",
    "abc, a%, true",
    "abc, %b%, true",
    "abc, ab, false",
    "a%c, a\\%c, true",
    "abc, a\\%c, false",
    "a😀c, a_c, true",
    "'', %, true",
    "'', _, false",
    "aaab, %a%a%b, true",
    "aaab, %b%a, false",
  })
  void like_matchesTheWholeText(String text, String pattern, boolean matches) {
    assertEquals(matches, new Behaviour().like(text, pattern));
  }

  @Test
  void like_withManyWildcards_doesNotGoBack() {
    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertFalse(new Behaviour().like("a".repeat(2_000), "%a".repeat(400) + "b")));
  }

  @Test
  void trees_ofComparisonsWithNull_areUnknownUnderNot() {
    create("items", Json.object("name", "x", "quantity", null));
    JsonNode equal = Json.object("column", "quantity", "operator", "eq", "value", 1);
    JsonNode named = Json.object("column", "name", "operator", "eq", "value", "x");
    assertEquals(0, total(equal));
    assertEquals(0, total(Json.object("not", equal)));
    assertEquals(1, total(Json.object("or", List.of(Json.object("not", equal), named))));
    assertEquals(0, total(Json.object("and", List.of(Json.object("not", equal), named))));
    assertEquals(
        1,
        total(Json.object("not", Json.object("and", List.of(equal, Json.object("not", named))))));
  }

  @Test
  void write_isAnsweredBeforeItsNotification_andTellsTheWriterAlone() {
    for (String clientId : List.of("ada", "bob")) {
      call(
          clientId,
          Json.object("type", "subscription", "operation", "subscribe", "entity", "items"));
    }
    assertEquals(List.of("ada spec/ada/notify/s1", "bob spec/bob/notify/s2"), subscribed);
    sent.clear();
    create("items", Json.object("name", "x"));
    assertEquals(
        List.of("spec/ada/response", "spec/ada/notify/s1", "spec/bob/notify/s2"),
        sent.stream().map(OutboundMessage::topic).toList());
    assertTrue(Json.parse(sent.get(1).json()).path("metadata").has("origin"));
    assertFalse(Json.parse(sent.get(2).json()).path("metadata").has("origin"));
  }

  @Test
  void write_thatFailsInItsSecondRow_leavesNothing() {
    JsonNode rows = Json.array(Json.object("name", "x"), Json.object("name", "y", "score", -1));
    JsonNode answer = call("ada", request("create", "items").set("data", rows));
    assertEquals("constraint_violation", answer.path("error").path("code").asText());
    assertEquals(0, read("items", Json.object()).path("data").size());
  }

  private static ObjectNode at(ObjectNode options, String option, JsonNode page, String cursor) {
    return options.deepCopy().set(option, page.path("metadata").path(cursor));
  }

  private int total(JsonNode filter) {
    return read("items", Json.object("filters", List.of(filter)))
        .path("metadata")
        .path("total")
        .asInt(-1);
  }

  @CanIgnoreReturnValue
  private JsonNode create(String entity, ObjectNode data) {
    return call("ada", request("create", entity).set("data", data));
  }

  private JsonNode read(String entity, ObjectNode options) {
    return call("ada", request("read", entity).set("options", options));
  }

  private static ObjectNode request(String operation, String entity) {
    return Json.object("type", "request", "operation", operation, "entity", entity);
  }

  @CanIgnoreReturnValue
  private JsonNode call(String clientId, ObjectNode request) {
    int before = sent.size();
    byte[] payload = Json.text(request.put("id", "m")).getBytes(StandardCharsets.UTF_8);
    server.request(new InboundRequest(clientId, payload, 1, false, false, null, null, null));
    return Json.parse(sent.get(before).json());
  }
}
