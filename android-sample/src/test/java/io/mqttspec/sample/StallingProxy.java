package io.mqttspec.sample;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server that can fall silent, as a network that was left does: nothing arrives any
 * more, and nobody is told.
 */
final class StallingProxy implements Closeable {

  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  /** Connections of an earlier generation are silent. */
  private final AtomicInteger generation = new AtomicInteger();

  StallingProxy(int serverPort) throws IOException {
    listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    daemon(
        () -> {
          while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(client);
            sockets.add(server);
            int born = generation.get();
            daemon(() -> pump(client, server, born));
            daemon(() -> pump(server, client, born));
          }
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What is connected now falls silent; what connects from now on does not. */
  void stall() {
    generation.incrementAndGet();
  }

  private void pump(Socket from, Socket to, int born) throws IOException {
    byte[] buffer = new byte[4096];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (born == generation.get()) {
        out.write(buffer, 0, n);
      }
    }
    if (born == generation.get()) {
      to.close();
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void daemon(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The socket was closed, by either side or at the end of the test.
              }
            },
            "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
