package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.Identity;
import io.mqttspec.conformance.broker.BrokerFailedException;
import io.mqttspec.conformance.broker.BrokerSettings;
import io.mqttspec.conformance.broker.PlainBroker;
import io.mqttspec.conformance.target.BrokerUrl;
import io.mqttspec.conformance.target.TargetFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is judged: a target file, and options that win over it. */
final class TargetOptions {

  private static final Pattern EMBEDDED = Pattern.compile("embedded(?::(\\d{1,5}))?");
  private static final int EMBEDDED_WAIT_SECONDS = 120;

  /** Larger than the limits of servers: these are judged, not the broker. */
  private static final int EMBEDDED_PACKET_BYTES = 16 << 20;

  @Option(
      names = "--target",
      paramLabel = "<file>",
      description = "A target file, as init writes it; the options win over it.")
  private @Nullable Path file;

  @Option(
      names = "--broker",
      paramLabel = "<url>",
      description = {
        "Where the broker is: mqtt://host:port (port 1883 if left out). Or embedded[:port]:",
        "the kit starts a plain broker to which the server under test is to connect."
      })
  private @Nullable String broker;

  @Option(
      names = "--wait",
      paramLabel = "<seconds>",
      description = {
        "Waits so long until a server answers a ping (default: 0, with an embedded broker",
        EMBEDDED_WAIT_SECONDS + ")."
      })
  private @Nullable Integer waitSeconds;

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

  @Option(
      names = "--cap",
      split = ",",
      paramLabel = "<name>",
      description = {
        "More capabilities than the profile claims and the pong names, such as enforced-topics",
        "(the broker is the server's own, or as strict)."
      })
  private List<String> capabilities = List.of();

  @Option(names = "--user", description = "MQTT user name.")
  private @Nullable String user;

  @Option(
      names = "--password",
      interactive = true,
      arity = "0..1",
      description = "MQTT password; asked for if no value is given.")
  private @Nullable String password;

  @Option(
      names = "--timeout",
      paramLabel = "<seconds>",
      description = "Deadline of each wait (default: 10).")
  private @Nullable Integer timeoutSeconds;

  /** Starts what has to be started. */
  TargetAccess open(@Nullable CommandSpec spec, PrintWriter out) {
    Target target = Console.orRefusal(spec, this::target);
    Integer waits = waitSeconds;
    Matcher embedded = EMBEDDED.matcher(Objects.requireNonNullElse(broker, ""));
    if (!embedded.matches()) {
      return new TargetAccess(target, null, Duration.ofSeconds(waits == null ? 0 : waits), out);
    }
    int port =
        embedded.group(1) == null ? Target.DEFAULT_PORT : Integer.parseInt(embedded.group(1));
    if (port > BrokerUrl.HIGHEST_PORT) {
      throw Console.refusal(spec, "There is no port " + port);
    }
    try {
      PlainBroker plain =
          PlainBroker.start(
              port, BrokerSettings.defaults().withMaxPacketBytes(EMBEDDED_PACKET_BYTES));
      return new TargetAccess(
          target.toBuilder().broker("127.0.0.1", plain.port()).build(),
          plain,
          Duration.ofSeconds(waits == null ? EMBEDDED_WAIT_SECONDS : waits),
          out);
    } catch (BrokerFailedException e) {
      throw Console.refusal(spec, String.valueOf(e.getMessage()));
    }
  }

  private Target target() {
    TargetFile read = file == null ? null : TargetFile.read(file);
    if (broker == null && (read == null || !read.namesBroker())) {
      throw new IllegalArgumentException("--broker or a target file with a broker is wanted");
    }
    Target.Builder target =
        read == null ? Target.builder("localhost", Target.DEFAULT_PORT) : read.target().toBuilder();
    if (broker != null && !EMBEDDED.matcher(broker).matches()) {
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
    if (timeoutSeconds != null) {
      if (timeoutSeconds <= 0) {
        throw new IllegalArgumentException("--timeout wants 1 second or more");
      }
      target.timeout(Duration.ofSeconds(timeoutSeconds));
    }
    return target.capabilities(capabilities.toArray(new String[0])).build();
  }

  /** The command that runs against the same target, without a password. */
  String command() {
    StringBuilder command = new StringBuilder("mqttspec conformance run");
    add(command, "--target", file);
    add(command, "--broker", broker);
    add(command, "--prefix", prefix);
    add(command, "--schema", schema);
    add(command, "--profile", profile);
    add(command, "--cap", capabilities.isEmpty() ? null : String.join(",", capabilities));
    add(command, "--user", user);
    if (password != null) {
      command.append(" --password");
    }
    add(command, "--timeout", timeoutSeconds);
    return command.toString();
  }

  private static void add(StringBuilder command, String option, @Nullable Object value) {
    if (value != null) {
      command.append(' ').append(option).append(' ').append(value);
    }
  }
}
