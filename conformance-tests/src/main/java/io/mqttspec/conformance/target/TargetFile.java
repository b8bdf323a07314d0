package io.mqttspec.conformance.target;

import io.mqttspec.conformance.Capability;
import io.mqttspec.conformance.FixtureEntity;
import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.EntityNames;
import io.mqttspec.conformance.Target.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A target as people write it, in YAML; {@link #template} shows all there is.
 *
 * @param target what it says
 * @param namesBroker whether it says where the broker is
 */
public record TargetFile(Target target, boolean namesBroker) {

  private static final List<String> KEYS =
      List.of(
          "name",
          "broker",
          "prefix",
          "schema",
          "profile",
          "timeout_seconds",
          "user",
          "password",
          "identities",
          "capabilities",
          "limits",
          "entities");

  private static final List<String> LIMITS =
      List.of(
          "payload_bytes",
          "json_depth",
          "filters_per_request",
          "values_per_list",
          "rows_per_write",
          "page_size_default",
          "page_size_max",
          "preloads",
          "preload_depth",
          "preload_rows",
          "subscriptions_per_client",
          "subscription_lease_seconds",
          "id_length",
          "requests_in_flight_per_client",
          "requests_in_flight",
          "requests_per_second_per_client",
          "bytes_in_flight_per_client",
          "bytes_in_flight",
          "statement_millis",
          "connections");

  /** What an entity's section says where the target does not have it. */
  private static final String NONE = "none";

  /**
   * Reads a file.
   *
   * @throws TargetFileException if something is wrong with it; all that is wrong is told at once
   */
  public static TargetFile read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new TargetFileException(file + " can't be read: " + e);
    }
  }

  /** What {@code init} writes: each key with its default and what it is for. */
  public static String template() {
    try (InputStream text =
        Objects.requireNonNull(TargetFile.class.getResourceAsStream("target.yaml"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TargetFile parse(String file, String text) {
    Problems problems = new Problems(file);
    Optional<Node> root = Optional.empty();
    LoadSettings load = LoadSettings.builder().setLabel(file).setAllowNonScalarKeys(true).build();
    try {
      root = new Compose(load).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      problems.add(line, "this is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(1, "this is no YAML: " + e.getMessage());
    }
    Reader reader = new Reader(problems);
    root.ifPresent(reader::read);
    problems.refuse();
    return new TargetFile(reader.builder.build(), reader.namesBroker);
  }

  /** Fills a target from a file's nodes. */
  private static final class Reader {

    private final Problems problems;
    private final Target.Builder builder = Target.builder("localhost", Target.DEFAULT_PORT);
    private boolean namesBroker;
    private @Nullable String user;
    private @Nullable String password;

    private Reader(Problems problems) {
      this.problems = problems;
    }

    void read(Node root) {
      YamlSection section = new YamlSection(root, problems);
      section.allow("key", KEYS);
      section.each((key, node) -> read(section, key, node));
      if (user != null || password != null) {
        builder.identity(new Identity(user, password));
      }
    }

    private void read(YamlSection section, String key, Node node) {
      switch (key) {
        case "name" -> section.single(key, node).ifPresent(builder::name);
        case "broker" -> section.single(key, node).ifPresent(url -> broker(node, url));
        case "prefix" -> section.single(key, node).ifPresent(text -> prefix(node, text));
        case "schema" -> section.single(key, node).ifPresent(builder::schema);
        case "profile" -> section.single(key, node).ifPresent(name -> profile(node));
        case "timeout_seconds" ->
            number(section, key, node)
                .ifPresent(seconds -> builder.timeout(Duration.ofSeconds(seconds)));
        case "user" -> user = section.single(key, node).orElse(null);
        case "password" -> password = section.single(key, node).orElse(null);
        case "identities" -> identities(node);
        case "capabilities" -> capabilities(section.list(key, node));
        case "limits" -> limits(node);
        case "entities" -> entities(node);
        default -> {
          // Told already.
        }
      }
    }

    private void broker(Node node, String url) {
      try {
        BrokerUrl broker = BrokerUrl.parse(url);
        builder.broker(broker.host(), broker.port());
        namesBroker = true;
      } catch (IllegalArgumentException e) {
        problems.add(node, "broker: " + e.getMessage());
      }
    }

    private void prefix(Node node, String prefix) {
      boolean emptyLevel = Arrays.asList(prefix.split("/", -1)).contains("");
      if (emptyLevel || prefix.startsWith("$") || prefix.matches(".*[+#\\x00].*")) {
        problems.add(node, "this is no topic prefix: " + prefix);
      } else {
        builder.prefix(prefix);
      }
    }

    private void profile(Node node) {
      String name = YamlSection.text(node);
      Arrays.stream(Profile.values())
          .filter(profile -> profile.toString().equals(name))
          .findFirst()
          .ifPresentOrElse(
              builder::profile,
              () ->
                  problems.unknown(
                      node,
                      "profile",
                      Arrays.stream(Profile.values()).map(Profile::toString).toList()));
    }

    private Optional<Long> number(YamlSection section, String key, Node node) {
      Optional<String> text = section.single(key, node);
      if (text.isPresent() && !text.get().matches("[1-9]\\d{0,17}")) {
        problems.add(node, key + " must be a whole number of 1 or more, not " + text.get());
        return Optional.empty();
      }
      return text.map(Long::valueOf);
    }

    private void identities(Node node) {
      Map<String, Identity> identities = new LinkedHashMap<>();
      new YamlSection(node, problems)
          .each(
              (name, identity) -> {
                Map<String, String> said = new LinkedHashMap<>();
                YamlSection section = new YamlSection(identity, problems);
                section.allow("key", List.of("user", "password"));
                section.each(
                    (key, value) ->
                        section.single(key, value).ifPresent(text -> said.put(key, text)));
                identities.put(name, new Identity(said.get("user"), said.get("password")));
              });
      builder.identities(identities);
    }

    private void capabilities(List<ScalarNode> names) {
      for (ScalarNode name : names) {
        if (Capability.known().contains(Capability.normalized(name.getValue()))) {
          builder.capabilities(name.getValue());
        } else {
          problems.unknown(name, "capability", Capability.known());
        }
      }
    }

    private void limits(Node node) {
      Map<String, Long> limits = new LinkedHashMap<>();
      YamlSection section = new YamlSection(node, problems);
      section.allow("limit", LIMITS);
      section.each(
          (key, value) -> number(section, key, value).ifPresent(number -> limits.put(key, number)));
      builder.limits(limits);
    }

    private void entities(Node node) {
      Map<FixtureEntity, EntityNames> entities = new EnumMap<>(FixtureEntity.class);
      YamlSection section = new YamlSection(node, problems);
      section.allow(
          "entity", Arrays.stream(FixtureEntity.values()).map(FixtureEntity::toString).toList());
      section.each(
          (key, value) ->
              FixtureEntity.named(key)
                  .ifPresent(entity -> entities.put(entity, names(entity, value))));
      builder.entities(entities);
    }

    private EntityNames names(FixtureEntity entity, Node node) {
      if (YamlSection.text(node).equals(NONE)) {
        if (entity == FixtureEntity.ITEMS) {
          problems.add(node, "nothing can be judged without " + entity);
        }
        return new EntityNames(null, Map.of());
      }
      Map<String, String> columns = new LinkedHashMap<>();
      Set<String> said = new HashSet<>();
      YamlSection section = new YamlSection(node, problems);
      section.allow("key", List.of("name", "columns"));
      String[] name = {entity.toString()};
      section.each(
          (key, value) -> {
            if (key.equals("name")) {
              section.single(key, value).ifPresent(text -> name[0] = text);
            } else if (key.equals("columns")) {
              YamlSection named = new YamlSection(value, problems);
              named.allow("column", entity.columns());
              named.each(
                  (column, own) ->
                      named
                          .single(column, own)
                          .ifPresent(
                              text -> {
                                if (!said.add(text)) {
                                  problems.add(own, "two columns are called " + text);
                                }
                                columns.put(column, text);
                              }));
            }
          });
      return new EntityNames(name[0], columns);
    }
  }
}
