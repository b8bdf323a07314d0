package io.mqttspec.conformance.model;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection of a client: its packets in and out. Used in the broker's thread only. */
final class BrokerConnection extends SimpleChannelInboundHandler<MqttMessage> {

  private static final int MALFORMED_PACKET = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int SESSION_TAKEN_OVER = 0x8e;
  private static final int FILTER_INVALID = 0x8f;
  private static final int PACKET_TOO_LARGE = 0x95;
  private static final int DISCONNECT_WITH_WILL = 0x04;
  private static final int NO_SUBSCRIPTION = 0x11;
  private static final int SUBSCRIBE_FAILED = 0x80;
  private static final int VERSION_5 = 5;
  private static final long FOR_EVER = 0xffff_ffffL;

  private final ModelBroker broker;
  private @Nullable ChannelHandlerContext context;
  private @Nullable BrokerSession session;
  private @Nullable BrokerMessage will;
  private boolean mqtt5;
  private boolean closed;
  private long sessionExpirySeconds;
  private long maximumPacketSize = ClientInfo.ANY_PACKET_SIZE;
  private int receiveMaximum = 0xffff;

  BrokerConnection(ModelBroker broker) {
    this.broker = broker;
  }

  int receiveMaximum() {
    return receiveMaximum;
  }

  /** Whether the client takes a packet of this size; else the message is dropped, as MQTT says. */
  boolean takes(BrokerMessage message) {
    return message.packetBytes() <= maximumPacketSize;
  }

  void send(BrokerMessage message, int id, boolean duplicate) {
    write(message.packet(id, duplicate, mqtt5));
  }

  /** Sends a PUBREL. */
  void release(int id) {
    reply(MqttMessageType.PUBREL, id, 0);
  }

  /** Another connection has come with this client id. */
  void takenOver() {
    end(SESSION_TAKEN_OVER);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    left();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
    var unused = caught.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext reading, MqttMessage packet) {
    if (closed) {
      return;
    } else if (packet.decoderResult().isFailure()) {
      boolean tooLong = packet.decoderResult().cause() instanceof TooLongFrameException;
      end(tooLong ? PACKET_TOO_LARGE : MALFORMED_PACKET);
      return;
    }
    BrokerSession current = session;
    if (packet instanceof MqttConnectMessage connect && current == null) {
      connect(connect);
    } else if (current == null) {
      end(PROTOCOL_ERROR);
    } else {
      read(current, packet);
    }
  }

  private void read(BrokerSession current, MqttMessage packet) {
    switch (packet.fixedHeader().messageType()) {
      case PUBLISH -> publish(current, (MqttPublishMessage) packet);
      case PUBACK, PUBCOMP -> current.acknowledged(packetId(packet));
      case PUBREC -> {
        if (reasonCode(packet) >= 0x80) {
          current.acknowledged(packetId(packet));
        } else {
          current.received(packetId(packet));
          release(packetId(packet));
        }
      }
      case PUBREL -> {
        current.released(packetId(packet));
        reply(MqttMessageType.PUBCOMP, packetId(packet), 0);
      }
      case SUBSCRIBE -> subscribe(current, (MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> unsubscribe(current, (MqttUnsubscribeMessage) packet);
      case PINGREQ -> write(new MqttMessage(header(MqttMessageType.PINGRESP, 0)));
      case DISCONNECT -> disconnect(packet);
      default -> end(PROTOCOL_ERROR);
    }
  }

  private void connect(MqttConnectMessage packet) {
    MqttConnectVariableHeader header = packet.variableHeader();
    MqttConnectPayload payload = packet.payload();
    mqtt5 = header.version() == VERSION_5;
    sessionExpirySeconds =
        mqtt5
            ? number(header.properties(), MqttPropertyType.SESSION_EXPIRY_INTERVAL, 0)
            : header.isCleanSession() ? 0 : FOR_EVER;
    maximumPacketSize =
        number(
            header.properties(), MqttPropertyType.MAXIMUM_PACKET_SIZE, ClientInfo.ANY_PACKET_SIZE);
    receiveMaximum =
        (int) number(header.properties(), MqttPropertyType.RECEIVE_MAXIMUM, receiveMaximum);
    byte[] password = payload.passwordInBytes();
    ClientInfo client =
        new ClientInfo(
            payload.clientIdentifier(),
            mqtt5,
            maximumPacketSize,
            payload.userName(),
            password == null ? null : new String(password, StandardCharsets.UTF_8),
            header.isWillFlag() ? payload.willTopic() : null);
    int refusal = broker.server().refusalOfConnect(client);
    if (refusal != 0) {
      connAck(mqtt5 ? refusal : codeOf311(refusal), false);
      close();
      return;
    }
    if (header.isWillFlag()) {
      will =
          BrokerMessage.of(
              payload.willTopic(),
              payload.willMessageInBytes(),
              header.willQos(),
              header.isWillRetain());
    }
    BrokerSession taken = broker.session(client.clientId(), header.isCleanSession());
    session = taken;
    broker.server().connected(client);
    connAck(0, taken.isKept());
    taken.attach(this);
  }

  private static int codeOf311(int code) {
    return switch (code) {
      case 0x85 -> 2;
      case 0x88 -> 3;
      case 0x86 -> 4;
      default -> 5;
    };
  }

  private void connAck(int code, boolean sessionPresent) {
    MqttProperties properties = new MqttProperties();
    if (mqtt5 && code == 0) {
      properties.add(
          new IntegerProperty(
              MqttPropertyType.MAXIMUM_PACKET_SIZE.value(), ModelBroker.MAX_PACKET_BYTES));
    }
    write(
        new MqttConnAckMessage(
            header(MqttMessageType.CONNACK, 0),
            new MqttConnAckVariableHeader(
                MqttConnectReturnCode.valueOf((byte) code), sessionPresent, properties)));
  }

  private void publish(BrokerSession current, MqttPublishMessage packet) {
    MqttPublishVariableHeader header = packet.variableHeader();
    String clientId = current.clientId();
    String topic = header.topicName();
    int qos = packet.fixedHeader().qosLevel().value();
    boolean retain = packet.fixedHeader().isRetain();
    if (qos == 2 && !current.isFirst(header.packetId())) {
      reply(MqttMessageType.PUBREC, header.packetId(), 0);
      return;
    }
    if (!broker.server().mayPublish(clientId, topic, retain)) {
      current.released(header.packetId());
      if (mqtt5 && qos > 0) {
        acknowledge(qos, header.packetId(), NOT_AUTHORIZED);
      } else {
        end(NOT_AUTHORIZED);
      }
      return;
    }
    byte[] payload = ByteBufUtil.getBytes(packet.payload());
    if (broker.server().isRequest(clientId, topic, retain)) {
      MqttProperties properties = header.properties();
      Integer expiry =
          property(properties, MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL, Integer.class);
      broker
          .server()
          .request(
              new InboundRequest(
                  clientId,
                  payload,
                  qos,
                  packet.fixedHeader().isDup(),
                  retain,
                  property(properties, MqttPropertyType.RESPONSE_TOPIC, String.class),
                  property(properties, MqttPropertyType.CORRELATION_DATA, byte[].class),
                  expiry == null ? null : Integer.toUnsignedLong(expiry)));
    } else {
      broker.route(BrokerMessage.of(topic, payload, qos, retain));
    }
    acknowledge(qos, header.packetId(), 0);
  }

  private void acknowledge(int qos, int packetId, int code) {
    if (qos > 0) {
      reply(qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC, packetId, code);
    }
  }

  private void subscribe(BrokerSession current, MqttSubscribeMessage packet) {
    List<Integer> codes = new ArrayList<>();
    List<Runnable> afterwards = new ArrayList<>();
    for (MqttTopicSubscription wanted : packet.payload().topicSubscriptions()) {
      String filter = wanted.topicFilter();
      int qos = wanted.qualityOfService().value();
      if (!TopicFilters.isFilter(filter)) {
        codes.add(mqtt5 ? FILTER_INVALID : SUBSCRIBE_FAILED);
      } else if (!broker.server().maySubscribe(current.clientId(), filter)) {
        codes.add(mqtt5 ? NOT_AUTHORIZED : SUBSCRIBE_FAILED);
      } else {
        codes.add(qos);
        if (wantsRetained(wanted.option(), current.subscribe(filter, qos))) {
          afterwards.add(() -> broker.deliverRetained(current, filter, qos));
        }
      }
    }
    write(
        new MqttSubAckMessage(
            header(MqttMessageType.SUBACK, 0), idHeader(packet), new MqttSubAckPayload(codes)));
    afterwards.forEach(Runnable::run);
  }

  private static boolean wantsRetained(MqttSubscriptionOption option, boolean isNew) {
    RetainedHandlingPolicy policy = option.retainHandling();
    return policy == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE
        || (policy == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS && isNew);
  }

  private void unsubscribe(BrokerSession current, MqttUnsubscribeMessage packet) {
    List<Short> codes = new ArrayList<>();
    for (String filter : packet.payload().topics()) {
      codes.add((short) (current.unsubscribe(filter) ? 0 : NO_SUBSCRIPTION));
    }
    write(
        new MqttUnsubAckMessage(
            header(MqttMessageType.UNSUBACK, 0),
            idHeader(packet),
            new MqttUnsubAckPayload(mqtt5 ? codes : List.of())));
  }

  private void disconnect(MqttMessage packet) {
    if (!(mqtt5 && reasonCode(packet) == DISCONNECT_WITH_WILL)) {
      will = null;
    }
    if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
      sessionExpirySeconds =
          number(
              header.properties(), MqttPropertyType.SESSION_EXPIRY_INTERVAL, sessionExpirySeconds);
    }
    close();
    left();
  }

  /** What the end of a connection means for its session; once for each connection. */
  private void left() {
    BrokerSession current = session;
    if (current == null || !current.isAttachedTo(this)) {
      return;
    }
    current.detach();
    BrokerMessage last = will;
    if (last != null) {
      broker.route(last);
    }
    if (sessionExpirySeconds == 0) {
      broker.end(current);
      return;
    }
    broker.server().disconnected(current.clientId(), false);
    ChannelHandlerContext known = context;
    if (sessionExpirySeconds < FOR_EVER && known != null) {
      int left = current.departures();
      var unused =
          known
              .channel()
              .eventLoop()
              .schedule(
                  () -> {
                    if (!current.isAttached() && current.departures() == left) {
                      broker.end(current);
                    }
                  },
                  sessionExpirySeconds,
                  TimeUnit.SECONDS);
    }
  }

  /** Ends the connection; only MQTT 5 has a packet that says why. */
  private void end(int code) {
    if (mqtt5) {
      write(
          new MqttMessage(
              header(MqttMessageType.DISCONNECT, 0),
              new MqttReasonCodeAndPropertiesVariableHeader(
                  (byte) code, MqttProperties.NO_PROPERTIES)));
    }
    close();
    left();
  }

  /**
   * Ends this side of the connection; the client's end of it ends the rest. What it has sent is
   * read and forgotten until then: closing a socket with something unread would take back what was
   * written to it last.
   */
  private void close() {
    closed = true;
    ChannelHandlerContext known = context;
    if (known != null) {
      var unused =
          known
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(
                  written -> {
                    var unusedEnd = ((SocketChannel) known.channel()).shutdownOutput();
                  });
    }
  }

  private void reply(MqttMessageType type, int id, int code) {
    MqttMessageIdVariableHeader header =
        mqtt5
            ? new MqttPubReplyMessageVariableHeader(id, (byte) code, MqttProperties.NO_PROPERTIES)
            : MqttMessageIdVariableHeader.from(id);
    write(new MqttMessage(header(type, type == MqttMessageType.PUBREL ? 1 : 0), header));
  }

  private void write(MqttMessage packet) {
    ChannelHandlerContext known = context;
    if (known != null) {
      var unused = known.writeAndFlush(packet);
    }
  }

  private static MqttFixedHeader header(MqttMessageType type, int qos) {
    return new MqttFixedHeader(type, false, MqttQoS.valueOf(qos), false, 0);
  }

  private static MqttMessageIdAndPropertiesVariableHeader idHeader(MqttMessage packet) {
    return new MqttMessageIdAndPropertiesVariableHeader(
        packetId(packet), MqttProperties.NO_PROPERTIES);
  }

  private static int packetId(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  private static int reasonCode(MqttMessage packet) {
    if (packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply) {
      return reply.reasonCode() & 0xff;
    } else if (packet.variableHeader()
        instanceof MqttReasonCodeAndPropertiesVariableHeader reason) {
      return reason.reasonCode() & 0xff;
    }
    return 0;
  }

  private static long number(MqttProperties properties, MqttPropertyType type, long otherwise) {
    Integer value = property(properties, type, Integer.class);
    return value == null ? otherwise : Integer.toUnsignedLong(value);
  }

  private static <T> @Nullable T property(
      MqttProperties properties, MqttPropertyType type, Class<T> form) {
    MqttProperties.MqttProperty<?> property = properties.getProperty(type.value());
    return property == null ? null : form.cast(property.value());
  }
}
