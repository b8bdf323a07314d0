package io.mqttspec.server.broker.external;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A server at an external broker, on a database of its own, with what it logs about the broker. */
final class ExternalServer implements AutoCloseable {

  private final TestDatabase database;
  private final boolean ownsDatabase;
  private final MqttSpecServer server;
  private boolean closed;
  private final LogLines log = LogLines.of(ExternalBroker.class.getPackageName());

  private ExternalServer(TestDatabase database, boolean ownsDatabase, MqttSpecServer server) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    this.server = server;
  }

  /** The address of a broker on this machine, with short delays. */
  static ExternalBrokerConfig.Builder at(int port) {
    return at("tcp://127.0.0.1:" + port);
  }

  static ExternalBrokerConfig.Builder at(String url) {
    return ExternalBrokerConfig.builder(url)
        .connectTimeout(Duration.ofSeconds(5))
        .reconnectDelay(Duration.ofMillis(200));
  }

  static ExternalServer started(ExternalBrokerConfig.Builder broker) {
    return started(broker, builder -> {});
  }

  static ExternalServer started(
      ExternalBrokerConfig.Builder broker, Consumer<MqttSpecServer.Builder> settings) {
    ExternalServer made = of(ServerConfig.builder().broker(broker.build()).build(), settings);
    made.start();
    return made;
  }

  /** A server that is not started yet. */
  static ExternalServer of(ServerConfig config, Consumer<MqttSpecServer.Builder> settings) {
    return of(TestDatabase.withFixture(), true, config, settings);
  }

  /** A server that is not started yet, on a database that outlives it. */
  static ExternalServer on(TestDatabase database, ExternalBrokerConfig.Builder broker) {
    return of(
        database, false, ServerConfig.builder().broker(broker.build()).build(), builder -> {});
  }

  private static ExternalServer of(
      TestDatabase database,
      boolean ownsDatabase,
      ServerConfig config,
      Consumer<MqttSpecServer.Builder> settings) {
    MqttSpecServer.Builder builder =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(config)
            .registerTable("public.items");
    settings.accept(builder);
    return new ExternalServer(database, ownsDatabase, builder.build());
  }

  void start() {
    try {
      server.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  MqttSpecServer server() {
    return server;
  }

  TestDatabase database() {
    return database;
  }

  /** Names of the rows that were created. */
  List<String> names() {
    return database.query("select name from items order by id");
  }

  /** Waits until a line with this text was logged. */
  void awaitLog(String text) {
    Awaitility.await(text).atMost(Await.LONG).until(() -> logged(text) > 0);
  }

  /** Waits until as many lines with this text were logged. */
  void awaitLog(String text, int times) {
    Awaitility.await(text).atMost(Await.LONG).until(() -> logged(text) >= times);
  }

  long logged(String text) {
    return log.with(text);
  }

  /** Does nothing when it is closed. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.close();
    log.close();
    if (ownsDatabase) {
      database.close();
    }
  }
}
