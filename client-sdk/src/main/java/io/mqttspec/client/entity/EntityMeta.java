package io.mqttspec.client.entity;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server tells of an entity. */
public final class EntityMeta {

  private final JsonObject json;

  private EntityMeta(JsonObject json) {
    this.json = json;
  }

  /**
   * A description.
   *
   * @param json as the server sent it; not to be modified
   * @return a description
   */
  public static EntityMeta of(JsonObject json) {
    return new EntityMeta(json);
  }

  /**
   * The schema.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> schema() {
    return text("schema");
  }

  /**
   * The entity.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> entity() {
    return text("entity");
  }

  /**
   * The table behind it.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> tableName() {
    return text("table_name");
  }

  /**
   * The columns of the primary key.
   *
   * @return their names; empty for an entity without one
   */
  public List<String> primaryKey() {
    return names("primary_key");
  }

  /**
   * The columns that this client may see.
   *
   * @return their names
   */
  public List<String> columns() {
    return names("columns");
  }

  /**
   * Everything the server told, such as types and relations.
   *
   * @return the JSON, not to be modified
   */
  public JsonObject json() {
    return json;
  }

  private Optional<String> text(String name) {
    JsonElement value = json.get(name);
    return value == null || !value.isJsonPrimitive()
        ? Optional.empty()
        : Optional.of(value.getAsString());
  }

  /** One name, or a list of names, or of objects with a {@code name}. */
  private List<String> names(String name) {
    JsonElement value = json.get(name);
    if (value != null && value.isJsonPrimitive()) {
      return Collections.singletonList(value.getAsString());
    }
    List<String> names = new ArrayList<>();
    if (value != null && value.isJsonArray()) {
      for (JsonElement element : value.getAsJsonArray()) {
        JsonElement named =
            element.isJsonObject() ? element.getAsJsonObject().get("name") : element;
        if (named != null && named.isJsonPrimitive()) {
          names.add(named.getAsString());
        }
      }
    }
    return Collections.unmodifiableList(names);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntityMeta && json.equals(((EntityMeta) other).json);
  }

  @Override
  public int hashCode() {
    return Objects.hash(json);
  }

  @Override
  public String toString() {
    return "EntityMeta " + json;
  }
}
