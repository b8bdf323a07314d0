package io.mqttspec.server.entity;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.server.config.ConfigurationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A condition that clients use by its name (docs/protocol.md 4.7), written as SQL or as a filter.
 *
 * <pre>{@code
 * NamedOperator.builder("longer_than")
 *     .parameter("length", ColumnType.integer(32))
 *     .sql("char_length({title}) > #{length}")
 *
 * NamedOperator.builder("popular")
 *     .parameter("score", ColumnType.integer(32))
 *     .filter(values -> Filter.of("score", Operator.GTE, values.get("score")))
 * }</pre>
 *
 * <p>Only one that is written as a filter can be used where no SQL is asked: in subscriptions and
 * as a precondition of writes. Immutable, for any thread.
 */
public final class NamedOperator {

  private final String name;
  private final Map<String, ColumnType> parameters;
  private final @Nullable SqlTemplate sql;
  private final @Nullable Function<JsonObject, Filter> filter;

  private NamedOperator(
      Builder builder, @Nullable String sql, @Nullable Function<JsonObject, Filter> filter) {
    this.name = builder.name;
    this.parameters = Collections.unmodifiableMap(builder.parameters);
    this.sql = sql == null ? null : SqlTemplate.parse(toString(), sql, parameters);
    this.filter = filter;
  }

  /**
   * Begins with no parameters.
   *
   * @throws ConfigurationException for a name of other than letters, digits and underscores
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  public String name() {
    return name;
  }

  /** Types of the parameters by their names, all of them required. Unmodifiable. */
  public Map<String, ColumnType> parameters() {
    return parameters;
  }

  /** The condition, empty for one that is written as a filter. */
  public Optional<SqlTemplate> sql() {
    return Optional.ofNullable(sql);
  }

  /** The function that makes the filter, empty for one that is written as SQL. */
  public Optional<Function<JsonObject, Filter>> filter() {
    return Optional.ofNullable(filter);
  }

  @Override
  public String toString() {
    return "the named operator " + name;
  }

  /** Collects a named operator. For one thread. */
  public static final class Builder {
    private final String name;
    private Map<String, ColumnType> parameters = new LinkedHashMap<>();

    private Builder(String name) {
      this.name = SqlTemplate.name("a named operator", name);
    }

    /**
     * Adds a parameter, for which clients must give a value.
     *
     * @throws ConfigurationException for a second one of a name, an enum, an array, or a type that
     *     the protocol does not know
     */
    @CanIgnoreReturnValue
    public Builder parameter(String parameter, ColumnType type) {
      parameters = SqlTemplate.with("the named operator " + name, parameters, parameter, type);
      return this;
    }

    /**
     * Makes the operator of an SQL condition, in which a column of the entity is written as <code>
     * {column}</code>, by its name in messages, and a parameter as <code>#{parameter}</code>. A
     * column is that of the row also inside a subquery over other tables; one over the entity's own
     * table must give that another name. Where the application's own mapper reads the entity, a
     * column is its name alone.
     *
     * @throws ConfigurationException for a parameter that there is not, or a question mark
     */
    public NamedOperator sql(String condition) {
      return new NamedOperator(this, condition, null);
    }

    /**
     * Makes the operator of a function that gives a filter for values of the parameters, each of
     * them there and of its type.
     *
     * @param function called on worker threads, for each use; what it throws is an {@code
     *     internal_error}
     */
    public NamedOperator filter(Function<JsonObject, Filter> function) {
      return new NamedOperator(this, null, function);
    }
  }
}
