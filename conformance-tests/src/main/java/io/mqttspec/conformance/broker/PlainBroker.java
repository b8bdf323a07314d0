package io.mqttspec.conformance.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ CE in this JVM with nothing of ours in the way of a message. It listens on 127.0.0.1 only,
 * and whoever comes may do everything. HiveMQ keeps its services in static fields, so there can be
 * only one at a time in a JVM. For one thread.
 */
public final class PlainBroker implements AutoCloseable {

  private static final AtomicBoolean IN_USE = new AtomicBoolean();
  private static final String ADDRESS = "127.0.0.1";
  private static final int START_SECONDS = 60;

  private final PlainExtension extension;
  private @Nullable BrokerFolders folders;
  private @Nullable EmbeddedHiveMQ hiveMq;
  private int port;
  private boolean ownsJvm;

  private PlainBroker(PlainExtension extension) {
    this.extension = extension;
  }

  /**
   * Starts a broker and returns when clients can connect.
   *
   * @param port 0 for any free one
   * @throws BrokerFailedException where it can't start: the port is taken, say, or this JVM has a
   *     broker already
   */
  public static PlainBroker start(int port, BrokerSettings settings) {
    return start(port, settings, new PlainExtension(false));
  }

  /**
   * Starts a broker that answers requests by themselves: what comes on {@code spec/c1/request} goes
   * back to the client c1 on {@code spec/c1/response}, by an interceptor and the publish service,
   * the only ways that HiveMQ has for an application inside. What that costs, each server on it has
   * to pay.
   *
   * @throws BrokerFailedException as {@link #start}
   */
  public static PlainBroker startEcho(int port, BrokerSettings settings) {
    return start(port, settings, new PlainExtension(true));
  }

  private static PlainBroker start(int port, BrokerSettings settings, PlainExtension extension) {
    if (!IN_USE.compareAndSet(false, true)) {
      throw new BrokerFailedException("This JVM already runs an embedded broker", null);
    }
    PlainBroker broker = new PlainBroker(extension);
    broker.ownsJvm = true;
    try {
      broker.startHiveMq(port, settings);
      return broker;
    } catch (Throwable e) {
      broker.close();
      throw e;
    }
  }

  private void startHiveMq(int wantedPort, BrokerSettings settings) {
    checkFree(wantedPort);
    BrokerFolders own = BrokerFolders.create(new BrokerXml(ADDRESS, wantedPort, settings));
    folders = own;
    InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = settings.inFlightWindow();
    InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = settings.pollBatch();
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    EmbeddedHiveMQ built =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(own.configuration())
            .withDataFolder(own.data())
            .withExtensionsFolder(own.extensions())
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("plain")
                    .withName("Plain broker")
                    .withVersion("1")
                    .withAuthor("The MQTTSpec authors")
                    .withPriority(0)
                    .withStartPriority(0)
                    .withExtensionMain(extension)
                    .build())
            // The default takes the host application's logging over.
            .withoutLoggingBootstrap()
            .build();
    hiveMq = built;
    try {
      await(built.start());
      await(extension.ready());
    } finally {
      // HiveMQ puts its own in; the host application's must stay.
      Thread.setDefaultUncaughtExceptionHandler(handler);
    }
    port = portOf(extension.listeners(), wantedPort);
  }

  /** HiveMQ goes on without a listener whose port is taken, and still lists it. */
  private static void checkFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    } catch (IOException e) {
      throw new BrokerFailedException(
          "The embedded broker can't listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  private static void await(Future<?> started) {
    try {
      started.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new BrokerFailedException("The embedded broker does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerFailedException("Interrupted while the embedded broker was starting", e);
    }
  }

  /** A configuration that HiveMQ can't read silently becomes a listener for the whole world. */
  private static int portOf(Set<Listener> got, int wantedPort) {
    if (got.size() == 1) {
      Listener listener = got.iterator().next();
      if (listener.getListenerType() == ListenerType.TCP_LISTENER
          && listener.getBindAddress().equals(ADDRESS)
          && listener.getPort() != 0
          && (wantedPort == 0 || wantedPort == listener.getPort())) {
        return listener.getPort();
      }
    }
    throw new BrokerFailedException("The embedded broker does not listen as it was told to", null);
  }

  /** The port on 127.0.0.1 that clients connect to. */
  public int port() {
    return port;
  }

  /** Stops it, which takes two seconds, and removes its folders. */
  @Override
  public void close() {
    EmbeddedHiveMQ running = hiveMq;
    hiveMq = null;
    try {
      if (running != null) {
        running.close();
      }
    } catch (ExecutionException e) {
      throw new BrokerFailedException("The embedded broker did not stop cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      BrokerFolders used = folders;
      folders = null;
      if (used != null) {
        used.close();
      }
      if (ownsJvm) {
        ownsJvm = false;
        IN_USE.set(false);
      }
    }
  }
}
