package io.mqttspec.server.entity;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.config.ConfigurationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A value that the database computes for each row, for clients that ask for it by name
 * (docs/protocol.md 4.7).
 *
 * <pre>{@code
 * ComputedColumn.builder("price_in", ColumnType.decimal())
 *     .parameter("rate", ColumnType.decimal())
 *     .sql("{price} * #{rate}")
 * }</pre>
 *
 * <p>Immutable, for any thread.
 */
public final class ComputedColumn {

  private final String name;
  private final ColumnType type;
  private final Map<String, ColumnType> parameters;
  private final SqlTemplate sql;

  private ComputedColumn(Builder builder, String sql) {
    this.name = builder.name;
    this.type = builder.type;
    this.parameters = Collections.unmodifiableMap(builder.parameters);
    this.sql = SqlTemplate.parse(toString(), sql, parameters);
  }

  /**
   * Begins with no parameters.
   *
   * @param name the field of a row in which it is shown, and by which clients ask for it
   * @param type what the SQL gives
   * @throws ConfigurationException for a name of other than letters, digits and underscores
   */
  public static Builder builder(String name, ColumnType type) {
    return new Builder(name, type);
  }

  public String name() {
    return name;
  }

  /** Type of the values. */
  public ColumnType type() {
    return type;
  }

  /** Types of the parameters by their names, all of them required. Unmodifiable. */
  public Map<String, ColumnType> parameters() {
    return parameters;
  }

  /** The expression. */
  public SqlTemplate sql() {
    return sql;
  }

  @Override
  public String toString() {
    return "the computed column " + name;
  }

  /** Collects a computed column. For one thread. */
  public static final class Builder {
    private final String name;
    private final ColumnType type;
    private Map<String, ColumnType> parameters = new LinkedHashMap<>();

    private Builder(String name, ColumnType type) {
      this.name = SqlTemplate.name("a computed column", name);
      this.type = type;
    }

    /**
     * Adds a parameter, for which clients must give a value.
     *
     * @throws ConfigurationException for a second one of a name, an enum, an array, or a type that
     *     the protocol does not know
     */
    @CanIgnoreReturnValue
    public Builder parameter(String parameter, ColumnType parameterType) {
      parameters =
          SqlTemplate.with("the computed column " + name, parameters, parameter, parameterType);
      return this;
    }

    /**
     * Makes the computed column of an SQL expression, in which a column of the entity is written as
     * <code>{column}</code>, by its name in messages, and a parameter as <code>#{parameter}</code>.
     * A column is that of the row also inside a subquery over other tables; one over the entity's
     * own table must give that another name: <code>
     * (select count(*) from staff s where s.boss_id = {id})</code>.
     *
     * @throws ConfigurationException for a parameter that there is not, or a question mark
     */
    public ComputedColumn sql(String expression) {
      return new ComputedColumn(this, expression);
    }
  }
}
