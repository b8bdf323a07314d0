package io.mqttspec.server.broker.embedded;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import io.mqttspec.server.broker.Broker;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.Transport;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.reply.ReplyPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HiveMQ CE in this JVM. HiveMQ keeps its services in static fields, so there can be only one at a
 * time in a JVM.
 *
 * <p>It never runs without our extension: HiveMQ would let everybody in everywhere.
 */
public final class EmbeddedBroker implements Broker {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

  private static final AtomicBoolean IN_USE = new AtomicBoolean();
  private static final int START_SECONDS = 60;

  /**
   * HiveMQ sends this many messages to a client before it waits for acknowledgements. Each poll of
   * a client's queue takes so many packet identifiers, used or not: larger is not faster.
   */
  static final int IN_FLIGHT_WINDOW = 128;

  /** How often ended sessions of absent clients are looked for. */
  private static final int SWEEP_SECONDS = 60;

  private final ServerConfig config;
  private final EmbeddedBrokerConfig broker;
  private final ScheduledExecutorService scheduler;
  private final EmbeddedReplyPort replyPort;
  private final BrokerExtension extension;
  private @Nullable HiveMqFolders folders;
  private @Nullable EmbeddedHiveMQ hiveMq;
  private boolean ownsJvm;
  private @Nullable ScheduledFuture<?> sweeping;
  private List<BrokerListener> listeners = List.of();

  /**
   * A broker that is not started yet.
   *
   * @param broker the part of the configuration that is about this broker
   * @param scheduler runs what must happen later; none of its tasks waits
   */
  public EmbeddedBroker(
      ServerConfig config, EmbeddedBrokerConfig broker, ScheduledExecutorService scheduler) {
    this.config = config;
    this.broker = broker;
    this.scheduler = scheduler;
    this.replyPort = new EmbeddedReplyPort(scheduler);
    this.extension = new BrokerExtension(config, replyPort, scheduler);
  }

  /**
   * How HiveMQ would be set up, a line {@code name: value} for each setting, so that a plain broker
   * can be measured beside this one.
   */
  public static String settings(ServerConfig config, EmbeddedBrokerConfig broker) {
    return new HiveMqConfiguration(config, broker).settings();
  }

  @Override
  public ReplyPort replyPort() {
    return replyPort;
  }

  /** Starts and returns when clients can connect. */
  @Override
  public void start(Dispatcher dispatcher) {
    if (!IN_USE.compareAndSet(false, true)) {
      throw new ConfigurationException(
          "this JVM already runs an embedded broker, and HiveMQ can do so only once; close it"
              + " first, or use another JVM");
    }
    ownsJvm = true;
    try {
      startHiveMq(dispatcher);
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private void startHiveMq(Dispatcher dispatcher) {
    extension.dispatchTo(dispatcher);
    broker.tls().ifPresent(KeyStores::check);
    List<BrokerListener> wanted = BrokerListener.of(broker);
    wanted.forEach(this::checkFree);
    folders = HiveMqFolders.create(new HiveMqConfiguration(config, broker));
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = IN_FLIGHT_WINDOW;
    InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = IN_FLIGHT_WINDOW;
    EmbeddedHiveMQ built =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folders.configuration())
            .withDataFolder(broker.dataFolder().orElse(folders.data()))
            .withExtensionsFolder(folders.extensions())
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("mqttspec")
                    .withName("MQTTSpec")
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
    // build() has just let everybody in; whoever our authenticator does not accept stays out.
    InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
    try {
      await(built.start(), "the embedded broker does not start on " + uris(wanted));
      await(extension.ready(), "the server's extension of the embedded broker does not start");
    } finally {
      // HiveMQ puts its own in; the host application's must stay.
      Thread.setDefaultUncaughtExceptionHandler(handler);
    }
    Set<Listener> got = extension.listeners();
    if (got.size() != wanted.size()) {
      throw new ConfigurationException(
          "the broker listens on " + got.size() + " ports, not on " + wanted.size());
    }
    listeners = wanted.stream().map(listener -> started(listener, got)).toList();
    sweeping =
        scheduler.scheduleWithFixedDelay(
            extension::sweepSessions, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    log.info("MQTT on {}", uris(listeners));
  }

  private static void await(Future<?> started, String failure) {
    try {
      started.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ConfigurationException(failure, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("interrupted while the embedded broker was starting", e);
    }
  }

  /** HiveMQ goes on without a listener whose port is taken, and still lists it. */
  private void checkFree(BrokerListener listener) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(broker.address(), listener.port()));
    } catch (IOException e) {
      throw new ConfigurationException(
          "the embedded broker can't listen on "
              + listener.uri(broker)
              + " ("
              + e.getMessage()
              + "); is the port taken? Or is the host no address of this machine?",
          e);
    }
  }

  /** A configuration that HiveMQ can't read silently becomes a listener for the whole world. */
  private BrokerListener started(BrokerListener wanted, Set<Listener> got) {
    String address = broker.address().getHostAddress();
    return got.stream()
        .filter(listener -> listener.getListenerType() == type(wanted.transport()))
        .filter(listener -> listener.getBindAddress().equals(address))
        .filter(listener -> wanted.port() == 0 || wanted.port() == listener.getPort())
        .map(listener -> new BrokerListener(wanted.transport(), listener.getPort()))
        .filter(listener -> listener.port() != 0)
        .findAny()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "the broker does not listen on " + wanted.uri(broker) + " as it was told to"));
  }

  private static ListenerType type(Transport transport) {
    return switch (transport) {
      case TCP -> ListenerType.TCP_LISTENER;
      case WEBSOCKET -> ListenerType.WEBSOCKET_LISTENER;
      case TLS -> ListenerType.TLS_TCP_LISTENER;
      case SECURE_WEBSOCKET -> ListenerType.TLS_WEBSOCKET_LISTENER;
    };
  }

  private String uris(List<BrokerListener> of) {
    return of.stream()
        .map(listener -> listener.uri(broker).toString())
        .collect(Collectors.joining(", "));
  }

  /**
   * The TCP port that clients of a transport connect to.
   *
   * @throws IllegalStateException where the broker does not serve it
   */
  public int port(Transport transport) {
    return listeners.stream()
        .filter(listener -> listener.transport() == transport)
        .findAny()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the broker does not serve " + transport + ", but " + uris(listeners)))
        .port();
  }

  /** Where clients connect, in the order of {@link Transport}. */
  public List<URI> addresses() {
    return listeners.stream().map(listener -> listener.uri(broker)).toList();
  }

  @Override
  public void stopAccepting() {
    extension.stopAccepting();
  }

  @Override
  public void close() {
    ScheduledFuture<?> sweep = sweeping;
    sweeping = null;
    if (sweep != null) {
      sweep.cancel(false);
    }
    EmbeddedHiveMQ running = hiveMq;
    hiveMq = null;
    if (running != null) {
      try {
        running.close();
      } catch (ExecutionException e) {
        log.warn("The embedded broker did not stop cleanly", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    HiveMqFolders used = folders;
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
