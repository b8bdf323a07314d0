package io.mqttspec.server;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityClass;
import io.mqttspec.server.entity.EntityName;
import io.mqttspec.server.entity.TableReader;
import io.mqttspec.server.mapper.Mappers;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the entities of all that is registered, and their mappings. For one start. */
final class EntityLoader {

  private static final Logger log = LoggerFactory.getLogger(EntityLoader.class);

  private final TableReader tables;
  private final Mappers mappers;
  private final String defaultSchema;
  private final Map<Entity, Optional<EntityClass>> entities = new LinkedHashMap<>();

  EntityLoader(TableReader tables, Mappers mappers, String defaultSchema) {
    this.tables = tables;
    this.mappers = mappers;
    this.defaultSchema = defaultSchema;
  }

  /** Single tables first: what a schema then brings once more is left as it is. */
  Map<Entity, Optional<EntityClass>> load(
      List<Settings.Registration> registrations, List<String> schemas) throws SQLException {
    for (Settings.Registration registration : registrations) {
      single(registration);
    }
    for (String schema : schemas) {
      for (Entity entity : tables.readSchema(schema)) {
        addUnlessServed(entity);
      }
    }
    return entities;
  }

  private void addUnlessServed(Entity entity) {
    for (Entity other : entities.keySet()) {
      if (isSameTable(other, entity)) {
        return;
      }
      if (other.name().equals(entity.name())) {
        log.warn(
            "Table {} is not served: another one is registered as {}", entity.sqlTable(), other);
        return;
      }
    }
    mappers.add(entity, null, null);
    entities.put(entity, Optional.empty());
  }

  private void single(Settings.Registration registration) throws SQLException {
    EntityName name = EntityName.parse(registration.name(), defaultSchema);
    EntityClass entityClass =
        registration.type() == null ? null : EntityClass.of(registration.type());
    Entity entity = tables.read(name, entityClass);
    for (Entity other : entities.keySet()) {
      if (isSameTable(other, entity)
          && !other.name().equals(name)
          && other.name().toString().equalsIgnoreCase(name.toString())) {
        throw new ConfigurationException(
            other + " and " + name + " are the same table; serve it under one name");
      }
    }
    mappers.add(entity, entityClass, registration.mapper());
    entities.put(entity, Optional.ofNullable(entityClass));
  }

  private static boolean isSameTable(Entity a, Entity b) {
    return a.sqlSchema().equals(b.sqlSchema()) && a.sqlTable().equals(b.sqlTable());
  }
}
