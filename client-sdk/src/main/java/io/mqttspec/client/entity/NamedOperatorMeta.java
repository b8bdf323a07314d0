package io.mqttspec.client.entity;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server tells of a condition of its own, for {@code Query.operator}. */
public final class NamedOperatorMeta {

  private final JsonObject json;

  NamedOperatorMeta(JsonObject json) {
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
   * Its parameters.
   *
   * @return one after the other; empty if it has none
   */
  public List<ParameterMeta> parameters() {
    return MetaJson.named(json, "parameters", ParameterMeta::new);
  }

  /**
   * Whether it can also be a condition of {@code Entity.changes}.
   *
   * @return false also where the server does not say
   */
  public boolean isForSubscriptions() {
    return MetaJson.bool(json, "subscriptions").orElse(false);
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
    return other instanceof NamedOperatorMeta && json.equals(((NamedOperatorMeta) other).json);
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
