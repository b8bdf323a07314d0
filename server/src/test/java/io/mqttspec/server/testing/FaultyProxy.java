package io.mqttspec.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy on a port of its own that behaves as a bad network or an old broker does. */
public final class FaultyProxy implements AutoCloseable {

  /** What it does with connections. */
  public enum Behaviour {
    /** Hands all on. */
    PASS,
    /** Accepts and says nothing; what it has taken before is no longer handed on either. */
    SWALLOW,
    /** Answers a CONNECT of MQTT 5 as a broker of 3.1.1 does: CONNACK with code 1. */
    REFUSE_MQTT_5_AS_3,
    /** Answers a CONNECT of MQTT 5 with CONNACK 0x84. */
    REFUSE_MQTT_5,
    /** Ends a connection that begins with a CONNECT of MQTT 5. */
    CLOSE_MQTT_5
  }

  /** Where the protocol level stands in a CONNECT with a remaining length of one byte. */
  private static final int LEVEL_AT = 8;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile Behaviour behaviour;

  /** A proxy in front of a port of this machine. */
  public FaultyProxy(int target, Behaviour behaviour) {
    this.target = target;
    this.behaviour = behaviour;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Connections that were ever made to it. */
  public int accepted() {
    return accepted.get();
  }

  public void behave(Behaviour value) {
    behaviour = value;
  }

  /** Ends all connections. */
  public void cut() {
    sockets.forEach(FaultyProxy::close);
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        sockets.add(client);
        accepted.incrementAndGet();
        start(() -> serve(client));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void serve(Socket client) {
    try {
      byte[] first = new byte[64 * 1024];
      int length = client.getInputStream().read(first);
      if (length > LEVEL_AT && first[LEVEL_AT] == 5) {
        switch (behaviour) {
          case REFUSE_MQTT_5_AS_3 -> {
            client.getOutputStream().write(new byte[] {0x20, 2, 0, 1});
            close(client);
            return;
          }
          case REFUSE_MQTT_5 -> {
            client.getOutputStream().write(new byte[] {0x20, 3, 0, (byte) 0x84, 0});
            close(client);
            return;
          }
          case CLOSE_MQTT_5 -> {
            close(client);
            return;
          }
          case PASS, SWALLOW -> {}
        }
      }
      if (behaviour == Behaviour.SWALLOW) {
        return;
      }
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(server);
      if (length > 0) {
        server.getOutputStream().write(first, 0, length);
      }
      start(() -> pump(client, server));
      pump(server, client);
    } catch (IOException e) {
      close(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (behaviour != Behaviour.SWALLOW) {
          out.write(buffer, 0, length);
        }
      }
    } catch (IOException e) {
      // It ends for both.
    }
    if (behaviour != Behaviour.SWALLOW) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
