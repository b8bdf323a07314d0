package io.mqttspec.server.broker.embedded;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.config.Transport;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.Certificates;
import io.mqttspec.server.testing.FreePorts;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How the broker starts, or does not and leaves nothing behind. */
class BrokerStartTest {

  private final TestDatabase database = TestDatabase.withFixture();

  @AfterEach
  void close() {
    database.close();
    Await.noServerThreads();
  }

  private MqttSpecServer server(int port) {
    return MqttSpecServer.builder()
        .dataSource(database.dataSource())
        .port(port)
        .registerTable("public.items")
        .build();
  }

  private static void assertServes(MqttSpecServer server) {
    try (RawClient client = RawClient.connected(server.port(), "c")) {
      assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
    }
  }

  /** Configurations of brokers that listen on a port; other JVMs have theirs in the same place. */
  private static List<Path> configurations(int port) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("mqttspec-broker"))
          .filter(folder -> read(folder).contains("<port>" + port + "</port>"))
          .toList();
    }
  }

  private static String read(Path folder) {
    try {
      return Files.readString(folder.resolve("conf").resolve("config.xml"));
    } catch (IOException e) {
      return "removed by its JVM in between";
    }
  }

  @Test
  void takenPort_isRefusedAndServedOnceItIsFree() throws Exception {
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    try (MqttSpecServer server = server(taken.getLocalPort())) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .withMessageContainingAll(Integer.toString(taken.getLocalPort()), "port taken");

      Await.noServerThreads();
      assertThat(configurations(taken.getLocalPort())).isEmpty();
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(server::port);

      taken.close();
      server.start();
      assertThat(configurations(server.port())).hasSize(1);
      assertServes(server);
    }
  }

  private MqttSpecServer server(EmbeddedBrokerConfig.Builder broker) {
    return MqttSpecServer.builder()
        .dataSource(database.dataSource())
        .config(ServerConfig.builder().broker(broker.build()).build())
        .registerTable("public.items")
        .build();
  }

  @Test
  void takenPortOfOneListener_isRefusedThoughOthersAreFree() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        MqttSpecServer server =
            server(
                EmbeddedBrokerConfig.builder()
                    .port(0)
                    .enableWebSocket(true)
                    .wsPort(taken.getLocalPort()))) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .withMessageContainingAll("ws://localhost:" + taken.getLocalPort(), "port taken");
    }
  }

  @Test
  void hostOfAnotherMachine_isRefused() {
    try (MqttSpecServer server =
        server(EmbeddedBrokerConfig.builder().host("192.0.2.1").port(0).insecure(true))) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .withMessageContainingAll("192.0.2.1", "no address of this machine");
    }
  }

  @Test
  void tlsWithRequiredCertificates_isAllThatIsServed(@TempDir Path folder) throws Exception {
    Certificates certificates = new Certificates(folder);
    StoreConfig serverKey = certificates.key("server");
    StoreConfig deviceKey = certificates.key("device");
    int port = FreePorts.next();
    try (MqttSpecServer server =
        server(
            EmbeddedBrokerConfig.builder()
                .host("::1")
                .enableTcp(false)
                .tls(
                    new ListenerTlsConfig(
                        port,
                        OptionalInt.empty(),
                        serverKey,
                        ClientCertificates.REQUIRED,
                        Optional.of(certificates.trusting(deviceKey)))))) {
      server.start();

      assertThat(server.addresses()).containsExactly(URI.create("mqtts://[::1]:" + port));
      assertThat(server.port(Transport.TLS)).isEqualTo(port);
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(server::port);
      UnaryOperator<Mqtt5ClientBuilder> without =
          way ->
              way.serverHost("::1")
                  .serverPort(port)
                  .sslConfig()
                  .trustManagerFactory(Certificates.trust(certificates.trusting(serverKey)))
                  .applySslConfig();
      assertThat(Await.failure(RawClient.of("without", without).mqtt().connect())).isNotNull();
      UnaryOperator<Mqtt5ClientBuilder> with =
          way ->
              way.serverHost("::1")
                  .serverPort(port)
                  .sslConfig()
                  .trustManagerFactory(Certificates.trust(certificates.trusting(serverKey)))
                  .keyManagerFactory(Certificates.show(deviceKey))
                  .applySslConfig();
      try (RawClient client = RawClient.connected("with", with)) {
        assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
      }
    }
  }

  @Test
  void brokerWithoutOurExtension_isNeverOpen() throws Exception {
    int port = FreePorts.next();
    ScheduledExecutorService scheduler = new ScheduledThreadPoolExecutor(1);
    try (EmbeddedBroker broker =
        new EmbeddedBroker(
            ServerConfig.defaults(),
            EmbeddedBrokerConfig.builder().port(port).build(),
            scheduler)) {
      // With nobody to dispatch to, the extension fails, of which HiveMQ only writes to its log.
      assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> broker.start(null));

      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    } finally {
      scheduler.shutdownNow();
    }
  }

  @Test
  void host_keepsItsLoggingAndItsExceptionHandler() {
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.UncaughtExceptionHandler handler = (thread, error) -> {};
    Thread.setDefaultUncaughtExceptionHandler(handler);
    try {
      List<String> configured = describe(logging);

      try (MqttSpecServer server = server(0)) {
        server.start();

        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
        assertThat(describe(logging)).isEqualTo(configured);
      }

      assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
      assertThat(describe(logging)).isEqualTo(configured);
      assertThat(root.getLevel()).isEqualTo(Level.WARN);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** Levels, appenders and filters, of all loggers that have any. */
  private static List<String> describe(LoggerContext logging) {
    List<String> described = new ArrayList<>();
    for (Logger logger : logging.getLoggerList()) {
      List<String> appenders = new ArrayList<>();
      logger.iteratorForAppenders().forEachRemaining(appender -> appenders.add(appender.getName()));
      if (logger.getLevel() != null || !appenders.isEmpty()) {
        described.add(logger.getName() + " " + logger.getLevel() + " " + appenders);
      }
    }
    described.add(logging.getTurboFilterList().toString());
    return described;
  }
}
