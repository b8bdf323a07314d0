package io.mqttspec.server.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonObject;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One server on an H2 of its own for all tests of a class. After the last test it is closed, and no
 * thread of it may be left.
 */
public final class ServerExtension
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private final TestDatabase database;
  private final MqttSpecServer server;
  private final List<RawClient> clients = new ArrayList<>();
  private final AtomicInteger lastClient = new AtomicInteger();

  private ServerExtension(
      TestDatabase database, ServerConfig config, Consumer<MqttSpecServer.Builder> settings) {
    this.database = database;
    MqttSpecServer.Builder builder =
        MqttSpecServer.builder().dataSource(database.dataSource()).config(config);
    settings.accept(builder);
    this.server = builder.build();
  }

  /** A server on a database that is prepared before it starts. */
  public static ServerExtension on(
      TestDatabase database, Consumer<MqttSpecServer.Builder> settings) {
    return on(database, ServerConfig.builder().port(0).build(), settings);
  }

  /** A server with a configuration of its own. */
  public static ServerExtension on(
      TestDatabase database, ServerConfig config, Consumer<MqttSpecServer.Builder> settings) {
    return new ServerExtension(database, config, settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server.start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    clients.forEach(RawClient::close);
    clients.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server.close();
    database.close();
    Await.noServerThreads();
  }

  public TestDatabase database() {
    return database;
  }

  public MqttSpecServer server() {
    return server;
  }

  public int port() {
    return server.port();
  }

  /** A new connected client with an id that no other has had. */
  public RawClient client() {
    return add(RawClient.connected(port(), "client-" + lastClient.incrementAndGet()));
  }

  /** Disconnects a client after the test. */
  @CanIgnoreReturnValue
  public RawClient add(RawClient client) {
    clients.add(client);
    return client;
  }

  /** Shows that the server goes on: a client that is new gets an answer. */
  public JsonObject ping() {
    return client().call("{'type':'ping'}");
  }
}
