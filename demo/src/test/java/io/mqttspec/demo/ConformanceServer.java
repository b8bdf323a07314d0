package io.mqttspec.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.Hidden;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.TestDatabase;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Our server on a database of its own with the fixture of the conformance kit, and what this wants
 * of an application.
 */
final class ConformanceServer implements AutoCloseable {

  private record Guarded(
      long id, String run, String owner, Long itemId, Integer amount, @Hidden String secret) {}

  /** Of all users. */
  static final String PASSWORD = "conformance";

  private final TestDatabase database;
  private final MqttSpecServer server;

  private ConformanceServer(TestDatabase database, MqttSpecServer server) {
    this.database = database;
    this.server = server;
  }

  /** On a broker of its own, which lets all users in who know the password. */
  static ConformanceServer startWithUsers(DatabaseKind kind) {
    return start(
        kind,
        ServerConfig.builder().port(0).build(),
        builder -> builder.credentials((user, password) -> password.equals(PASSWORD)));
  }

  /** Whoever its broker lets in. */
  static ConformanceServer start(DatabaseKind kind, ServerConfig config) {
    return start(kind, config, builder -> {});
  }

  private static ConformanceServer start(
      DatabaseKind kind, ServerConfig config, Consumer<MqttSpecServer.Builder> users) {
    TestDatabase database = TestDatabase.withFixture(kind);
    MqttSpecServer.Builder builder =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(config)
            .registerTable("public.items")
            .registerTable("public.notes")
            .registerTable("public.stock_levels")
            .registerTable("public.filter_rows")
            .registerTable("public.mentions")
            .registerTable("public.item_names")
            .register("public.guarded", Guarded.class)
            .computedColumn(
                "public.items",
                ComputedColumn.builder("quantity_plus", ColumnType.integer(32))
                    .parameter("amount", ColumnType.integer(32))
                    .sql("{quantity} + #{amount}"))
            .namedOperator(
                "public.items",
                NamedOperator.builder("quantity_over")
                    .parameter("amount", ColumnType.integer(32))
                    .filter(values -> Filter.of("quantity", Operator.GT, values.get("amount"))))
            .namedOperator(
                "public.items",
                NamedOperator.builder("name_is")
                    .parameter("name", ColumnType.text())
                    .sql("{name} = #{name}"))
            .hook(HookPoint.BEFORE_READ, ConformanceServer::guard)
            .hook(HookPoint.BEFORE_CREATE, ConformanceServer::beforeCreate)
            .hook(HookPoint.AFTER_CREATE, ConformanceServer::afterCreate);
    users.accept(builder);
    MqttSpecServer server = builder.build();
    server.start();
    return new ConformanceServer(database, server);
  }

  private static void guard(HookContext context) {
    if (context.entity().equals("guarded")) {
      context.addFilter("owner", Operator.EQ, context.client().id());
    }
  }

  private static void beforeCreate(HookContext context) throws InterruptedException {
    switch (nameOfItem(context)) {
      case "hook refuses" -> throw context.refuse(ErrorCode.UNAUTHORIZED, "refused by a hook");
      case "hook changes" -> context.data().addProperty("quantity", 4711);
      case "hook waits" -> TimeUnit.SECONDS.sleep(2);
      default -> {
        // No hook is asked for.
      }
    }
  }

  private static void afterCreate(HookContext context) {
    switch (nameOfItem(context)) {
      case "hook shows" -> context.result().getAsJsonObject().addProperty("quantity", 4711);
      case "hook fails" -> throw new IllegalStateException("as the case wants it");
      default -> {
        // No hook is asked for.
      }
    }
  }

  private static String nameOfItem(HookContext context) {
    JsonElement name = context.data().get("name");
    return context.entity().equals("items") && name instanceof JsonPrimitive text
        ? text.getAsString()
        : "";
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
