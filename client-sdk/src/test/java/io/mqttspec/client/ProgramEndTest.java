package io.mqttspec.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.client.exception.TransportException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program can end when its main thread does, whatever became of its connections. */
class ProgramEndTest {

  @Test
  void connectionThatFailed_leavesNoThreadThatKeepsAProgramAlive() throws IOException {
    Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    try (MqttSpecClient client =
        MqttSpecClient.builder()
            .host("localhost")
            .port(port)
            .clientId("nobody-there")
            .deadline(2, TimeUnit.SECONDS)
            .build()) {
      assertThatThrownBy(() -> client.connect().blockingAwait())
          .isInstanceOf(TransportException.class);

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> !before.contains(thread))
          .filteredOn(thread -> thread.getName().startsWith("com.hivemq.client"))
          .isEmpty();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("mqttspec-client"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }
}
