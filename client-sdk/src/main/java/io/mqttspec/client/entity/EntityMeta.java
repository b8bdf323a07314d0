package io.mqttspec.client.entity;

import com.google.gson.JsonObject;
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
    return MetaJson.text(json, "schema");
  }

  /**
   * The entity.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> entity() {
    return MetaJson.text(json, "entity");
  }

  /**
   * The table behind it.
   *
   * @return its name; empty where the server does not say
   */
  public Optional<String> tableName() {
    return MetaJson.text(json, "table_name");
  }

  /**
   * The columns of the primary key.
   *
   * @return their names; empty for an entity without one
   */
  public List<String> primaryKey() {
    return MetaJson.texts(json, "primary_key");
  }

  /**
   * The columns that this client may see.
   *
   * @return one after the other, with what the server tells of them
   */
  public List<ColumnMeta> columns() {
    return MetaJson.named(json, "columns", ColumnMeta::new);
  }

  /**
   * The relations that this client may follow.
   *
   * @return one after the other; empty where the server tells none
   */
  public List<RelationMeta> relations() {
    return MetaJson.named(json, "relations", RelationMeta::new);
  }

  /**
   * The columns that the server can compute.
   *
   * @return one after the other; empty where the server tells none
   */
  public List<ComputedColumnMeta> computedColumns() {
    return MetaJson.named(json, "computed_columns", ComputedColumnMeta::new);
  }

  /**
   * The conditions that the server has a name for.
   *
   * @return one after the other; empty where the server tells none
   */
  public List<NamedOperatorMeta> namedOperators() {
    return MetaJson.named(json, "named_operators", NamedOperatorMeta::new);
  }

  /**
   * Everything the server told, also what this version has no method for.
   *
   * @return the JSON, not to be modified
   */
  public JsonObject json() {
    return json;
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
