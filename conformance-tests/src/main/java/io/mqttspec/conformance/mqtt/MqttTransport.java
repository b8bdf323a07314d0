package io.mqttspec.conformance.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The thread that all connections of a run share. May be used by any thread. */
public final class MqttTransport implements AutoCloseable {

  private static final int MAX_PACKET_BYTES = 64 << 20;

  private final EventLoopGroup eventLoop =
      new NioEventLoopGroup(1, new DefaultThreadFactory("conformance-mqtt", true));

  /**
   * Connects and waits for the CONNACK.
   *
   * @param timeout how long each wait on this connection may take
   * @return the connection; where {@link MqttConnection#connectCode()} is not 0 it was refused
   * @throws MqttFailedException if the TCP connection cannot be made, or no CONNACK comes in time
   */
  public MqttConnection connect(
      String host, int port, ConnectOptions options, Duration timeout, WireLog log) {
    MqttConnection connection = open(host, port, options, timeout, log);
    connection.login();
    return connection;
  }

  /** Connects by TCP and sends no CONNECT, for what the kit's packets can't say. */
  public MqttConnection open(
      String host, int port, ConnectOptions options, Duration timeout, WireLog log) {
    MqttConnection connection = new MqttConnection(options, timeout, log);
    ChannelFuture connected =
        new Bootstrap()
            .group(eventLoop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new MqttDecoder(MAX_PACKET_BYTES))
                        .addLast(MqttEncoder.INSTANCE)
                        .addLast(new IdleStateHandler(0, options.keepAliveSeconds() / 2, 0))
                        .addLast(connection.handler());
                  }
                })
            .connect(host, port)
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      throw new MqttFailedException("No TCP connection to " + host + ":" + port, connected.cause());
    }
    connection.attach(connected.channel());
    return connection;
  }

  @Override
  public void close() {
    eventLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
