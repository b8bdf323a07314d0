package io.mqttspec.demo;

import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Path;

/** A HiveMQ CE in a JVM of its own, which lets everybody in, until its standard input ends. */
final class BrokerMain {

  static final String READY = "broker is ready";

  private BrokerMain() {}

  /**
   * Starts the broker.
   *
   * @param arguments folder with {@code conf}, {@code data} and {@code extensions}
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folder.resolve("conf"))
            .withDataFolder(folder.resolve("data"))
            .withExtensionsFolder(folder.resolve("extensions"))
            .withoutLoggingBootstrap()
            .build();
    broker.start().get();
    System.out.println(READY);
    // A test that dies must not leave this behind.
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}
