package io.mqttspec.conformance;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is judged, and how to reach it. Immutable.
 *
 * @param name what reports call it; the broker's URL where it is empty
 * @param host the broker's host
 * @param port the broker's port
 * @param prefix the topic prefix
 * @param schema the schema of the fixture's entities
 * @param timeout how long each single wait may take
 * @param identity as whom the kit's clients log in
 * @param identities further identities by name; each is the capability {@code identity-NAME}
 * @param profile what it claims, and the form of its requests
 * @param capabilities what it says it can do beyond what the profile claims; what its pong names
 *     and the {@linkplain RareValue rare values} that it takes are added
 * @param limits its limits by the names of clause 11.1.1, which a pong need not tell then
 * @param entities how it calls the entities of the fixture; those that are not here have the kit's
 *     names
 */
public record Target(
    String name,
    String host,
    int port,
    String prefix,
    String schema,
    Duration timeout,
    Identity identity,
    Map<String, Identity> identities,
    Profile profile,
    Set<String> capabilities,
    Map<String, Long> limits,
    Map<FixtureEntity, EntityNames> entities) {

  /** The port where none is said. */
  public static final int DEFAULT_PORT = 1883;

  /**
   * What a CONNECT says about who it is.
   *
   * @param user the MQTT user name, or null for none
   * @param password the MQTT password, or null for none
   */
  public record Identity(@Nullable String user, @Nullable String password) {

    /** Neither user nor password. */
    public static final Identity NONE = new Identity(null, null);

    @Override
    public String toString() {
      return "user " + user + (password == null ? "" : ", password ****");
    }
  }

  /**
   * How a target calls an entity of the fixture.
   *
   * @param name its name, or null where the target does not have it: cases that need it are skipped
   * @param columns the target's name of a column by the kit's, where they differ
   */
  public record EntityNames(@Nullable String name, Map<String, String> columns) {

    public EntityNames {
      columns = Map.copyOf(columns);
    }
  }

  public Target {
    name = name.isEmpty() ? url(host, port) : name;
    identities = Collections.unmodifiableMap(new LinkedHashMap<>(identities));
    capabilities = Collections.unmodifiableSet(Capability.normalized(capabilities));
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
    entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
  }

  /** A target with prefix {@code spec}, schema {@code public}, 10 s for a wait, core only. */
  public static Target at(String host, int port) {
    return builder(host, port).build();
  }

  /** Begins with what {@link #at} has. */
  public static Builder builder(String host, int port) {
    return new Builder(host, port);
  }

  /** Begins with what this target has. */
  public Builder toBuilder() {
    return new Builder(host, port)
        .name(name)
        .prefix(prefix)
        .schema(schema)
        .timeout(timeout)
        .identity(identity)
        .identities(identities)
        .profile(profile)
        .capabilities(capabilities)
        .limits(limits)
        .entities(entities);
  }

  /** The broker as a URL. */
  public String broker() {
    return url(host, port);
  }

  private static String url(String host, int port) {
    return "mqtt://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** All that is claimed before the target has been asked anything. */
  Set<String> claims() {
    Set<String> claims = profile.claims();
    claims.addAll(capabilities);
    identities
        .keySet()
        .forEach(other -> claims.add(Capability.normalized(Capability.IDENTITY + other)));
    if (schema.equals("public")) {
      claims.add(Capability.DEFAULT_SCHEMA);
    }
    return claims;
  }

  /** Puts a target together. For one thread. */
  public static final class Builder {

    private String host;
    private int port;
    private String name = "";
    private String prefix = "spec";
    private String schema = "public";
    private Duration timeout = Duration.ofSeconds(10);
    private Identity identity = Identity.NONE;
    private Map<String, Identity> identities = Map.of();
    private Profile profile = Profile.CORE;
    private final Set<String> capabilities = new LinkedHashSet<>();
    private Map<String, Long> limits = Map.of();
    private Map<FixtureEntity, EntityNames> entities = Map.of();

    private Builder(String host, int port) {
      this.host = host;
      this.port = port;
    }

    @CanIgnoreReturnValue
    public Builder broker(String newHost, int newPort) {
      host = newHost;
      port = newPort;
      return this;
    }

    /** Default: the broker's URL. */
    @CanIgnoreReturnValue
    public Builder name(String newName) {
      name = newName;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder prefix(String newPrefix) {
      prefix = newPrefix;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder schema(String newSchema) {
      schema = newSchema;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder timeout(Duration newTimeout) {
      timeout = newTimeout;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder identity(Identity newIdentity) {
      identity = newIdentity;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder identities(Map<String, Identity> named) {
      identities = named;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder profile(Profile newProfile) {
      profile = newProfile;
      return this;
    }

    /** Adds capabilities; {@code is_distinct} and {@code is-distinct} are the same. */
    @CanIgnoreReturnValue
    public Builder capabilities(String... more) {
      capabilities.addAll(Arrays.asList(more));
      return this;
    }

    /** Adds capabilities. */
    @CanIgnoreReturnValue
    public Builder capabilities(Set<String> more) {
      capabilities.addAll(more);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder limits(Map<String, Long> newLimits) {
      limits = newLimits;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder entities(Map<FixtureEntity, EntityNames> named) {
      entities = named;
      return this;
    }

    public Target build() {
      return new Target(
          name,
          host,
          port,
          prefix,
          schema,
          timeout,
          identity,
          identities,
          profile,
          capabilities,
          limits,
          entities);
    }
  }
}
