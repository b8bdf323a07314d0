package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.FilterLimits;
import io.mqttspec.protocol.query.NamedCall;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityRegistry;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.entity.SqlTemplate;
import io.mqttspec.server.mapper.ComputedValue;
import io.mqttspec.server.mapper.SqlCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what a request uses of the application's computed columns and named operators
 * (docs/protocol.md 4.7).
 */
final class NamedCalls {

  private static final Logger log = LoggerFactory.getLogger(NamedCalls.class);

  private static final FilterLimits OF_OPERATORS = FilterLimits.of(1_000, 100_000);

  private final EntityRegistry entities;

  NamedCalls(EntityRegistry entities) {
    this.entities = entities;
  }

  /**
   * What named operators ask of rows, all of which must hold.
   *
   * @param conditions those that only the database can tell
   */
  record Conditions(CheckedFilter filter, List<SqlCall> conditions) {}

  /**
   * The values to compute for each row.
   *
   * @throws ProtocolException {@code invalid_option}
   */
  List<ComputedValue> computed(Entity entity, Options options) {
    List<ComputedValue> values = new ArrayList<>(options.computedColumns().size());
    Set<String> names = new HashSet<>();
    for (NamedCall call : options.computedColumns()) {
      String place = "options.computed_columns[" + values.size() + "]";
      ComputedColumn column = entities.namedSql(entity).computedColumns().get(call.name());
      if (column == null) {
        throw refused(place + ".name", "The entity has no computed column of this name.");
      }
      if (!names.add(call.name())) {
        throw refused(place + ".name", "This computed column is asked for already.");
      }
      Map<String, Object> parameters = values(column.parameters(), call, place);
      values.add(
          new ComputedValue(column.name(), column.type(), new SqlCall(column.sql(), parameters)));
    }
    return values;
  }

  /**
   * What named operators ask of rows that are read from the database.
   *
   * @throws ProtocolException {@code invalid_option}
   */
  Conditions conditions(Entity entity, Options options) {
    List<CheckedFilter> filters = new ArrayList<>();
    List<SqlCall> conditions = new ArrayList<>();
    for (int i = 0; i < options.namedOperators().size(); i++) {
      NamedCall call = options.namedOperators().get(i);
      String place = place(i);
      NamedOperator operator = operator(entity, call, place);
      Map<String, Object> values = values(operator.parameters(), call, place);
      Optional<SqlTemplate> sql = operator.sql();
      if (sql.isPresent()) {
        conditions.add(new SqlCall(sql.get(), values));
      } else {
        filters.add(filter(entity, operator, values));
      }
    }
    return new Conditions(CheckedFilter.and(filters), conditions);
  }

  /**
   * What named operators ask of a row that no statement reads.
   *
   * @throws ProtocolException {@code invalid_option}, also for an operator that is SQL
   */
  CheckedFilter filter(Entity entity, Options options) {
    for (int i = 0; i < options.namedOperators().size(); i++) {
      if (operator(entity, options.namedOperators().get(i), place(i)).sql().isPresent()) {
        throw refused(
            place(i) + ".name", "This operator can only be used in reads; meta tells which can.");
      }
    }
    return conditions(entity, options).filter();
  }

  private static String place(int index) {
    return "options.custom_operators[" + index + "]";
  }

  private NamedOperator operator(Entity entity, NamedCall call, String place) {
    NamedOperator operator = entities.namedSql(entity).namedOperators().get(call.name());
    if (operator == null) {
      throw refused(place + ".name", "The entity has no named operator of this name.");
    }
    return operator;
  }

  private static CheckedFilter filter(
      Entity entity, NamedOperator operator, Map<String, Object> values) {
    Function<JsonObject, Filter> function = operator.filter().orElseThrow();
    JsonObject parameters = new JsonObject();
    operator
        .parameters()
        .forEach((name, type) -> parameters.add(name, ColumnValues.toJson(type, values.get(name))));
    try {
      Filter filter = function.apply(parameters);
      return FilterChecker.check(List.of(filter), entity.rowType(), OF_OPERATORS, "filter");
    } catch (RuntimeException e) {
      // The client has given values that fit, and can mend nothing.
      log.error("{} of {} gave no filter that can be", operator, entity, e);
      throw new ProtocolException(DatabaseErrors.internalError());
    }
  }

  /** The canonical values of all parameters, and of nothing else. */
  private static Map<String, Object> values(
      Map<String, ColumnType> types, NamedCall call, String place) {
    JsonObject given = call.parameters();
    for (String name : given.keySet()) {
      if (!types.containsKey(name)) {
        throw refused(
            place + ".parameters." + RowData.shortened(name), "There is no such parameter.");
      }
    }
    Map<String, Object> values = new HashMap<>();
    types.forEach(
        (name, type) ->
            values.put(name, value(type, given.get(name), place + ".parameters." + name)));
    return values;
  }

  private static Object value(ColumnType type, @Nullable JsonElement json, String path) {
    Object value = null;
    try {
      value = json == null ? null : ColumnValues.fromJson(type, json, path);
    } catch (ProtocolException e) {
      throw refused(path, e.error().message());
    }
    if (value == null) {
      throw refused(path, "This parameter must have a value.");
    }
    return value;
  }

  private static ProtocolException refused(String path, String message) {
    return ProtocolException.at(ErrorCode.INVALID_OPTION, path, message);
  }
}
