package io.mqttspec.server.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** All tables and views of a schema, served at once. */
class WholeSchemaTest {

  private final TestDatabase database = TestDatabase.empty();
  private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqttspec.server");

  @BeforeEach
  void create() {
    warnings.start();
    logger.addAppender(warnings);
    database.execute(
        "create table users (id bigint primary key, name varchar(20))",
        "insert into users values (1, 'Ann')",
        "create view names as select name from users",
        "create table \"Mixed\" (id int primary key)",
        "create table spans (span interval day primary key)",
        "create table twins (id int primary key)",
        "create table \"twins\" (id int primary key)",
        "create table columns (\"a\" int, a int)",
        "create schema shop",
        "create table shop.users (id int primary key)");
  }

  @AfterEach
  void close() {
    logger.detachAppender(warnings);
    database.close();
    Await.noServerThreads();
  }

  private MqttSpecServer.Builder builder() {
    return MqttSpecServer.builder().dataSource(database.dataSource()).port(0);
  }

  record User(Long id) {}

  @Test
  void schema_isServed_butForWhatCanNotBe() {
    try (MqttSpecServer server =
        builder().register("public.users", User.class).registerSchema("public").build()) {
      server.start();

      assertThat(server.entities()).containsExactly("public.users", "public.Mixed", "public.names");
      assertThat(warnings.list)
          .map(ILoggingEvent::getFormattedMessage)
          .anyMatch(line -> line.startsWith("public.spans is not served: the key column span"))
          .anyMatch(line -> line.startsWith("public.twins is not served: several tables"))
          .anyMatch(line -> line.startsWith("public.columns is not served: the columns"));
      try (RawClient client = RawClient.connected(server.port(), "caller")) {
        assertThat(client.call("{'operation':'read','entity':'names'}").toString()).contains("Ann");
        // As it was registered: without its name.
        assertThat(client.call("{'operation':'read','entity':'users'}").toString())
            .contains("\"data\":[{\"id\":1}]");
      }
    }
  }

  @Test
  void severalSchemas_areServed() {
    try (MqttSpecServer server =
        builder().registerSchema("shop").registerSchema("SHOP").registerSchema("public").build()) {
      server.start();

      assertThat(server.entities())
          .isEqualTo(List.of("shop.users", "public.Mixed", "public.names", "public.users"));
    }
  }

  @Test
  void missingSchema_isRefused() {
    assertRefused(builder().registerSchema("nowhere"), "no schema nowhere");
  }

  @Test
  void tableUnderTwoCases_isRefused() {
    assertRefused(
        builder().registerTable("public.users").registerTable("PUBLIC.USERS"),
        "public.users and PUBLIC.USERS are the same table");
    assertRefused(
        builder().registerTable("users").registerTable("public.users"), "registered twice");
  }

  @Test
  void keyThatNoMessageCanCarry_isRefused() {
    assertRefused(
        builder().registerTable("public.spans"),
        "the key column span of public.spans has the type");
  }

  private static void assertRefused(MqttSpecServer.Builder builder, String words) {
    try (MqttSpecServer server = builder.build()) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .withMessageContaining(words);
    }
  }
}
