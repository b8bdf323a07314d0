package io.mqttspec.server;

import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.UserMapper;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * All that a server is made of: its configuration, and the objects of the application.
 *
 * @param dataSource null where there is a factory, or a database in the configuration
 * @param sqlSessionFactory null where there is none
 * @param scheduler null for a thread of the server's own
 * @param registrations what is served, tables of the configuration included
 * @param computedColumns by the names of their entities
 * @param namedOperators by the names of their entities
 * @param authenticator null where tokens, certificates or hooks alone tell who clients are
 * @param schemas schemas that are served as a whole, those of the configuration included
 */
record Settings(
    ServerConfig config,
    @Nullable DataSource dataSource,
    @Nullable SqlSessionFactory sqlSessionFactory,
    @Nullable ScheduledExecutorService scheduler,
    Clock clock,
    List<Registration> registrations,
    Map<String, List<ComputedColumn>> computedColumns,
    Map<String, List<NamedOperator>> namedOperators,
    @Nullable Authenticator authenticator,
    List<String> schemas,
    Hooks hooks) {

  Settings {
    registrations = List.copyOf(registrations);
    schemas = List.copyOf(schemas);
    computedColumns = copy(computedColumns);
    namedOperators = copy(namedOperators);
  }

  private static <T> Map<String, List<T>> copy(Map<String, List<T>> lists) {
    return lists.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
  }

  /**
   * An entity to serve.
   *
   * @param name {@code schema.entity}
   * @param type class that stands for a row, null for all columns of the table
   * @param mapper the application's own mapper for some operations, null for none
   */
  record Registration(String name, @Nullable Class<?> type, @Nullable UserMapper<?> mapper) {}
}
