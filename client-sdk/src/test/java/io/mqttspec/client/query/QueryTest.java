package io.mqttspec.client.query;

import static io.mqttspec.client.query.Conditions.allOf;
import static io.mqttspec.client.query.Conditions.anyOf;
import static io.mqttspec.client.query.Conditions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Options;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the builder to the JSON that goes out. */
class QueryTest {

  private static final Field<Integer> N = Field.number("n");
  private static final TextField T = Field.text("t");

  private static final Query N_IS_1 = Query.where(N.eq(1));

  private static JsonObject options(Query query) {
    Request request =
        Request.builder(MessageType.REQUEST)
            .id("1")
            .operation(Operation.READ)
            .entity("readings")
            .options(query.toOptions())
            .build();
    String json = new String(MessageCodec.withDefaults().encode(request), StandardCharsets.UTF_8);
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    return object.has("options") ? object.getAsJsonObject("options") : new JsonObject();
  }

  private static String filters(Query query) {
    return options(query).get("filters").toString();
  }

  static Stream<Arguments> operators() {
    Field<BigDecimal> decimal = Field.number("d");
    Field<Long> big = Field.number("l");
    return Stream.of(
        arguments(N.eq(1), "eq", "1"),
        arguments(N.neq(1), "neq", "1"),
        arguments(N.gt(1), "gt", "1"),
        arguments(N.gte(1), "gte", "1"),
        arguments(N.lt(1), "lt", "1"),
        arguments(N.lte(1), "lte", "1"),
        arguments(N.in(1, 2), "in", "[1,2]"),
        arguments(N.in(), "in", "[]"),
        arguments(N.notIn(1, 2), "not_in", "[1,2]"),
        arguments(N.notIn(List.of()), "not_in", "[]"),
        arguments(N.between(1, 2), "between", "[1,2]"),
        arguments(N.betweenInclusive(1, 2), "between_inclusive", "[1,2]"),
        arguments(N.isNull(), "is_null", null),
        arguments(N.isNotNull(), "is_not_null", null),
        arguments(N.isDistinctFrom(1), "is_distinct", "1"),
        arguments(N.isNotDistinctFrom(1), "is_not_distinct", "1"),
        arguments(T.empty(), "empty", null),
        arguments(T.notEmpty(), "not_empty", null),
        arguments(T.like("a\\%_%"), "like", "\"a\\\\%_%\""),
        arguments(T.ilike("a%"), "ilike", "\"a%\""),
        arguments(T.contains("50%"), "contains", "\"50%\""),
        arguments(T.startsWith("a"), "startswith", "\"a\""),
        arguments(T.endsWith("a"), "endswith", "\"a\""),
        arguments(decimal.eq(new BigDecimal("0.10")), "eq", "0.10"),
        arguments(big.eq(Long.MAX_VALUE), "eq", "9223372036854775807"),
        arguments(Field.bool("b").eq(true), "eq", "true"),
        arguments(Field.<Double>number("f").eq(Double.NaN), "eq", "\"NaN\""),
        arguments(
            Field.of("at", Instant.class).gt(Instant.parse("2026-01-02T03:04:05Z")),
            "gt",
            "\"2026-01-02T03:04:05Z\""),
        arguments(
            Field.of("u", UUID.class).eq(new UUID(1, 2)),
            "eq",
            "\"00000000-0000-0001-0000-000000000002\""),
        arguments(Field.of("x", byte[].class).eq(new byte[] {1, 2}), "eq", "\"AQI=\""));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void anOperator_becomesItsWireName(Condition condition, String operator, String value) {
    JsonObject filter =
        options(Query.where(condition)).getAsJsonArray("filters").get(0).getAsJsonObject();
    assertThat(filter.get("operator").getAsString()).isEqualTo(operator);
    assertThat(filter.has("value") ? filter.get("value").toString() : null).isEqualTo(value);
    assertThat(filter.has("logic_operator")).isFalse();
  }

  @Test
  void conditions_areJoinedInTheFormThatEveryServerKnows() {
    assertThat(filters(Query.where(N.eq(1)).and(anyOf(N.eq(2), T.eq("x"))).and(N.eq(3))))
        .isEqualTo(
            """
            [{"column":"n","operator":"eq","value":1},\
            {"column":"n","operator":"eq","value":2},\
            {"column":"t","operator":"eq","value":"x","logic_operator":"or"},\
            {"column":"n","operator":"eq","value":3}]""");
    assertThat(filters(Query.where(allOf(N.eq(1), N.eq(2).and(N.eq(3))))))
        .isEqualTo(filters(Query.where(N.eq(1)).and(N.eq(2)).and(N.eq(3))));
  }

  @Test
  void whatIsNestedDeeper_becomesATree() {
    assertThat(filters(Query.where(not(N.eq(1)))))
        .isEqualTo("[{\"not\":{\"column\":\"n\",\"operator\":\"eq\",\"value\":1}}]");
    assertThat(filters(Query.where(N.eq(1).or(N.eq(2).and(N.eq(3))))))
        .isEqualTo(
            """
            [{"or":[{"column":"n","operator":"eq","value":1},\
            {"and":[{"column":"n","operator":"eq","value":2},\
            {"column":"n","operator":"eq","value":3}]}]}]""");
  }

  @Test
  void theRest_goesWhereItBelongs() {
    Query query =
        Query.all()
            .orderBy(N.desc(), Order.asc("t").nullsFirst())
            .limit(20)
            .offset(40)
            .columns("n", "t")
            .omitColumns("x")
            .withoutTotal();
    JsonObject options = options(query);
    assertThat(options.get("limit").toString()).isEqualTo("20");
    assertThat(options.get("offset").toString()).isEqualTo("40");
    assertThat(options.get("columns").toString()).isEqualTo("[\"n\",\"t\"]");
    assertThat(options.get("omit_columns").toString()).isEqualTo("[\"x\"]");
    assertThat(options.get("total").toString()).isEqualTo("false");
    assertThat(options.get("sort").toString())
        .contains("\"column\":\"n\"", "\"desc\"", "\"column\":\"t\"", "\"nulls\":\"first\"");
  }

  static Stream<Arguments> positions() {
    return Stream.of(
        arguments(Query.all().after("c1.x"), "{\"cursor_forward\":\"c1.x\"}"),
        arguments(Query.all().before("c1.x"), "{\"cursor_backward\":\"c1.x\"}"),
        arguments(Query.all().afterKey(Long.MAX_VALUE), "{\"cursor_forward\":9223372036854775807}"),
        arguments(Query.all().afterKey("k"), "{\"cursor_forward\":\"k\"}"),
        arguments(
            Query.all().beforeKey(new UUID(1, 2)),
            "{\"cursor_backward\":\"00000000-0000-0001-0000-000000000002\"}"),
        arguments(
            Query.all().afterKey(Map.of("code", "c1.x")),
            "{\"cursor_forward\":{\"code\":\"c1.x\"}}"),
        // The last word counts.
        arguments(Query.all().before("c1.x").after("c1.y"), "{\"cursor_forward\":\"c1.y\"}"),
        arguments(Query.all().after("c1.x").beforeKey(7), "{\"cursor_backward\":7}"));
  }

  @ParameterizedTest
  @MethodSource("positions")
  void aPosition_isACursorOrAKey(Query query, String options) {
    assertThat(options(query)).hasToString(options);
  }

  @Test
  void aPositionThatCannotBeMeant_isRefusedAtOnce() {
    Query second = Query.all().offset(1);
    for (ThrowingCallable mistake :
        List.<ThrowingCallable>of(
            () -> Query.all().after(""),
            () -> Query.all().afterKey("c1.looks-like-a-cursor"),
            () -> Query.all().beforeKey(true),
            () -> Query.all().beforeKey(Map.of()),
            () -> second.after("c1.x"),
            () -> second.beforeKey(7),
            () -> Query.all().before("c1.x").offset(0))) {
      assertThatThrownBy(mistake).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void preloads_sayWhatIsWantedOfEachRelation() {
    Query query =
        Query.all()
            .preload(Preload.of("owner"))
            .preload(
                Preload.of("posts.comments")
                    .columns("n", "t")
                    .omitColumns("t")
                    .where(N.eq(1))
                    .where(anyOf(N.eq(2), T.eq("x")))
                    .orderBy(N.desc(), T.asc().nullsFirst())
                    .limit(3),
                Preload.of("parent").recursive());

    assertThat(options(query).get("preload").toString())
        .isEqualTo(
            """
            [{"relation":"owner"},\
            {"relation":"posts.comments","columns":["n","t"],"omit_columns":["t"],"filters":[\
            {"column":"n","operator":"eq","value":1},\
            {"column":"n","operator":"eq","value":2},\
            {"column":"t","operator":"eq","value":"x","logic_operator":"or"}],\
            "sort":[{"column":"n","direction":"desc"},\
            {"column":"t","direction":"asc","nulls":"first"}],"limit":3},\
            {"relation":"parent","recursive":true}]""");
    assertThatThrownBy(() -> Preload.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Preload.of("a").limit(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheServerHasNamesFor_isCalledWithExactValues() {
    Map<String, Object> near = new LinkedHashMap<>();
    near.put("km", new BigDecimal("0.10"));
    near.put("at", Instant.parse("2026-01-02T03:04:05Z"));
    near.put("key", Long.MAX_VALUE);
    near.put("codes", List.of(1, 2));
    Query query =
        Query.all()
            .computed("age")
            .computed("distance", near)
            .operator("own")
            .operator("near", near);

    String call =
        "\"parameters\":{\"km\":0.10,\"at\":\"2026-01-02T03:04:05Z\","
            + "\"key\":9223372036854775807,\"codes\":[1,2]}}]";
    assertThat(options(query).get("computed_columns").toString())
        .isEqualTo("[{\"name\":\"age\"},{\"name\":\"distance\"," + call);
    assertThat(options(query).get("custom_operators").toString())
        .isEqualTo("[{\"name\":\"own\"},{\"name\":\"near\"," + call);
    assertThatThrownBy(() -> Query.all().computed("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Query.all().operator("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Query.all().operator("near", Collections.singletonMap("km", null)))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aQuery_isNotChangedByTheNext() {
    Query base = Query.where(N.eq(1));
    Query narrowed = base.and(N.eq(2)).limit(1);
    assertThat(base).isEqualTo(Query.where(N.eq(1))).isNotEqualTo(narrowed);
    assertThat(options(Query.all())).isEqualTo(new JsonObject());
  }

  @Test
  void mistakes_areThrownAtOnce() {
    assertThatThrownBy(() -> Field.text("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Order.asc("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> T.like("a\\")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Query.all().limit(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Query.all().offset(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> anyOf()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> allOf(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> N.eq(nothing())).isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void equality_isByValue() {
    EqualsVerifier.forClass(Query.class)
        .withPrefabValues(Options.class, Options.none(), N_IS_1.toOptions())
        .suppress(Warning.NULL_FIELDS)
        .verify();
    EqualsVerifier.forClass(Condition.class)
        .withPrefabValues(Filter.class, N.eq(1).toFilter(), N.eq(2).toFilter())
        .suppress(Warning.NULL_FIELDS)
        .verify();
    EqualsVerifier.forClass(Preload.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClass(Order.class).suppress(Warning.NULL_FIELDS).verify();
    assertThat(Field.number("n")).isEqualTo(N).hasToString("n");
    assertThat(Field.number("n").hashCode()).isEqualTo(N.hashCode());
    assertThat(Field.number("m")).isNotEqualTo(N);
  }

  @Test
  void aValueThatIsNotOneValue_isRefused() {
    assertThatThrownBy(() -> Field.of("x", Money.class).eq(new Money()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Money");
  }

  /** One value only with an adapter that the application may have, and a condition has not. */
  private static final class Money {
    @SuppressWarnings("unused")
    private final String amount = "1";
  }
}
