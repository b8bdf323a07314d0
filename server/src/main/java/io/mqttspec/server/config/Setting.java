package io.mqttspec.server.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param path keys that lead to it, with dots, such as {@code broker.port}
 * @param hasDefault whether it has a value when nobody gives one
 * @param getter its value in a configuration, null where it has none
 */
record Setting<T>(
    String path,
    SettingType<T> type,
    boolean hasDefault,
    Function<ServerConfig, @Nullable T> getter) {

  /** What is added to a secret's key for one that names a file which holds it. */
  static final String FILE = "_file";

  Optional<T> in(ServerConfig config) {
    return Optional.ofNullable(getter.apply(config));
  }

  /** Its value in a configuration as text, empty where it has none. */
  Optional<String> text(ServerConfig config) {
    return in(config).map(type::text);
  }

  /** The section that it is in, empty at the top. */
  String section() {
    return section(path);
  }

  static String section(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** Its name in its section. */
  String name() {
    return name(path);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The environment variable that sets what a path leads to. */
  static String variable(String path) {
    return "MQTTSPEC_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
