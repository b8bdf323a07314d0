package io.mqttspec.conformance;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is judged, and how to reach it.
 *
 * @param host the broker's host
 * @param port the broker's port
 * @param prefix the topic prefix
 * @param schema the schema of the fixture's entities
 * @param timeout how long each single wait may take
 * @param user the MQTT user name, or null for none
 * @param password the MQTT password, or null for none
 * @param capabilities what it says it can do beyond the core; what its pong names and the
 *     {@linkplain RareValue rare values} that it takes are added
 * @param entities the names of the fixture's entities
 */
public record Target(
    String host,
    int port,
    String prefix,
    String schema,
    Duration timeout,
    @Nullable String user,
    @Nullable String password,
    Set<String> capabilities,
    Entities entities) {

  /**
   * The names under which the target offers the fixture's tables.
   *
   * @param items the table with a column of each type
   * @param notes the second table, which refers to the first
   * @param stockLevels the table with a key of two columns
   * @param filterRows the table of the filter cases
   */
  public record Entities(String items, String notes, String stockLevels, String filterRows) {

    /** The names of the shipped fixture. */
    public static Entities ofFixture() {
      return new Entities("items", "notes", "stock_levels", "filter_rows");
    }
  }

  public Target {
    capabilities = Set.copyOf(capabilities.stream().map(Target::capability).toList());
  }

  /** A target with prefix {@code spec}, schema {@code public}, 10 s for a wait, core only. */
  public static Target at(String host, int port) {
    return new Target(
        host,
        port,
        "spec",
        "public",
        Duration.ofSeconds(10),
        null,
        null,
        Set.of(),
        Entities.ofFixture());
  }

  public Target withPrefix(String newPrefix) {
    return new Target(
        host, port, newPrefix, schema, timeout, user, password, capabilities, entities);
  }

  public Target withSchema(String newSchema) {
    return new Target(
        host, port, prefix, newSchema, timeout, user, password, capabilities, entities);
  }

  public Target withTimeout(Duration newTimeout) {
    return new Target(
        host, port, prefix, schema, newTimeout, user, password, capabilities, entities);
  }

  public Target withCredentials(String newUser, String newPassword) {
    return new Target(
        host, port, prefix, schema, timeout, newUser, newPassword, capabilities, entities);
  }

  /** Adds capabilities; {@code is_distinct} and {@code is-distinct} are the same. */
  public Target withCapabilities(String... more) {
    Set<String> all = new LinkedHashSet<>(capabilities);
    all.addAll(Arrays.asList(more));
    return new Target(host, port, prefix, schema, timeout, user, password, all, entities);
  }

  public Target withEntities(Entities newEntities) {
    return new Target(
        host, port, prefix, schema, timeout, user, password, capabilities, newEntities);
  }

  /** The one spelling of a capability's name, whichever way it is written. */
  static String capability(String name) {
    String hyphened = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return hyphened.equals("filter-trees") ? "trees" : hyphened;
  }
}
