package io.mqttspec.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.FilterLimits;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Transaction;
import io.mqttspec.server.database.Transactions;
import io.mqttspec.server.database.Transactions.Purpose;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityRegistry;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.entity.SqlTemplate;
import io.mqttspec.server.mapper.ComputedValue;
import io.mqttspec.server.mapper.MapperSession;
import io.mqttspec.server.mapper.Mappers;
import io.mqttspec.server.mapper.Selection;
import io.mqttspec.server.mapper.SqlCall;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs the SQL of computed columns and named operators once, beside a condition that holds for no
 * row: what the database does not understand refuses the start. For one start.
 */
final class NamedSqlCheck {

  private static final FilterLimits LIMITS = FilterLimits.of(1_000, 100_000);

  private final EntityRegistry entities;
  private final Mappers mappers;
  private final Transactions transactions;

  NamedSqlCheck(EntityRegistry entities, Mappers mappers, Transactions transactions) {
    this.entities = entities;
    this.mappers = mappers;
    this.transactions = transactions;
  }

  void check() {
    for (Entity entity : entities.all()) {
      for (ComputedColumn column : entities.namedSql(entity).computedColumns().values()) {
        check(entity, column);
      }
      for (NamedOperator operator : entities.namedSql(entity).namedOperators().values()) {
        operator.sql().ifPresent(sql -> check(entity, operator, sql));
        operator.filter().ifPresent(filter -> check(entity, operator, filter));
      }
    }
  }

  private void check(Entity entity, ComputedColumn column) {
    if (!mappers.readsItself(entity)) {
      throw new ConfigurationException(
          column + " of " + entity + " can't be: the application's own mapper reads the entity");
    }
    ComputedValue value =
        new ComputedValue(
            column.name(), column.type(), new SqlCall(column.sql(), examples(column.parameters())));
    run(
        column + " of " + entity,
        session -> session.find(entity, none().with(List.of(), List.of(value))));
  }

  private void check(Entity entity, NamedOperator operator, SqlTemplate sql) {
    SqlCall call = new SqlCall(sql, examples(operator.parameters()));
    Selection selection = none().with(List.of(call), List.of());
    run(
        operator + " of " + entity,
        session -> {
          session.find(entity, selection);
          session.count(entity, selection);
        });
  }

  private static void check(
      Entity entity, NamedOperator operator, Function<JsonObject, Filter> function) {
    if (!operator.parameters().isEmpty()) {
      // What it makes of values can be seen with values only.
      return;
    }
    try {
      FilterChecker.check(
          List.of(function.apply(new JsonObject())), entity.rowType(), LIMITS, "filter");
    } catch (RuntimeException e) {
      throw new ConfigurationException(
          operator + " of " + entity + " gives no filter that can be: " + e.getMessage(), e);
    }
  }

  private static Selection none() {
    return Selection.of(CheckedFilter.none(), 1);
  }

  private void run(String what, Consumer<MapperSession> statements) {
    try (Transaction transaction = transactions.begin(Purpose.SNAPSHOT)) {
      statements.accept(mappers.open(transaction));
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new ConfigurationException(
          "the database can't run the SQL of " + what + ": " + cause.getMessage(), e);
    }
  }

  private static Map<String, Object> examples(Map<String, ColumnType> parameters) {
    Map<String, Object> examples = new HashMap<>();
    parameters.forEach((name, type) -> examples.put(name, example(type)));
    return examples;
  }

  private static Object example(ColumnType type) {
    return switch (type.kind()) {
      case INTEGER -> 1L;
      case DECIMAL ->
          type.precision() > type.scale() || type.precision() == 0
              ? BigDecimal.ONE
              : BigDecimal.ONE.movePointLeft(type.scale());
      case FLOAT -> 1.0;
      case BOOLEAN -> true;
      case TEXT, CHAR, ENUM, OTHER -> "a";
      case DATE -> "2000-01-01";
      case TIME -> "12:00:00";
      case TIMESTAMP -> "2000-01-01T12:00:00";
      case TIMESTAMP_WITH_ZONE -> "2000-01-01T12:00:00Z";
      case UUID -> "00000000-0000-0000-0000-000000000000";
      case BINARY -> new byte[1];
      case JSON -> new JsonObject();
      case ARRAY -> new JsonArray();
    };
  }
}
