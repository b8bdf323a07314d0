package io.mqttspec.client.entity;

import com.google.gson.JsonObject;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server tells of a parameter of a computed column or named operator. */
public final class ParameterMeta {

  private final JsonObject json;

  ParameterMeta(JsonObject json) {
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
   * Whether a value must be given.
   *
   * @return true also where the server does not say
   */
  public boolean isRequired() {
    return MetaJson.bool(json, "required").orElse(true);
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
    return other instanceof ParameterMeta && json.equals(((ParameterMeta) other).json);
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
