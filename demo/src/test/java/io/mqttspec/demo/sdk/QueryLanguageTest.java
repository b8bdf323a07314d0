package io.mqttspec.demo.sdk;

import static io.mqttspec.client.query.Conditions.anyOf;
import static io.mqttspec.client.query.Conditions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.ColumnMeta;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.EntityMeta;
import io.mqttspec.client.entity.Patch;
import io.mqttspec.client.exception.ConflictException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.client.query.Condition;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Query;
import io.mqttspec.client.query.TextField;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the SDK's typed queries, preconditions and descriptions mean to the server. */
class QueryLanguageTest {

  record Person(long id, @Nullable String name, @Nullable Integer age, @Nullable Instant since) {}

  private static final Field<Integer> AGE = Field.number("age");
  private static final TextField NAME = Field.text("name");
  private static final Field<Instant> SINCE = Field.of("since", Instant.class);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private static HikariDataSource dataSource;
  private static MqttSpecServer server;
  private static MqttSpecClient client;
  private static Entity<Person> people;

  @BeforeAll
  static void start() throws Exception {
    dataSource = new HikariDataSource();
    dataSource.setJdbcUrl("jdbc:h2:mem:query_language;DB_CLOSE_DELAY=-1");
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table people (id bigint primary key, name varchar(100), age int,"
              + " since timestamp(6) with time zone)");
      statement.execute(
          "insert into people values (1, 'Ada', 36, timestamp with time zone '2026-01-02"
              + " 12:00:00+00:00'), (2, 'Bob', 50, null), (3, 'adam', null, null), (4, null, 7,"
              + " null), (5, '', 8, null)");
      statement.execute("create view names as select name from people");
      statement.execute("create table drafts (id bigint primary key, text varchar(100))");
      statement.execute("insert into drafts values (1, 'old'), (2, 'old'), (3, 'old')");
    }
    server =
        MqttSpecServer.builder()
            .dataSource(dataSource)
            .registerTable("public.people")
            .registerTable("public.names")
            .registerTable("public.drafts")
            .config(
                ServerConfig.builder()
                    .broker(EmbeddedBrokerConfig.builder().port(0).build())
                    .build())
            .build();
    server.start();
    client =
        MqttSpecClient.builder().host("localhost").port(server.port()).clientId("asks").build();
    client.connect().blockingAwait();
    people = client.entity("public", "people", Person.class);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    dataSource.close();
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        arguments(AGE.eq(36), List.of(1L)),
        arguments(AGE.neq(36), List.of(2L, 4L, 5L)),
        arguments(AGE.gt(36), List.of(2L)),
        arguments(AGE.gte(36), List.of(1L, 2L)),
        arguments(AGE.lt(8), List.of(4L)),
        arguments(AGE.lte(8), List.of(4L, 5L)),
        arguments(AGE.between(7, 50), List.of(1L, 5L)),
        arguments(AGE.betweenInclusive(7, 36), List.of(1L, 4L, 5L)),
        arguments(AGE.in(7, 50, 51), List.of(2L, 4L)),
        arguments(AGE.in(), List.of()),
        arguments(AGE.notIn(7, 50), List.of(1L, 5L)),
        arguments(AGE.notIn(), List.of(1L, 2L, 3L, 4L, 5L)),
        arguments(AGE.isNull(), List.of(3L)),
        arguments(AGE.isNotNull(), List.of(1L, 2L, 4L, 5L)),
        arguments(AGE.isDistinctFrom(36), List.of(2L, 3L, 4L, 5L)),
        arguments(not(AGE.isNotDistinctFrom(36)), List.of(2L, 3L, 4L, 5L)),
        arguments(not(AGE.eq(36)), List.of(2L, 4L, 5L)),
        arguments(NAME.empty(), List.of(4L, 5L)),
        arguments(NAME.notEmpty(), List.of(1L, 2L, 3L)),
        arguments(NAME.like("A_%"), List.of(1L)),
        arguments(NAME.ilike("a_%"), List.of(1L, 3L)),
        arguments(NAME.contains("DA"), List.of(1L, 3L)),
        arguments(NAME.startsWith("b"), List.of(2L)),
        arguments(NAME.endsWith("M"), List.of(3L)),
        arguments(SINCE.eq(NOON), List.of(1L)),
        arguments(SINCE.gt(NOON), List.of()),
        arguments(anyOf(AGE.eq(36), NAME.eq("Bob")), List.of(1L, 2L)),
        arguments(anyOf(AGE.eq(7), AGE.gt(8).and(NAME.eq("Bob"))), List.of(2L, 4L)));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void aCondition_selectsItsRows(Condition condition, List<Long> ids) {
    assertThat(people.read(Query.where(condition)).blockingGet().rows())
        .extracting(Person::id)
        .containsExactlyElementsOf(ids);
  }

  static Stream<Arguments> orders() {
    return Stream.of(
        arguments(Query.all().orderBy(AGE.asc()), List.of(4L, 5L, 1L, 2L, 3L)),
        arguments(Query.all().orderBy(AGE.desc()), List.of(3L, 2L, 1L, 5L, 4L)),
        arguments(Query.all().orderBy(AGE.asc().nullsFirst()), List.of(3L, 4L, 5L, 1L, 2L)),
        arguments(Query.all().orderBy(AGE.desc().nullsLast()), List.of(2L, 1L, 5L, 4L, 3L)));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void anOrder_isThatOfTheRows(Query query, List<Long> ids) {
    assertThat(people.read(query).blockingGet().rows())
        .extracting(Person::id)
        .containsExactlyElementsOf(ids);
  }

  @Test
  void aRowOfAKey_isReadIfTheQuerySelectsIt() {
    assertThat(people.read(1, Query.where(AGE.eq(36)).columns("id", "age")).blockingGet())
        .isEqualTo(new Person(1, null, 36, null));
    assertThat(people.read(1, Query.where(AGE.eq(37))).blockingGet()).isNull();
  }

  @Test
  void aWrite_isRefusedWhereItsPreconditionDoesNotHold() {
    Entity<JsonObject> drafts = client.entity("public", "drafts");
    Query isOld = Query.where(Field.text("text").eq("old"));
    assertThat(drafts.update(1, Patch.of("text", "new"), isOld).blockingGet().get("text"))
        .hasToString("\"new\"");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> drafts.update(1, Patch.of("text", "newer"), isOld).blockingGet());
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> drafts.delete(1, isOld).blockingAwait());
    drafts.delete(2, isOld).blockingAwait();
    assertThat(drafts.read(Query.all()).blockingGet().rows())
        .extracting(row -> row.get("id") + " " + row.get("text"))
        .containsExactly("1 \"new\"", "3 \"old\"");
  }

  @Test
  void theDescription_tellsKeyAndColumns() {
    EntityMeta meta = people.meta().blockingGet();
    assertThat(meta.primaryKey()).containsExactly("id");
    assertThat(meta.columns())
        .extracting(ColumnMeta::name)
        .containsExactly("id", "name", "age", "since");
    ColumnMeta age = meta.columns().get(2);
    assertThat(age.sqlType().orElseThrow()).containsIgnoringCase("int");
    assertThat(age.jsonType()).hasValue("integer");
    assertThat(age.nullable()).hasValue(true);
    assertThat(age.unique()).hasValue(false);
    assertThat(age.generated()).hasValue(false);
    assertThat(age.operators()).contains(Operator.EQ, Operator.BETWEEN_INCLUSIVE);
    assertThat(meta.relations()).isEmpty();
    assertThat(client.entities().blockingGet())
        .extracting(entity -> entity.entity().orElseThrow())
        .containsExactlyInAnyOrder("people", "names", "drafts");
  }

  @Test
  void whatTheServerDoesNotKnow_isRefused() {
    for (Query query :
        List.of(
            Query.all().computed("no_such_column"),
            Query.all().operator("no_such_operator"),
            Query.all().orderBy(Field.text("no_such_column").asc()))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> people.read(query).blockingGet());
    }
  }

  @Test
  void aViewWithoutKey_isNotTakenForReadAfterItsFirstPage() {
    Entity<JsonObject> names = client.entity("public", "names");
    assertThat(names.readAll(Query.all()).count().blockingGet()).isEqualTo(5);
    assertThatExceptionOfType(UnreadableAnswerException.class)
        .isThrownBy(() -> names.readAll(Query.all().limit(2)).count().blockingGet());
  }
}
