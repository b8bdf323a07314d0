package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which row a request names. */
class KeysTest {

  private static final TestDatabase DATABASE = TestDatabase.withFixture();

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          builder -> builder.registerTable("public.items").registerTable("public.stock_levels"));

  @BeforeEach
  void load() {
    DATABASE.execute(
        "delete from stock_levels",
        "insert into stock_levels (warehouse, sku, amount) values ('a', '1', 10)",
        "delete from items",
        "insert into items (id, name) values (7, 'seven')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'warehouse':'a','sku':'1'}; {'amount':5}; success",
        "{'warehouse':'a','sku':'1'}; {'warehouse':'a','amount':5}; success",
        "{'warehouse':'a','sku':'1'}; {'warehouse':'b','amount':5}; invalid_message",
        "{'warehouse':'a','sku':'1'}; {'sku':'2','amount':5}; invalid_message",
        "{'warehouse':'a'}; {'sku':'1','amount':5}; invalid_message",
        "'a'; {'amount':5}; invalid_message",
        "{'warehouse':'a','sku':'9'}; {'amount':5}; not_found",
      })
  void compositeKey_isTakenWholeOrRefused(String recordId, String data, String outcome) {
    String request =
        "{'operation':'update','entity':'stock_levels','record_id':"
            + recordId
            + ",'data':"
            + data
            + "}";

    assertThat(outcome(SERVER.client().call(request))).isEqualTo(outcome);
    assertThat(DATABASE.query("select amount from stock_levels"))
        .containsExactly(outcome.equals("success") ? "5" : "10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "7; success",
        "'7'; success",
        "8; not_found",
        "'seven'; invalid_message",
        "7.5; invalid_message",
        "{'id':7}; success",
        "{'name':'seven'}; invalid_message",
        "99999999999999999999; invalid_message",
      })
  void recordId_namesOneRowOrIsRefused(String recordId, String outcome) {
    RawClient client = SERVER.client();

    assertThat(
            outcome(
                client.call("{'operation':'read','entity':'items','record_id':" + recordId + "}")))
        .isEqualTo(outcome);
  }

  @Test
  void unknownFieldOfGreatLength_isNotEchoedWhole() {
    String name = "x".repeat(5_000);

    String answer =
        SERVER
            .client()
            .call("{'operation':'create','entity':'items','data':{'name':'n','" + name + "':1}}")
            .toString();

    assertThat(answer).contains("invalid_data").hasSizeLessThan(500);
  }
}
