package io.mqttspec.server.cli;

import io.mqttspec.server.config.ConfigSources;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.EntityName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that set what a configuration file may say, too. */
final class ConfigOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any setting, such as broker.max_connections=500; may be given several times.")
  private List<String> set = new ArrayList<>();

  @Option(names = "--host", paramLabel = "HOST", description = "Same as --set broker.host=HOST.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Same as --set broker.port=PORT.")
  private @Nullable String port;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "Same as --set database.url=URL.")
  private @Nullable String databaseUrl;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Reads the configuration of the file, the environment and these flags, and sees to it that there
   * is something to serve.
   *
   * @param file null for none
   * @throws ConfigurationException naming all that is wrong
   */
  ServerConfig read(@Nullable Path file, Map<String, String> environment) {
    ConfigSources sources = new ConfigSources();
    if (file != null) {
      sources.file(file);
    }
    sources.environment(environment);
    for (String setting : set) {
      int sign = setting.indexOf('=');
      if (sign < 0) {
        throw new ParameterException(
            command.commandLine(), "--set wants KEY=VALUE, it is '" + setting + "'");
      }
      String key = setting.substring(0, sign);
      sources.flag("--set " + key, key, setting.substring(sign + 1));
    }
    flag(sources, "--host", "broker.host", host);
    flag(sources, "--port", "broker.port", port);
    flag(sources, "--database-url", "database.url", databaseUrl);
    return servable(sources.read());
  }

  private static void flag(ConfigSources sources, String flag, String key, @Nullable String value) {
    if (value != null) {
      sources.flag(flag, key, value);
    }
  }

  private static ServerConfig servable(ServerConfig config) {
    if (config.database().isEmpty()) {
      throw new ConfigurationException(
          "there is no database: give its JDBC URL, such as jdbc:h2:./data/app, as database.url in"
              + " the configuration file, as MQTTSPEC_DATABASE_URL, or by --database-url");
    }
    if (config.tables().isEmpty() && config.schemas().isEmpty()) {
      throw new ConfigurationException(
          "there is nothing to serve: list tables, such as tables: [public.users], or whole schemas"
              + " in the configuration file, as MQTTSPEC_TABLES, or by --set tables=public.users");
    }
    for (String table : config.tables()) {
      EntityName unused = EntityName.parse(table, config.defaultSchema());
    }
    return config;
  }
}
