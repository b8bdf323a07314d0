package io.mqttspec.server.hook;

import static io.mqttspec.server.testing.Json.data;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a hook does has its effect, at whatever point it does it. */
class HookEffectsTest {

  private static final TestDatabase DATABASE = TestDatabase.withFixture();

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          builder ->
              builder
                  .registerTable("public.items")
                  .hook(
                      HookPoint.BEFORE_HANDLE,
                      context ->
                          context.addFilter(
                              Filter.of("code", Operator.EQ, new JsonPrimitive("mine"))))
                  .hook(
                      HookPoint.BEFORE_CREATE,
                      context ->
                          context.options(
                              Options.builder()
                                  .columns(context.options().columns())
                                  .omitColumns(List.of("email"))
                                  .build()))
                  .hook(
                      HookPoint.AFTER_CREATE,
                      context ->
                          assertThat(context.result().getAsJsonObject().has("name")).isTrue()));

  @Test
  void filterAddedBeforeTheOperationIsKnown_holds() {
    DATABASE.execute(
        "delete from items",
        "insert into items (name, code) values ('a', 'mine')",
        "insert into items (name, code) values ('b', 'other')");

    JsonObject answer = SERVER.client().call("{'operation':'read','entity':'items'}");

    assertThat(answer.getAsJsonArray("data")).hasSize(1);
    assertThat(answer.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(1);
  }

  @Test
  void columnsThatAHookOmits_areNotInTheAnswerOfAWrite() {
    JsonObject row =
        data(
            SERVER
                .client()
                .call(
                    "{'operation':'create','entity':'items','options':{'columns':['id','name','email']},"
                        + "'data':{'name':'n','code':'mine','email':'secret@example.com'}}"));

    assertThat(row.keySet()).containsExactly("id", "name");
  }
}
