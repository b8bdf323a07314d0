package io.mqttspec.server.entity;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.config.ConfigurationException;
import java.util.ArrayList;
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
  private final Map<Entity, NamedSql> namedSql = new HashMap<>();

  /**
   * Makes the registry of a server.
   *
   * @param computedColumns by the names of their entities
   * @param namedOperators by the names of their entities
   * @throws ConfigurationException for a computed column or named operator that can't be
   */
  public EntityRegistry(
      String defaultSchema,
      Collection<Entity> entities,
      List<Relation> relations,
      Map<String, List<ComputedColumn>> computedColumns,
      Map<String, List<NamedOperator>> namedOperators) {
    this.defaultSchema = defaultSchema;
    Map<EntityName, Entity> byName = new LinkedHashMap<>();
    entities.forEach(entity -> byName.put(entity.name(), entity));
    this.entities = byName;
    for (Relation relation : relations) {
      this.relations
          .computeIfAbsent(relation.source(), source -> new LinkedHashMap<>())
          .put(relation.name(), relation);
    }
    Map<EntityName, List<ComputedColumn>> columns = byName(computedColumns);
    Map<EntityName, List<NamedOperator>> operators = byName(namedOperators);
    for (Entity entity : entities) {
      List<ComputedColumn> ofColumns = columns.getOrDefault(entity.name(), List.of());
      List<NamedOperator> ofOperators = operators.getOrDefault(entity.name(), List.of());
      namedSql.put(entity, NamedSql.of(entity, relations(entity), ofColumns, ofOperators));
    }
  }

  private <T> Map<EntityName, List<T>> byName(Map<String, List<T>> registered) {
    Map<EntityName, List<T>> byName = new HashMap<>();
    registered.forEach(
        (text, list) -> {
          EntityName name = EntityName.parse(text, defaultSchema);
          if (!entities.containsKey(name)) {
            throw new ConfigurationException(
                list.get(0) + " is for " + name + ", which is no entity; register it");
          }
          byName.computeIfAbsent(name, n -> new ArrayList<>()).addAll(list);
        });
    return byName;
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

  /** What the application has registered under names for an entity. */
  public NamedSql namedSql(Entity entity) {
    return namedSql.getOrDefault(entity, NamedSql.NONE);
  }

  public List<Entity> all() {
    return List.copyOf(entities.values());
  }
}
