package io.mqttspec.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.query.Query;
import io.mqttspec.server.MqttSpecServer;
import io.reactivex.rxjava3.processors.ReplayProcessor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values that are easily spoilt are the same for the SDK, for a client that knows nothing but JSON,
 * and in the database, whoever of them wrote.
 */
class RoundTripTest {

  /** A row of the table, for both sides. */
  record ExactValue(
      long id, @Nullable Long big, @Nullable BigDecimal amount, @Nullable String words) {

    /** Numbers by value: a database may give a decimal all digits of its column. */
    boolean isSameAs(ExactValue other) {
      return id == other.id
          && Objects.equals(big, other.big)
          && Objects.equals(words, other.words)
          && (amount == null
              ? other.amount == null
              : other.amount != null && amount.compareTo(other.amount) == 0);
    }
  }

  private static final int SECONDS = 10;

  private static HikariDataSource dataSource;
  private static MqttSpecServer server;
  private static MqttSpecClient sdk;
  private static Entity<ExactValue> entity;
  private static Mqtt5BlockingClient raw;
  private static Mqtt5BlockingClient.Mqtt5Publishes answers;

  @BeforeAll
  static void start() throws SQLException {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl("jdbc:h2:mem:round-trip;DB_CLOSE_DELAY=-1");
    dataSource = new HikariDataSource(pool);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table exact_values (id bigint primary key, big bigint, amount numeric(38, 10),"
              + " words varchar(1000))");
    }
    server =
        MqttSpecServer.builder()
            .dataSource(dataSource)
            .port(0)
            .register("public.exact_values", ExactValue.class)
            .build();
    server.start();
    sdk = MqttSpecClient.builder().host("127.0.0.1").port(server.port()).clientId("typed").build();
    sdk.connect().blockingAwait();
    entity = sdk.entity("public", "exact_values", ExactValue.class);
    raw =
        Mqtt5Client.builder()
            .identifier("raw")
            .serverHost("127.0.0.1")
            .serverPort(server.port())
            .buildBlocking();
    raw.connect();
    answers = raw.publishes(MqttGlobalPublishFilter.ALL);
    raw.subscribeWith().topicFilter("spec/raw/response").qos(MqttQos.AT_LEAST_ONCE).send();
  }

  @AfterAll
  static void stop() {
    raw.disconnect();
    sdk.close();
    server.close();
    dataSource.close();
  }

  static List<ExactValue> values() {
    return List.of(
        new ExactValue(1, Long.MAX_VALUE, new BigDecimal("1234567890123456789012345678"), "plain"),
        new ExactValue(2, Long.MIN_VALUE, new BigDecimal("-0.0000000001"), ""),
        new ExactValue(
            3,
            (1L << 53) + 1,
            new BigDecimal("9007199254740993.0000000001"),
            "Grüße aus Ærøskøbing, naïve façade"),
        new ExactValue(4, -1L, new BigDecimal("0.1"), "👩‍🚀🎉 日本語 𝒳 ﬃ"),
        new ExactValue(
            5, 0L, new BigDecimal("9999999999999999999999999999.9999999999"), "e\u0301 \u00e9"),
        new ExactValue(
            6, 1L, new BigDecimal("1000000"), "\"quoted\" \\ back/slash\r\n\ttab \u0001\u2028"),
        new ExactValue(7, null, null, null));
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatTheSdkWrites_isTheSameEverywhere(ExactValue value) throws Exception {
    clear();
    assertThat(entity.create(value).blockingGet()).matches(value::isSameAs);
    assertThatAllSee(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatARawClientWrites_isTheSameEverywhere(ExactValue value) throws Exception {
    clear();
    JsonObject data = new JsonObject();
    data.addProperty("id", value.id());
    data.addProperty("big", value.big());
    data.addProperty("amount", value.amount());
    data.addProperty("words", value.words());
    assertThatJsonIs(ask("create", data).getAsJsonObject("data"), value);
    assertThatAllSee(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatAnotherProgramWrites_isTheSameEverywhere(ExactValue value) throws Exception {
    clear();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into exact_values values (?, ?, ?, ?)")) {
      insert.setLong(1, value.id());
      insert.setObject(2, value.big());
      insert.setBigDecimal(3, value.amount());
      insert.setString(4, value.words());
      insert.executeUpdate();
    }
    assertThatAllSee(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void anEvent_tellsTheSame(ExactValue value) throws Exception {
    clear();
    CountDownLatch live = new CountDownLatch(1);
    ReplayProcessor<Change<ExactValue>> events = ReplayProcessor.create();
    entity.changes(Query.all(), live::countDown).subscribe(events);
    assertThat(live.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    entity.create(value).ignoreElement().blockingAwait();

    assertThat(events.timeout(SECONDS, TimeUnit.SECONDS).blockingFirst().row())
        .matches(value::isSameAs);
    events.onComplete();
  }

  private static void clear() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("delete from exact_values");
    }
  }

  private static void assertThatAllSee(ExactValue value) throws Exception {
    assertThat(inDatabase(value.id())).matches(value::isSameAs);
    assertThat(entity.read(value.id()).blockingGet()).matches(value::isSameAs);
    JsonObject key = new JsonObject();
    key.addProperty("id", value.id());
    assertThatJsonIs(ask("read", key).getAsJsonObject("data"), value);
  }

  private static void assertThatJsonIs(JsonObject data, ExactValue value) {
    assertThat(data.keySet()).containsExactlyInAnyOrder("id", "big", "amount", "words");
    if (value.big() == null || value.amount() == null || value.words() == null) {
      assertThat(data.get("big")).isEqualTo(JsonNull.INSTANCE);
      assertThat(data.get("amount")).isEqualTo(JsonNull.INSTANCE);
      assertThat(data.get("words")).isEqualTo(JsonNull.INSTANCE);
    } else {
      // The digits as they came over the wire.
      assertThat(data.get("big").toString()).isEqualTo(value.big().toString());
      assertThat(data.get("amount").getAsBigDecimal()).isEqualByComparingTo(value.amount());
      assertThat(data.get("words").getAsString()).isEqualTo(value.words());
    }
  }

  private static ExactValue inDatabase(long id) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select id, big, amount, words from exact_values where id = " + id)) {
      assertThat(row.next()).isTrue();
      return new ExactValue(
          row.getLong(1), row.getObject(2, Long.class), row.getBigDecimal(3), row.getString(4));
    }
  }

  private static JsonObject ask(String operation, JsonObject data) throws InterruptedException {
    JsonObject request = new JsonObject();
    request.addProperty("id", "1");
    request.addProperty("type", "request");
    request.addProperty("operation", operation);
    request.addProperty("entity", "exact_values");
    request.add("data", data);
    raw.publishWith()
        .topic("spec/raw/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(request.toString().getBytes(StandardCharsets.UTF_8))
        .send();
    Optional<Mqtt5Publish> answer = answers.receive(SECONDS, TimeUnit.SECONDS);
    assertThat(answer).isPresent();
    JsonObject response =
        JsonParser.parseString(new String(answer.get().getPayloadAsBytes(), StandardCharsets.UTF_8))
            .getAsJsonObject();
    assertThat(response.get("success").getAsBoolean()).as(response.toString()).isTrue();
    return response;
  }
}
