package io.mqttspec.client.entity;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server tells of a relation, for {@link io.mqttspec.client.query.Preload}. */
public final class RelationMeta {

  private final JsonObject json;

  RelationMeta(JsonObject json) {
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
   * How many rows it leads to.
   *
   * @return the kind; empty where the server does not say, or names one that this version does not
   *     know
   */
  public Optional<RelationKind> kind() {
    return MetaJson.text(json, "kind").flatMap(RelationKind::of);
  }

  /**
   * The schema of the entity it leads to.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> schema() {
    return MetaJson.text(json, "schema");
  }

  /**
   * The entity it leads to.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> entity() {
    return MetaJson.text(json, "entity");
  }

  /**
   * The columns of this side by which rows belong together.
   *
   * @return their names; empty where the server does not say
   */
  public List<String> columns() {
    return MetaJson.texts(json, "columns");
  }

  /**
   * The columns of the other side by which rows belong together.
   *
   * @return their names, in the order of {@link #columns}; empty where the server does not say
   */
  public List<String> targetColumns() {
    return MetaJson.texts(json, "target_columns");
  }

  /**
   * Whether it leads to its own entity, so that a preload can follow it from level to level.
   *
   * @return false also where the server does not say
   */
  public boolean isRecursive() {
    return MetaJson.bool(json, "recursive").orElse(false);
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
    return other instanceof RelationMeta && json.equals(((RelationMeta) other).json);
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
