package io.mqttspec.server.entity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.mapper.ReadQuery;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.ibatis.annotations.Select;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Computed columns and named operators that refuse the start. */
class RefusedNamedSqlTest {

  /** An own read mapper. */
  public interface PartMapper {
    @Select("select * from parts ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from parts ${where}")
    long count(ReadQuery query);
  }

  private static final ColumnType INTEGER = ColumnType.integer(32);

  private static Arguments computed(String name, String sql, String message) {
    return with(
        builder ->
            builder.computedColumn(
                "items",
                ComputedColumn.builder(name, INTEGER).parameter("factor", INTEGER).sql(sql)),
        message);
  }

  private static Arguments operator(String sql, String message) {
    return with(
        builder ->
            builder.namedOperator(
                "items", NamedOperator.builder("is_it").parameter("factor", INTEGER).sql(sql)),
        message);
  }

  private static Arguments with(Consumer<MqttSpecServer.Builder> settings, String message) {
    return Arguments.of(settings, message);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        computed("value", "{nothing} * 2", "uses {nothing} in its SQL, which is no column"),
        computed("value", "{price} * #{other}", "uses #{other} in its SQL, which is none"),
        computed("value", "{price} * ?", "has a ?"),
        computed("value", "{price} * ${factor}", "has a ?, a ${"),
        computed("value", "{price", "a lone brace"),
        computed("value", " ", "has no SQL"),
        computed("value", "{price} *", "can't run the SQL of the computed column value"),
        computed("value", "no_such_function({price})", "can't run the SQL of"),
        computed("price", "1", "has the name of another column"),
        computed("shop", "1", "has the name of another column or of a relation"),
        computed("a.b", "1", "'a.b' is no name"),
        operator("{price} > #{factor} and", "can't run the SQL of the named operator is_it"),
        operator("{price} > #{factor} -- and", "can't run the SQL of the named operator is_it"),
        operator("{nothing} > #{factor}", "which is no column of public.items"),
        with(
            builder ->
                builder.namedOperator("nowhere", NamedOperator.builder("is_it").sql("1 = 1")),
            "the named operator is_it is for public.nowhere, which is no entity"),
        with(
            builder ->
                builder
                    .namedOperator("items", NamedOperator.builder("is_it").sql("1 = 1"))
                    .namedOperator("public.items", NamedOperator.builder("is_it").sql("1 = 1")),
            "is registered twice"),
        with(
            builder ->
                builder.namedOperator(
                    "items",
                    NamedOperator.builder("is_it")
                        .filter(values -> Filter.of("nothing", Operator.IS_NULL, null))),
            "gives no filter that can be"),
        with(
            builder ->
                builder.namedOperator(
                    "items",
                    NamedOperator.builder("is_it")
                        .parameter("x", INTEGER)
                        .parameter("x", INTEGER)
                        .sql("1 = 1")),
            "has two parameters x"),
        with(
            builder ->
                builder.namedOperator(
                    "items",
                    NamedOperator.builder("is_it")
                        .parameter("x", ColumnType.enumeration())
                        .sql("1 = 1")),
            "no parameter can have the type"),
        with(
            builder ->
                builder.computedColumn(
                    "parts", ComputedColumn.builder("value", INTEGER).sql("{price} * 2")),
            "the application's own mapper reads the entity"),
        with(
            builder ->
                builder.namedOperator(
                    "parts", NamedOperator.builder("is_it").sql("{price} > no_such(1)")),
            "can't run the SQL of the named operator is_it of public.parts"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void wrongNamedSql_refusesTheStart(Consumer<MqttSpecServer.Builder> settings, String message) {
    try (TestDatabase database = TestDatabase.empty()) {
      database.execute(
          "create table shops (id int primary key)",
          "create table items (id int primary key, price int, shop_id int references shops (id))",
          "create table parts (id int primary key, price int)");

      assertThatThrownBy(
              () -> {
                MqttSpecServer.Builder builder =
                    MqttSpecServer.builder()
                        .dataSource(database.dataSource())
                        .port(0)
                        .registerTable("shops")
                        .registerTable("items")
                        .registerTable(
                            "parts",
                            UserMapper.of(PartMapper.class)
                                .read(PartMapper::find, PartMapper::count));
                settings.accept(builder);
                try (MqttSpecServer server = builder.build()) {
                  server.start();
                }
              })
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(message);
    }
  }
}
