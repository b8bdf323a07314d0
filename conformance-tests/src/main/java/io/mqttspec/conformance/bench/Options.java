package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.bench.LoadShape.ClientKind;
import io.mqttspec.conformance.broker.BrokerSettings;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.report.html.BenchPage;
import io.mqttspec.conformance.target.TargetAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that several commands of the bench have in common. */
final class Options {

  private Options() {}

  /** The server under test, where there is only one. */
  static final class Server {

    @Option(
        names = "--broker",
        paramLabel = "<url>",
        description = "Where the broker is, unless the target file says it: mqtt://host:port.")
    private @Nullable String broker;

    @Option(
        names = "--server-pid",
        paramLabel = "<pid>",
        description = "The server's process on this machine: its CPU time and memory are told.")
    private @Nullable Long pid;

    @Mixin private TargetAddress address = new TargetAddress();

    BenchTarget target(String name) {
      return BenchTarget.of(name, address.builder(broker, false).build(), pid);
    }
  }

  /** What requests are about. */
  static final class Rows {

    @Option(
        names = "--rows",
        defaultValue = "1000",
        description =
            "How many rows are created before and removed after (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--columns", split = ",", description = "Columns to read, all if left out.")
    private List<String> columns = List.of();

    int rows() {
      return rows;
    }

    List<String> columns() {
      return columns;
    }

    void describe(ObjectNode json) {
      json.put("rows", rows);
      json.set("columns", Json.of(columns));
    }
  }

  /** How the load is put on. */
  static final class Shape {

    @Option(
        names = {"-c", "--clients"},
        defaultValue = "16",
        description = "How many clients there are (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
        names = {"-f", "--in-flight"},
        defaultValue = "16",
        description =
            "Most requests that each client may have unanswered (default: ${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(
        names = "--qos",
        defaultValue = "1",
        description = "Quality of service of requests (default: ${DEFAULT-VALUE}).")
    private int qos;

    @Option(
        names = "--response-qos",
        defaultValue = "1",
        description =
            "Quality of service that clients subscribe to responses with (default:"
                + " ${DEFAULT-VALUE}).")
    private int responseQos;

    @Option(
        names = "--rate",
        paramLabel = "<per second>",
        description = {
          "Open loop: requests go out at this rate of all clients together, answered or not, as far"
              + " as --in-flight allows, and latency counts from when they were due.",
          "Left out: each answer brings on the next request."
        })
    private @Nullable Double rate;

    @Option(
        names = "--client",
        defaultValue = "packets",
        description = {
          "What clients that send requests are made of: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}). Packets of the bench's own cost little; the library is the"
              + " HiveMQ MQTT Client, as an application has it."
        })
    private ClientKind client = ClientKind.PACKETS;

    LoadShape shape() {
      return new LoadShape(
          clients,
          inFlight,
          qos,
          responseQos,
          rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
          client);
    }

    void describe(ObjectNode json) {
      json.put("clients", clients);
      json.put("in_flight", inFlight);
      json.put("qos", qos);
      json.put("response_qos", responseQos);
      json.put("client", client.toString());
      json.set("rate", Json.of(rate == null ? null : Spread.number(rate)));
    }
  }

  /** How long it all takes. */
  static final class Times {

    @Option(
        names = "--warm-up",
        defaultValue = "5",
        paramLabel = "<seconds>",
        description = "How long the load runs before anything counts (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
        names = "--round",
        defaultValue = "5",
        paramLabel = "<seconds>",
        description = "How long a round is (default: ${DEFAULT-VALUE}).")
    private double round;

    @Option(
        names = "--rounds",
        defaultValue = "7",
        description = "How many rounds there are (default: ${DEFAULT-VALUE}).")
    private int rounds;

    Rounds rounds() {
      return new Rounds(seconds(warmUp), seconds(round), rounds);
    }

    private static Duration seconds(double seconds) {
      return Duration.ofMillis(Math.round(seconds * 1000));
    }

    void describe(ObjectNode json) {
      json.set("warm_up_seconds", Json.of(Spread.number(warmUp)));
      json.set("round_seconds", Json.of(Spread.number(round)));
      json.put("rounds", rounds);
    }
  }

  /** The plain broker of the baseline. */
  static final class Plain {

    @Option(
        names = "--broker-settings",
        paramLabel = "<file>",
        description =
            "How the plain broker of the baseline is set up, lines such as 'in_flight_window: 128'.")
    private @Nullable Path settings;

    @Option(
        names = "--broker-jvm",
        split = " ",
        paramLabel = "<options>",
        description = "Options of the JVM of the plain broker, such as '-Xmx1g'.")
    private List<String> jvm = List.of();

    @Option(
        names = "--payload",
        paramLabel = "<bytes>",
        description =
            "Payload of the baseline's messages; if left out, that of an answer of the other target,"
                + " and 200 where there is none.")
    private @Nullable Integer payload;

    BrokerSettings settings() {
      return settings == null ? BrokerSettings.defaults() : BrokerSettings.read(settings);
    }

    List<String> jvm() {
      return jvm;
    }

    int payloadBytes(int usual) {
      return payload == null ? usual : payload;
    }
  }

  /** Where the report goes. */
  static final class Reports {

    @Option(
        names = "--report-json",
        paramLabel = "<file>",
        description = "Writes the report as JSON, which conformance html reads.")
    private @Nullable Path json;

    @Option(
        names = "--report-html",
        paramLabel = "<file>",
        description = "Writes a page for a browser, which needs nothing else.")
    private @Nullable Path html;

    void write(BenchReport report) {
      if (json != null) {
        write(json, report.json().toPrettyString() + "\n");
      }
      if (html != null) {
        write(html, BenchPage.html(List.of(report.json())));
      }
    }

    private static void write(Path file, String text) {
      try {
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new UncheckedIOException("The report can't be written: " + e.getMessage(), e);
      }
    }
  }
}
