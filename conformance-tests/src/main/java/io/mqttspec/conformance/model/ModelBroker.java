package io.mqttspec.conformance.model;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A small broker for MQTT 3.1.1 and 5 on the loopback interface, with a {@link ModelServer} in it.
 * It knows sessions, QoS 0 to 2, wills, retained messages and takeovers; keep alive and shared
 * subscriptions it does not know, and nothing outlives it. Which topics are whose it asks the
 * server. All of it runs in one thread of its own.
 */
public final class ModelBroker implements AutoCloseable {

  /** The largest packet that it takes, in bytes; beyond it a connection ends with 0x95. */
  static final int MAX_PACKET_BYTES = 4 << 20;

  private final EventLoopGroup eventLoop =
      new NioEventLoopGroup(1, new DefaultThreadFactory("model-broker", true));
  private final Map<String, BrokerSession> sessions = new LinkedHashMap<>();
  private final Map<String, BrokerMessage> retained = new HashMap<>();
  private final ModelServer server;
  private final long delayMillis;
  private final Channel channel;

  /**
   * Starts.
   *
   * @param port where to listen; 0 for any free port
   */
  public ModelBroker(Behaviour behaviour, int port) {
    delayMillis = behaviour.delayMillis();
    server = new ModelServer(behaviour, new Deliveries());
    channel =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accepted
                        .pipeline()
                        .addLast(
                            new MqttDecoder(MAX_PACKET_BYTES),
                            MqttEncoder.INSTANCE,
                            new BrokerConnection(ModelBroker.this));
                  }
                })
            .bind("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
  }

  /** Where it listens. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Ends all connections and sessions. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    eventLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  ModelServer server() {
    return server;
  }

  /**
   * The session of a client that has been accepted. Where it is connected already, the older
   * connection ends.
   *
   * @param clean whether a kept session is thrown away
   */
  BrokerSession session(String clientId, boolean clean) {
    BrokerSession kept = sessions.get(clientId);
    if (kept != null) {
      kept.takeOver();
      if (!clean && sessions.get(clientId) == kept) {
        return kept;
      }
      end(kept);
    }
    BrokerSession session = new BrokerSession(clientId);
    sessions.put(clientId, session);
    return session;
  }

  /** Forgets a session, unless that has been done already. */
  void end(BrokerSession session) {
    if (sessions.remove(session.clientId(), session)) {
      server.disconnected(session.clientId(), true);
    }
  }

  /** Delivers a message to all who have subscribed to its topic, and keeps it where asked to. */
  void route(BrokerMessage message) {
    if (message.retain()) {
      if (message.payload().length == 0) {
        retained.remove(message.topic());
      } else {
        retained.put(message.topic(), message);
      }
    }
    BrokerMessage live = message.withRetain(false);
    sessions.values().forEach(session -> session.deliver(live));
  }

  /** Delivers what is kept for a new subscription. */
  void deliverRetained(BrokerSession session, String filter, int qos) {
    for (BrokerMessage message : retained.values()) {
      if (TopicFilters.matches(filter, message.topic())) {
        session.send(message.atMost(qos));
      }
    }
  }

  /** Called by the server in the thread of this broker, or in any other where it answers late. */
  private final class Deliveries implements Outbox {

    @Override
    public void publish(OutboundMessage message) {
      Runnable delivery =
          () ->
              route(
                  new BrokerMessage(
                      message.topic(),
                      message.json().getBytes(StandardCharsets.UTF_8),
                      message.qos(),
                      message.retain(),
                      message.contentType(),
                      message.utf8(),
                      message.correlationData()));
      if (delayMillis == 0) {
        eventLoop.execute(delivery);
      } else {
        var unused = eventLoop.schedule(delivery, delayMillis, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void subscribe(String clientId, String topic, int qos) {
      eventLoop.execute(
          () -> {
            BrokerSession session = sessions.get(clientId);
            if (session != null) {
              session.subscribe(topic, qos);
            }
          });
    }
  }
}
