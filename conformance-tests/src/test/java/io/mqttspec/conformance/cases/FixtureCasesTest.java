package io.mqttspec.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.FixtureEntity;
import io.mqttspec.conformance.FixtureStub;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.EntityNames;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.StubBroker;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the check of the fixture says of servers that do not have it as it should be. */
class FixtureCasesTest {

  @Test
  void fixtureThatIsThere_isNoObstacle() {
    assertThat(obstacle(FixtureStub::answer, Map.of())).isEmpty();
  }

  @Test
  void missingEntitiesAndColumns_areAllTold() {
    UnaryOperator<String> lacking =
        request ->
            request.contains("\"notes\"") || request.contains("\"price\"")
                ? refusal(request)
                : FixtureStub.answer(request);
    assertThat(obstacle(lacking, Map.of()))
        .startsWith("Nothing can be judged: The fixture is not as the cases need it:")
        .contains("- column items.price can't be read: invalid_option, No such column.")
        .contains("- entity notes can't be read: invalid_option, No such column.")
        .contains("- column filter_rows.price can't be read")
        .doesNotContain("items.name");
  }

  @Test
  void missingDefaultsAndKeys_areTold() {
    UnaryOperator<String> plain =
        request -> {
          ObjectNode answer = (ObjectNode) Json.parse(FixtureStub.answer(request));
          if (request.contains("\"create\"") && answer.path("data") instanceof ObjectNode row) {
            row.putNull("id");
            row.remove("doc");
            row.putNull("active");
          }
          return Json.text(answer);
        };
    assertThat(obstacle(plain, Map.of()))
        .contains("- items.id is not generated")
        .contains("- items.active is not true by default, but null")
        .contains("- a created row of items has no column doc")
        .contains("- notes.id is not generated")
        .contains("- a created row of stock_levels is not what was sent");
  }

  @Test
  void entitiesThatTheTargetDoesNotHave_areNotLookedFor() {
    UnaryOperator<String> lacking =
        request -> request.contains("\"notes\"") ? refusal(request) : FixtureStub.answer(request);
    assertThat(obstacle(lacking, Map.of(FixtureEntity.NOTES, new EntityNames(null, Map.of()))))
        .isEmpty();
  }

  private static String obstacle(
      UnaryOperator<String> answer, Map<FixtureEntity, EntityNames> entities) {
    try (StubBroker broker = new StubBroker(answer, 1);
        ConformanceRun run =
            ConformanceCases.runAgainst(
                Target.builder("127.0.0.1", broker.port()).entities(entities).build())) {
      return run.lookAtTarget();
    }
  }

  private static String refusal(String request) {
    JsonNode asked = Json.parse(request);
    return Json.text(
        Json.object(
            "id",
            asked.path("id"),
            "type",
            "response",
            "success",
            false,
            "error",
            Json.object("code", "invalid_option", "message", "No such column.")));
  }
}
