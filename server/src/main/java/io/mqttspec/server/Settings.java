package io.mqttspec.server;

import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.UserMapper;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
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
    @Nullable Authenticator authenticator,
    List<String> schemas,
    Hooks hooks) {

  Settings {
    registrations = List.copyOf(registrations);
    schemas = List.copyOf(schemas);
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
