package io.mqttspec.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for programs that have to be told theirs. */
public final class FreePorts {

  /** Below those that the system gives to outgoing connections, which would take one in between. */
  private static final int FIRST = 15_000;

  private static final int LAST = 30_000;
  private static final int ATTEMPTS = 100;

  private FreePorts() {}

  /** A port of the loopback interface that nobody listens on. */
  public static int next() {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
