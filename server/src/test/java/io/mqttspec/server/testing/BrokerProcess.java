package io.mqttspec.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A HiveMQ CE in a JVM of its own, which a test may kill and start again on the same ports. Lets
 * everybody in, but whoever gives a user name needs {@link #PASSWORD}.
 */
public final class BrokerProcess implements AutoCloseable {

  public static final String PASSWORD = "let me in";

  private final Path folder;
  private final int port = FreePorts.next();
  private final int tlsPort = FreePorts.next();
  private final int webSocketPort = FreePorts.next();
  private final int tlsWebSocketPort = FreePorts.next();
  private @Nullable Process process;

  private BrokerProcess(Path folder) {
    this.folder = folder;
  }

  /** A broker that keeps all in memory and speaks plain MQTT and MQTT over WebSocket. */
  public static BrokerProcess start() {
    return start("in-memory", null);
  }

  /** A broker that keeps sessions and what they wait for in files. */
  public static BrokerProcess startWithFiles() {
    return start("file", null);
  }

  /**
   * A broker that also speaks MQTT over TLS, where it wants to see a certificate that these keys
   * trust, and MQTT over WebSocket over TLS, where it wants none.
   */
  public static BrokerProcess startWithTls(TlsKeys keys) {
    return start("in-memory", keys);
  }

  private static BrokerProcess start(String persistence, @Nullable TlsKeys keys) {
    try {
      BrokerProcess broker = new BrokerProcess(Files.createTempDirectory("broker"));
      for (String name : List.of("conf", "data", "extensions")) {
        Files.createDirectory(broker.folder.resolve(name));
      }
      Files.writeString(
          broker.folder.resolve("conf").resolve("config.xml"), broker.xml(persistence, keys));
      broker.restart();
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String xml(String persistence, @Nullable TlsKeys keys) {
    String tls =
        keys == null
            ? ""
            : """
            <tls-tcp-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
              %s
            </tls-tcp-listener>
            <tls-websocket-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
              <path>/mqtt</path>
              %s
            </tls-websocket-listener>
            """
                .formatted(tlsPort, tls(keys, "REQUIRED"), tlsWebSocketPort, tls(keys, "NONE"));
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <hivemq>
      <listeners>
        <tcp-listener>
          <port>%d</port>
          <bind-address>127.0.0.1</bind-address>
        </tcp-listener>
        <websocket-listener>
          <port>%d</port>
          <bind-address>127.0.0.1</bind-address>
          <path>/mqtt</path>
        </websocket-listener>
        %s
      </listeners>
      <persistence>
        <mode>%s</mode>
      </persistence>
      <anonymous-usage-statistics>
        <enabled>false</enabled>
      </anonymous-usage-statistics>
    </hivemq>
    """
        .formatted(port, webSocketPort, tls, persistence);
  }

  private static String tls(TlsKeys keys, String authentication) {
    return """
    <tls>
      <client-authentication-mode>%s</client-authentication-mode>
      <keystore>
        <path>%s</path>
        <password>%s</password>
        <private-key-password>%s</private-key-password>
      </keystore>
      <truststore>
        <path>%s</path>
        <password>%s</password>
      </truststore>
    </tls>
    """
        .formatted(
            authentication,
            keys.server(),
            TlsKeys.PASSWORD,
            TlsKeys.PASSWORD,
            keys.trust(),
            TlsKeys.PASSWORD);
  }

  public int port() {
    return port;
  }

  public int tlsPort() {
    return tlsPort;
  }

  public int webSocketPort() {
    return webSocketPort;
  }

  public int tlsWebSocketPort() {
    return tlsWebSocketPort;
  }

  /** Starts it again on the same ports and returns when clients can connect. */
  public void restart() {
    try {
      Process started =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-Djava.io.tmpdir=" + folder,
                  "-cp",
                  System.getProperty("java.class.path"),
                  BrokerMain.class.getName(),
                  folder.toString(),
                  PASSWORD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process = started;
      BufferedReader output = started.inputReader();
      CompletableFuture<Boolean> ready =
          CompletableFuture.supplyAsync(() -> output.lines().anyMatch(BrokerMain.READY::equals));
      if (!ready.get(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the broker did not start");
      }
      // Its log must not fill the pipe.
      CompletableFuture<?> unused =
          CompletableFuture.runAsync(() -> output.lines().forEach(line -> {}));
    } catch (Exception e) {
      throw new AssertionError("the broker did not start", e);
    }
  }

  /** Kills it as kill -9 does. */
  public void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly();
      try {
        if (!running.waitFor(20, TimeUnit.SECONDS)) {
          throw new AssertionError("the broker does not die");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    kill();
    Folders.delete(folder);
  }
}
