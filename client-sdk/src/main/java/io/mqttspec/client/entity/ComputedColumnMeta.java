package io.mqttspec.client.entity;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server tells of a column that it computes, for {@code Query.computed}. */
public final class ComputedColumnMeta {

  private final JsonObject json;

  ComputedColumnMeta(JsonObject json) {
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
   * Its parameters.
   *
   * @return one after the other; empty if it has none
   */
  public List<ParameterMeta> parameters() {
    return MetaJson.named(json, "parameters", ParameterMeta::new);
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
    return other instanceof ComputedColumnMeta && json.equals(((ComputedColumnMeta) other).json);
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
