package io.mqttspec.server.entity;

import io.mqttspec.server.config.ConfigurationException;

/**
 * Name of an entity as clients write it.
 *
 * @param schema schema, such as {@code public}
 * @param entity entity, such as {@code users}
 */
public record EntityName(String schema, String entity) {

  /**
   * Reads {@code schema.entity} or {@code entity}.
   *
   * @throws ConfigurationException when a part is empty or there are more than two
   */
  public static EntityName parse(String text, String defaultSchema) {
    int dot = text.indexOf('.');
    EntityName name =
        dot < 0
            ? new EntityName(defaultSchema, text)
            : new EntityName(text.substring(0, dot), text.substring(dot + 1));
    if (name.schema.isBlank() || name.entity.isBlank() || name.entity.indexOf('.') >= 0) {
      throw new ConfigurationException(
          "'" + text + "' is no entity name: write schema.entity, such as public.users");
    }
    return name;
  }

  @Override
  public String toString() {
    return schema + "." + entity;
  }
}
