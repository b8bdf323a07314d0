package io.mqttspec.server.entity;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All entities of a server. Immutable, for any thread. */
public final class EntityRegistry {

  private static final Logger log = LoggerFactory.getLogger(EntityRegistry.class);

  private final String defaultSchema;
  private final Map<EntityName, Entity> entities;
  private final Map<Entity, Map<String, Relation>> relations = new HashMap<>();

  public EntityRegistry(
      String defaultSchema, Collection<Entity> entities, List<Relation> relations) {
    this.defaultSchema = defaultSchema;
    Map<EntityName, Entity> byName = new LinkedHashMap<>();
    entities.forEach(entity -> byName.put(entity.name(), entity));
    this.entities = byName;
    for (Relation relation : relations) {
      this.relations
          .computeIfAbsent(relation.source(), source -> new LinkedHashMap<>())
          .put(relation.name(), relation);
    }
  }

  /**
   * Finds the entity that a request names.
   *
   * @param schema null for the default schema
   * @throws ProtocolException {@code model_not_found}, or {@code invalid_message} without a name
   */
  public Entity get(@Nullable String schema, @Nullable String entity) {
    if (entity == null || entity.isEmpty()) {
      throw ProtocolException.at(
          ErrorCode.INVALID_MESSAGE, "entity", "Name the entity in the field entity.");
    }
    Entity found = entities.get(new EntityName(schema == null ? defaultSchema : schema, entity));
    if (found == null) {
      throw ProtocolException.at(
          ErrorCode.MODEL_NOT_FOUND, "entity", "This server has no such schema and entity.");
    }
    log.debug("{} is table {}", found, found.sqlTable());
    return found;
  }

  /** The relation of an entity that has a name. */
  public Optional<Relation> relation(Entity entity, String name) {
    return Optional.ofNullable(relations.getOrDefault(entity, Map.of()).get(name));
  }

  /** All relations of an entity, in the order of their names. */
  public List<Relation> relations(Entity entity) {
    return List.copyOf(relations.getOrDefault(entity, Map.of()).values());
  }

  public List<Entity> all() {
    return List.copyOf(entities.values());
  }
}
