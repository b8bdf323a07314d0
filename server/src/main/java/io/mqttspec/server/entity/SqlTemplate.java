package io.mqttspec.server.entity;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.ColumnExpression;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlColumn;
import io.mqttspec.server.database.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQL expression that the application has written, with places for columns and parameters:
 * <code>{price} * #{factor}</code>. A column becomes its quoted name, with that of its table before
 * it where the statement is the server's own, a parameter a placeholder whose value is bound.
 * Immutable, for any thread.
 */
public final class SqlTemplate {

  private static final Pattern PLACE = Pattern.compile("(#?)\\{([^{}]*)\\}");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private sealed interface Part {}

  private record Text(String sql) implements Part {}

  private record ColumnPlace(String name) implements Part {}

  private record Parameter(SqlColumn column) implements Part {}

  private final String owner;
  private final List<Part> parts;

  private SqlTemplate(String owner, List<Part> parts) {
    this.owner = owner;
    this.parts = parts;
  }

  /**
   * Reads an expression.
   *
   * @param owner what it belongs to, for messages
   * @throws ConfigurationException for one that names no parameter of these, or can't be
   */
  static SqlTemplate parse(String owner, String sql, Map<String, ColumnType> parameters) {
    List<Part> parts = new ArrayList<>();
    Matcher places = PLACE.matcher(sql);
    int end = 0;
    while (places.find()) {
      parts.add(text(owner, sql.substring(end, places.start())));
      String name = places.group(2);
      if (places.group(1).isEmpty()) {
        parts.add(new ColumnPlace(name));
      } else {
        ColumnType type = parameters.get(name);
        if (type == null) {
          throw new ConfigurationException(
              owner + " uses #{" + name + "} in its SQL, which is none of its parameters");
        }
        parts.add(new Parameter(new SqlColumn(name, "", type, false, false, false)));
      }
      end = places.end();
    }
    parts.add(text(owner, sql.substring(end)));
    if (sql.isBlank()) {
      throw new ConfigurationException(owner + " has no SQL");
    }
    return new SqlTemplate(owner, List.copyOf(parts));
  }

  private static Part text(String owner, String sql) {
    if (sql.matches("(?s).*[?{}].*|.*[$#]")) {
      throw new ConfigurationException(
          owner
              + " has a ?, a ${ or a lone brace in its SQL; write a column as {column} and a value"
              + " as #{parameter}");
    }
    return new Text(sql);
  }

  /** Checks a name that clients are to use. */
  static String name(String owner, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ConfigurationException(
          owner + ": '" + name + "' is no name; use letters, digits and underscores");
    }
    return name;
  }

  /** Checks a parameter, and adds it to others. */
  static Map<String, ColumnType> with(
      String owner, Map<String, ColumnType> parameters, String name, ColumnType type) {
    switch (type.kind()) {
      case ENUM, ARRAY, OTHER ->
          throw new ConfigurationException(
              owner + ": no parameter can have the type " + type + "; take text and cast it");
      default -> {}
    }
    Map<String, ColumnType> more = new LinkedHashMap<>(parameters);
    if (more.put(name(owner, name), type) != null) {
      throw new ConfigurationException(owner + " has two parameters " + name);
    }
    return more;
  }

  void refuseUnknownColumns(Entity entity) {
    for (Part part : parts) {
      if (part instanceof ColumnPlace place && entity.rowType().indexOf(place.name()) < 0) {
        throw new ConfigurationException(
            owner + " uses {" + place.name() + "} in its SQL, which is no column of " + entity);
      }
    }
  }

  /**
   * Writes the expression in parentheses.
   *
   * @param columns those of the entity, in its order, as the statement names them
   * @param values a canonical value for each parameter
   */
  public void write(
      SqlText sql,
      Dialect dialect,
      Entity entity,
      ColumnExpression[] columns,
      Map<String, Object> values) {
    sql.append("(");
    for (Part part : parts) {
      if (part instanceof Text text) {
        sql.append(text.sql());
      } else if (part instanceof ColumnPlace place) {
        sql.append(columns[entity.rowType().indexOf(place.name())].sql());
      } else {
        SqlColumn parameter = ((Parameter) part).column();
        sql.append(dialect.placeholder(parameter))
            .bind(parameter.type(), values.get(parameter.name()));
      }
    }
    sql.append(")");
  }
}
