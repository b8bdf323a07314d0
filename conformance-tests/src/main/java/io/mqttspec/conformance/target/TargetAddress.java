package io.mqttspec.conformance.target;

import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.Identity;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds its target: a target file, and options that win over it. */
public final class TargetAddress {

  @Option(
      names = "--target",
      paramLabel = "<file>",
      description = "A target file, as init writes it; the options win over it.")
  private @Nullable Path file;

  @Option(names = "--prefix", description = "Topic prefix (default: spec).")
  private @Nullable String prefix;

  @Option(names = "--schema", description = "Schema of the fixture's entities (default: public).")
  private @Nullable String schema;

  @Option(
      names = "--profile",
      paramLabel = "<name>",
      description = {
        "What is claimed, and the form of requests: ${COMPLETION-CANDIDATES} (default: core).",
        "core: all Core clauses, and the extensions that the pong or the target file names.",
        "full: each extension, too. readme, go: as core, but the key of a request is data.id,",
        "or record_id as a string."
      })
  private @Nullable Profile profile;

  @Option(names = "--user", description = "MQTT user name.")
  private @Nullable String user;

  @Option(
      names = "--password",
      interactive = true,
      arity = "0..1",
      description = "MQTT password; asked for if no value is given.")
  private @Nullable String password;

  /**
   * The target as these options tell it, to be completed.
   *
   * @param broker URL of its broker; null for that of the target file
   * @param brokerIsElsewhere whether the caller sees to the broker itself
   * @throws IllegalArgumentException where nothing says where the broker is
   */
  public Target.Builder builder(@Nullable String broker, boolean brokerIsElsewhere) {
    TargetFile read = file == null ? null : TargetFile.read(file);
    boolean named = broker != null || (read != null && read.namesBroker());
    if (!named && !brokerIsElsewhere) {
      throw new IllegalArgumentException("--broker or a target file with a broker is wanted");
    }
    Target.Builder target =
        read == null ? Target.builder("localhost", Target.DEFAULT_PORT) : read.target().toBuilder();
    if (broker != null) {
      BrokerUrl url = BrokerUrl.parse(broker);
      target.broker(url.host(), url.port());
    }
    if (prefix != null) {
      target.prefix(prefix);
    }
    if (schema != null) {
      target.schema(schema);
    }
    if (profile != null) {
      target.profile(profile);
    }
    if (user != null || password != null) {
      target.identity(new Identity(user, password));
    }
    return target;
  }

  /** Adds these options to the text of a command, but for the password. */
  public void write(StringBuilder command) {
    add(command, "--target", file);
    add(command, "--prefix", prefix);
    add(command, "--schema", schema);
    add(command, "--profile", profile);
    add(command, "--user", user);
    if (password != null) {
      command.append(" --password");
    }
  }

  private static void add(StringBuilder command, String option, @Nullable Object value) {
    if (value != null) {
      command.append(' ').append(option).append(' ').append(value);
    }
  }
}
