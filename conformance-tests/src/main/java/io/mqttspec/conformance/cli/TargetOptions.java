package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.broker.BrokerFailedException;
import io.mqttspec.conformance.broker.BrokerSettings;
import io.mqttspec.conformance.broker.PlainBroker;
import io.mqttspec.conformance.target.BrokerUrl;
import io.mqttspec.conformance.target.TargetAddress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is judged: a target file, and options that win over it. */
final class TargetOptions {

  private static final Pattern EMBEDDED = Pattern.compile("embedded(?::(\\d{1,5}))?");
  private static final int EMBEDDED_WAIT_SECONDS = 120;

  /** Larger than the limits of servers: these are judged, not the broker. */
  private static final int EMBEDDED_PACKET_BYTES = 16 << 20;

  @Mixin private TargetAddress address = new TargetAddress();

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

  @Option(
      names = "--cap",
      split = ",",
      paramLabel = "<name>",
      description = {
        "More capabilities than the profile claims and the pong names, such as enforced-topics",
        "(the broker is the server's own, or as strict)."
      })
  private List<String> capabilities = List.of();

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
    boolean embedded = broker != null && EMBEDDED.matcher(broker).matches();
    Target.Builder target = address.builder(embedded ? null : broker, embedded);
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
    address.write(command);
    add(command, "--broker", broker);
    add(command, "--cap", capabilities.isEmpty() ? null : String.join(",", capabilities));
    add(command, "--timeout", timeoutSeconds);
    return command.toString();
  }

  private static void add(StringBuilder command, String option, @Nullable Object value) {
    if (value != null) {
      command.append(' ').append(option).append(' ').append(value);
    }
  }
}
