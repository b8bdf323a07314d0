package io.mqttspec.server.mapper;

import io.mqttspec.server.entity.SqlTemplate;
import java.util.Map;

/**
 * An SQL expression of the application with values for its parameters.
 *
 * @param values a canonical value for each parameter
 */
public record SqlCall(SqlTemplate sql, Map<String, Object> values) {}
