package io.mqttspec.conformance.mqtt;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Speaks just enough MQTT 3.1.1 for tests of the kit: what is published to a topic that ends in
 * {@code /request} is answered on {@code /response}; {@code forbidden} ends the connection or is
 * refused in a SUBACK; the client id {@code bad} is refused.
 */
public final class StubBroker implements AutoCloseable {

  private final EventLoopGroup eventLoop = new NioEventLoopGroup(1);
  private final Channel server;

  /**
   * Starts on a free port.
   *
   * @param answer the answer to each request, as text
   */
  public StubBroker(UnaryOperator<String> answer, int answerQos) {
    server =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new MqttDecoder(1 << 24),
                            MqttEncoder.INSTANCE,
                            new Session(answer, answerQos));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    eventLoop
        .shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS)
        .awaitUninterruptibly();
  }

  private static final class Session extends SimpleChannelInboundHandler<MqttMessage> {

    private final UnaryOperator<String> answer;
    private final int answerQos;

    Session(UnaryOperator<String> answer, int answerQos) {
      this.answer = answer;
      this.answerQos = answerQos;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
      switch (packet.fixedHeader().messageType()) {
        case CONNECT -> {
          boolean bad = ((MqttConnectMessage) packet).payload().clientIdentifier().equals("bad");
          send(
              context,
              MqttMessageBuilders.connAck()
                  .returnCode(
                      bad
                          ? MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED
                          : MqttConnectReturnCode.CONNECTION_ACCEPTED)
                  .build());
        }
        case SUBSCRIBE -> {
          MqttSubscribeMessage subscribe = (MqttSubscribeMessage) packet;
          List<Integer> codes =
              subscribe.payload().topicSubscriptions().stream()
                  .map(topic -> topic.topicFilter().equals("forbidden") ? 0x80 : 1)
                  .toList();
          send(
              context,
              new MqttSubAckMessage(
                  header(MqttMessageType.SUBACK),
                  MqttMessageIdVariableHeader.from(subscribe.variableHeader().messageId()),
                  new MqttSubAckPayload(codes)));
        }
        case PUBLISH -> published(context, (MqttPublishMessage) packet);
        case PUBREL -> reply(context, MqttMessageType.PUBCOMP, id(packet));
        case PUBREC -> reply(context, MqttMessageType.PUBREL, id(packet));
        default -> {
          // PUBACK, PUBCOMP and DISCONNECT need nothing.
        }
      }
    }

    private void published(ChannelHandlerContext context, MqttPublishMessage packet) {
      String topic = packet.variableHeader().topicName();
      int id = packet.variableHeader().packetId();
      if (topic.equals("forbidden")) {
        var unused = context.close();
        return;
      }
      if (topic.endsWith("/request")) {
        String request =
            topic.startsWith("describe/")
                ? "{\"dup\":" + packet.fixedHeader().isDup() + ",\"packet\":" + id + "}"
                : new String(
                    ByteBufUtil.getBytes(packet.payload()),
                    java.nio.charset.StandardCharsets.UTF_8);
        send(
            context,
            MqttMessageBuilders.publish()
                .topicName(topic.replace("/request", "/response"))
                .qos(MqttQoS.valueOf(answerQos))
                .messageId(7)
                .payload(
                    Unpooled.copiedBuffer(
                        answer.apply(request), java.nio.charset.StandardCharsets.UTF_8))
                .build());
      }
      switch (packet.fixedHeader().qosLevel()) {
        case AT_LEAST_ONCE -> reply(context, MqttMessageType.PUBACK, id);
        case EXACTLY_ONCE -> reply(context, MqttMessageType.PUBREC, id);
        default -> {
          // QoS 0 is not acknowledged.
        }
      }
    }

    private static int id(MqttMessage packet) {
      return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private static MqttFixedHeader header(MqttMessageType type) {
      MqttQoS qos = type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
      return new MqttFixedHeader(type, false, qos, false, 2);
    }

    private static void reply(ChannelHandlerContext context, MqttMessageType type, int id) {
      send(context, new MqttMessage(header(type), MqttMessageIdVariableHeader.from(id)));
    }

    private static void send(ChannelHandlerContext context, MqttMessage packet) {
      var unused = context.writeAndFlush(packet);
    }
  }
}
