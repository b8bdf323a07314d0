package io.mqttspec.demo;

import io.mqttspec.server.testing.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts and ends a {@link BrokerMain}. */
final class BrokerProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private BrokerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a broker that keeps all in memory, and returns when clients can connect. */
  static BrokerProcess start(Path folder) throws IOException {
    int port = FreePorts.next();
    for (String name : List.of("conf", "data", "extensions")) {
      Files.createDirectory(folder.resolve(name));
    }
    Files.writeString(
        folder.resolve("conf").resolve("config.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <hivemq>
          <listeners>
            <tcp-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
            </tcp-listener>
          </listeners>
          <persistence>
            <mode>in-memory</mode>
          </persistence>
          <mqtt>
            <queued-messages>
              <max-queue-size>100000</max-queue-size>
            </queued-messages>
          </mqtt>
          <anonymous-usage-statistics>
            <enabled>false</enabled>
          </anonymous-usage-statistics>
        </hivemq>
        """
            .formatted(port));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    if (output.lines().noneMatch(BrokerMain.READY::equals)) {
      throw new AssertionError("the broker did not start");
    }
    // Its log must not fill the pipe.
    CompletableFuture<?> unused =
        CompletableFuture.runAsync(() -> output.lines().forEach(line -> {}));
    return new BrokerProcess(process, port);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
