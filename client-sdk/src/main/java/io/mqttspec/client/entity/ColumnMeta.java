package io.mqttspec.client.entity;

import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.Operator;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server tells of a column. */
public final class ColumnMeta {

  private final JsonObject json;

  ColumnMeta(JsonObject json) {
    this.json = json;
  }

  /**
   * Its name.
   *
   * @return the name
   */
  public String name() {
    return MetaJson.name(json);
  }

  /**
   * What its values are in JSON.
   *
   * @return a word such as {@code integer}; empty where the server does not say
   */
  public Optional<String> jsonType() {
    return MetaJson.text(json, "json_type");
  }

  /**
   * What its values are in the database.
   *
   * @return the name of the type; empty where the server does not say
   */
  public Optional<String> sqlType() {
    return MetaJson.text(json, "sql_type");
  }

  /**
   * Whether it can be NULL.
   *
   * @return the answer; empty where the server does not say
   */
  public Optional<Boolean> nullable() {
    return MetaJson.bool(json, "nullable");
  }

  /**
   * Whether no two rows have the same value.
   *
   * @return the answer; empty where the server does not say
   */
  public Optional<Boolean> unique() {
    return MetaJson.bool(json, "unique");
  }

  /**
   * Whether the database makes the value of a new row.
   *
   * @return the answer; empty where the server does not say
   */
  public Optional<Boolean> generated() {
    return MetaJson.bool(json, "generated");
  }

  /**
   * The operators that conditions on it may have.
   *
   * @return those that this version knows; empty where the server does not say
   */
  public Set<Operator> operators() {
    Set<Operator> operators = EnumSet.noneOf(Operator.class);
    for (String name : MetaJson.texts(json, "operators")) {
      Operator.of(name).ifPresent(operators::add);
    }
    return Collections.unmodifiableSet(operators);
  }

  /**
   * Everything the server told of it.
   *
   * @return the JSON, not to be modified
   */
  public JsonObject json() {
    return json;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnMeta && json.equals(((ColumnMeta) other).json);
  }

  @Override
  public int hashCode() {
    return Objects.hash(json);
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
