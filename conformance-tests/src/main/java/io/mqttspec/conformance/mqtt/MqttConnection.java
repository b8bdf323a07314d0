package io.mqttspec.conformance.mqtt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
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
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT connection that shows what the broker does and hides nothing: reason codes, the end of
 * the connection, each message as it came. Inbound QoS 1 and 2 messages are acknowledged at once.
 * Every wait ends at the deadline. May be used by any thread.
 */
public final class MqttConnection implements AutoCloseable {

  /** Stands for a reason code where the connection ended instead. */
  public static final int CLOSED = -1;

  private static final int RECEIVE_MAXIMUM = MqttPropertyType.RECEIVE_MAXIMUM.value();

  /** Where the broker tells no Receive Maximum: all packet identifiers. */
  private static final int MOST_UNACKNOWLEDGED = 0xffff;

  private static final List<Integer> CLOSED_CODES = List.of(CLOSED);

  private final ConnectOptions options;
  private final Duration timeout;
  private volatile WireLog log;
  private final AtomicInteger packetIds = new AtomicInteger();
  private final CompletableFuture<Integer> connectCode = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final Map<Integer, CompletableFuture<List<Integer>>> pending = new ConcurrentHashMap<>();

  /** What MQTT 5 lets this side still publish with QoS 1 and 2; without limit until the CONNACK. */
  private final Semaphore sendQuota = new Semaphore(MOST_UNACKNOWLEDGED);

  private volatile boolean sessionPresent;
  private volatile boolean acknowledging = true;
  private volatile int disconnectCode = CLOSED;
  private @Nullable Channel channel;

  @GuardedBy("this")
  private final Deque<InboundMessage> inbox = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean ended;

  MqttConnection(ConnectOptions options, Duration timeout, WireLog log) {
    this.options = options;
    this.timeout = timeout;
    this.log = log;
  }

  ChannelHandler handler() {
    return new Handler();
  }

  void attach(Channel newChannel) {
    channel = newChannel;
  }

  void login() {
    MqttProperties properties = new MqttProperties();
    if (isVersion5()) {
      properties.add(
          new IntegerProperty(
              MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(),
              (int) options.sessionExpirySeconds()));
      if (options.maximumPacketSize() > 0) {
        properties.add(
            new IntegerProperty(
                MqttPropertyType.MAXIMUM_PACKET_SIZE.value(), options.maximumPacketSize()));
      }
    }
    MqttMessageBuilders.ConnectBuilder connect =
        MqttMessageBuilders.connect()
            .protocolVersion(isVersion5() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
            .clientId(options.clientId())
            .cleanSession(options.cleanStart())
            .keepAlive(options.keepAliveSeconds())
            .properties(properties);
    String user = options.user();
    if (user != null) {
      connect.username(user);
    }
    String password = options.password();
    if (password != null) {
      connect.password(password.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Publication will = options.will();
    if (will != null) {
      connect
          .willFlag(true)
          .willTopic(will.topic())
          .willMessage(will.payload())
          .willQoS(MqttQoS.valueOf(will.qos()))
          .willRetain(will.retained());
    }
    send(
        connect.build(),
        "CONNECT MQTT " + options.version().number() + (will == null ? "" : " with a will"));
    int code = await(connectCode, "CONNACK");
    log.add(options.clientId(), "<", "CONNACK " + code);
  }

  /** The CONNACK's code; {@link #CLOSED} where the broker closed without one. */
  public int connectCode() {
    return connectCode.getNow(CLOSED);
  }

  /** The CONNACK's Session Present. */
  public boolean sessionPresent() {
    return sessionPresent;
  }

  public boolean isVersion5() {
    return options.version() == Version.V5;
  }

  /**
   * Subscribes and waits for the SUBACK.
   *
   * @return a code for each filter, or {@link #CLOSED} alone
   */
  public List<Integer> subscribe(int qos, String... filters) {
    int id = nextPacketId();
    MqttMessageBuilders.SubscribeBuilder subscribe = MqttMessageBuilders.subscribe().messageId(id);
    for (String filter : filters) {
      subscribe.addSubscription(MqttQoS.valueOf(qos), filter);
    }
    return exchange(id, subscribe.build(), "SUBSCRIBE " + List.of(filters));
  }

  /**
   * Unsubscribes and waits for the UNSUBACK.
   *
   * @return a code for each filter (none with MQTT 3.1.1), or {@link #CLOSED} alone
   */
  public List<Integer> unsubscribe(String... filters) {
    int id = nextPacketId();
    MqttMessageBuilders.UnsubscribeBuilder unsubscribe =
        MqttMessageBuilders.unsubscribe().messageId(id);
    for (String filter : filters) {
      unsubscribe.addTopicFilter(filter);
    }
    return exchange(id, unsubscribe.build(), "UNSUBSCRIBE " + List.of(filters));
  }

  /**
   * Publishes, without waiting for an acknowledgement; only where the broker's Receive Maximum is
   * reached it waits for that of an earlier one.
   *
   * @return the code of the PUBACK, PUBREC or PUBCOMP that ends it, {@link #CLOSED} where the
   *     connection ended before; 0 at once for QoS 0
   */
  public CompletableFuture<Integer> publishAsync(Publication publication) {
    if (publication.qos() == 0 || publication.repeatedPacketId() > 0) {
      return publishNow(publication);
    }
    takeQuota();
    return returningQuota(publishNow(publication));
  }

  private void takeQuota() {
    try {
      if (!sendQuota.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new MqttFailedException(
            options.clientId() + " waited " + timeout.toMillis() + " ms for acknowledgements");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MqttFailedException("Interrupted while waiting for acknowledgements", e);
    }
  }

  private CompletableFuture<Integer> returningQuota(CompletableFuture<Integer> acknowledged) {
    return acknowledged.whenComplete((code, failure) -> sendQuota.release());
  }

  private CompletableFuture<Integer> publishNow(Publication publication) {
    boolean repeat = publication.repeatedPacketId() > 0;
    int id = repeat ? publication.repeatedPacketId() : publication.qos() == 0 ? 0 : nextPacketId();
    MqttPublishMessage packet =
        new MqttPublishMessage(
            new MqttFixedHeader(
                MqttMessageType.PUBLISH,
                repeat,
                MqttQoS.valueOf(publication.qos()),
                publication.retained(),
                0),
            new MqttPublishVariableHeader(publication.topic(), id, publication.properties()),
            Unpooled.wrappedBuffer(publication.payload()));
    CompletableFuture<List<Integer>> acknowledged =
        id == 0 ? CompletableFuture.completedFuture(List.of(0)) : expect(id);
    send(
        packet,
        "PUBLISH "
            + publication.topic()
            + " qos "
            + publication.qos()
            + (repeat ? " repeats packet " + id : "")
            + (publication.retained() ? " retained " : " ")
            + new String(publication.payload(), java.nio.charset.StandardCharsets.UTF_8));
    return acknowledged.thenApply(codes -> codes.get(0));
  }

  /** The packet identifier that the newest publish, subscribe or unsubscribe had. */
  public int lastPacketId() {
    return packetIds.get();
  }

  /** Sends bytes as they are, whatever the broker makes of them. */
  public void sendBytes(byte... bytes) {
    send(Unpooled.wrappedBuffer(bytes.clone()), "bytes " + ByteBufUtil.hexDump(bytes));
  }

  /**
   * Publishes a message and at once its repeat with the DUP flag: nothing that comes back for the
   * first is read before the second is sent.
   *
   * @return as {@link #publishAsync} does for the first
   */
  public CompletableFuture<Integer> publishTwice(Publication publication) {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Channel open = channel;
    if (open == null) {
      throw new IllegalStateException("Not logged in");
    }
    takeQuota();
    open.eventLoop()
        .execute(
            () -> {
              var first = publishNow(publication);
              var unused = publishNow(publication.repeats(lastPacketId()));
              var unusedCode = first.thenAccept(code::complete);
            });
    return returningQuota(code);
  }

  /** Publishes and waits; see {@link #publishAsync} for what is returned. */
  public int publish(Publication publication) {
    return await(publishAsync(publication), "an acknowledgement");
  }

  /**
   * Takes the first message that is wanted, in order of arrival, waiting for it if need be.
   *
   * @return the message, or null if none came until the deadline or the end of the connection
   */
  public @Nullable InboundMessage poll(Predicate<InboundMessage> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (this) {
      while (true) {
        InboundMessage found = takeFirst(wanted);
        long left = deadline - System.nanoTime();
        if (found != null || ended || left <= 0) {
          return found;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }

  /**
   * Takes the first message on a topic.
   *
   * @return the message, or null as in {@link #poll}
   */
  public @Nullable InboundMessage pollTopic(String topic) throws InterruptedException {
    return poll(message -> message.topic().equals(topic));
  }

  /** What came and nobody took, now, without waiting. */
  public synchronized List<InboundMessage> untaken() {
    return List.copyOf(inbox);
  }

  /** Forgets what came and nobody took, and writes to another log from now on. */
  public synchronized void reuse(WireLog newLog) {
    inbox.clear();
    log = newLog;
    log.add(
        options.clientId(),
        "!",
        "connected since an earlier case, with MQTT " + options.version().number());
  }

  /** Waits for the end of the connection; true when it came in time. */
  public boolean awaitClosed() {
    try {
      int code = await(closed, "the end of the connection");
      log.add(options.clientId(), "<", "closed, code " + code);
      return true;
    } catch (MqttFailedException e) {
      return false;
    }
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  /** The reason of the broker's DISCONNECT (MQTT 5); {@link #CLOSED} where none came. */
  public int disconnectCode() {
    return disconnectCode;
  }

  /** From now on acknowledges nothing that comes: to the server it is as if nothing had come. */
  public void stopAcknowledging() {
    acknowledging = false;
  }

  /** Ends the TCP connection without DISCONNECT, as a lost network does. */
  public void cut() {
    Channel open = channel;
    if (open != null) {
      open.close().awaitUninterruptibly(timeout.toMillis());
    }
  }

  /** Sends DISCONNECT and ends the connection. Does nothing where it has ended. */
  @Override
  public void close() {
    if (isOpen() && channel != null) {
      send(
          new MqttMessage(
              new MqttFixedHeader(
                  MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0)),
          "DISCONNECT");
    }
    cut();
  }

  @GuardedBy("this")
  private @Nullable InboundMessage takeFirst(Predicate<InboundMessage> wanted) {
    for (Iterator<InboundMessage> messages = inbox.iterator(); messages.hasNext(); ) {
      InboundMessage message = messages.next();
      if (wanted.test(message)) {
        messages.remove();
        return message;
      }
    }
    return null;
  }

  private int nextPacketId() {
    return packetIds.updateAndGet(id -> id % 0xffff + 1);
  }

  private CompletableFuture<List<Integer>> expect(int id) {
    // A repeat is acknowledged with its first one.
    CompletableFuture<List<Integer>> answer =
        pending.computeIfAbsent(id, unanswered -> new CompletableFuture<>());
    if (closed.isDone()) {
      answer.complete(CLOSED_CODES);
    }
    return answer;
  }

  private List<Integer> exchange(int id, MqttMessage packet, String description) {
    CompletableFuture<List<Integer>> answer = expect(id);
    send(packet, description);
    List<Integer> codes = await(answer, "the answer to " + description);
    log.add(
        options.clientId(),
        "<",
        (packet.fixedHeader().messageType() == MqttMessageType.SUBSCRIBE ? "SUBACK " : "UNSUBACK ")
            + codes);
    return codes;
  }

  private void send(Object packet, String description) {
    log.add(options.clientId(), ">", description);
    Channel open = channel;
    if (open == null || !open.isActive()) {
      ReferenceCountUtil.release(packet);
      return;
    }
    // Closing tells every waiter; where writing fails the connection is of no more use.
    var unused =
        open.writeAndFlush(packet)
            .addListener(
                written -> {
                  if (!written.isSuccess()) {
                    log.add(options.clientId(), "!", "not sent: " + written.cause());
                    var unusedClose = open.close();
                  }
                });
  }

  private <T> T await(CompletableFuture<T> future, String what) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new MqttFailedException(
          options.clientId() + " waited " + timeout.toMillis() + " ms for " + what, e);
    } catch (ExecutionException e) {
      throw new MqttFailedException("Waiting for " + what + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MqttFailedException("Interrupted while waiting for " + what, e);
    }
  }

  /** Runs on the transport's thread. */
  private final class Handler extends SimpleChannelInboundHandler<MqttMessage> {

    private final Set<Integer> receivedQos2 = new HashSet<>();

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
      if (packet.decoderResult().isFailure()) {
        log.add(options.clientId(), "<", "undecodable: " + packet.decoderResult().cause());
        var unused = context.close();
        return;
      }
      switch (packet.fixedHeader().messageType()) {
        case CONNACK -> {
          MqttConnAckMessage connAck = (MqttConnAckMessage) packet;
          sessionPresent = connAck.variableHeader().isSessionPresent();
          if (connAck.variableHeader().properties().getProperty(RECEIVE_MAXIMUM)
              instanceof IntegerProperty receiveMaximum) {
            sendQuota.acquireUninterruptibly(MOST_UNACKNOWLEDGED - receiveMaximum.value());
          }
          connectCode.complete(connAck.variableHeader().connectReturnCode().byteValue() & 0xff);
        }
        case PUBLISH -> received(context, (MqttPublishMessage) packet);
        case PUBACK, PUBCOMP -> complete(packetId(packet), List.of(reasonCode(packet)));
        case PUBREC -> {
          if (reasonCode(packet) < 0x80) {
            reply(context, MqttMessageType.PUBREL, packetId(packet));
          } else {
            complete(packetId(packet), List.of(reasonCode(packet)));
          }
        }
        case PUBREL -> {
          receivedQos2.remove(packetId(packet));
          reply(context, MqttMessageType.PUBCOMP, packetId(packet));
        }
        case SUBACK -> {
          MqttSubAckMessage subAck = (MqttSubAckMessage) packet;
          complete(subAck.variableHeader().messageId(), subAck.payload().reasonCodes());
        }
        case UNSUBACK -> {
          MqttUnsubAckMessage unsubAck = (MqttUnsubAckMessage) packet;
          List<Short> codes =
              isVersion5() ? unsubAck.payload().unsubscribeReasonCodes() : Collections.emptyList();
          complete(
              unsubAck.variableHeader().messageId(),
              codes.stream().map(code -> code & 0xff).toList());
        }
        case DISCONNECT -> {
          disconnectCode = reasonCode(packet);
          log.add(options.clientId(), "<", "DISCONNECT " + disconnectCode);
        }
        default -> {
          // PINGRESP needs no answer; nothing else is a server's to send.
        }
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        var unused =
            context.writeAndFlush(
                new MqttMessage(
                    new MqttFixedHeader(
                        MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connectCode.complete(CLOSED);
      closed.complete(disconnectCode);
      pending.values().forEach(answer -> answer.complete(CLOSED_CODES));
      synchronized (MqttConnection.this) {
        ended = true;
        MqttConnection.this.notifyAll();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.add(options.clientId(), "!", cause.toString());
      var unused = context.close();
    }

    private void received(ChannelHandlerContext context, MqttPublishMessage packet) {
      int qos = packet.fixedHeader().qosLevel().value();
      int id = packet.variableHeader().packetId();
      if (qos == 2 && !receivedQos2.add(id)) {
        reply(context, MqttMessageType.PUBREC, id);
        return;
      }
      MqttProperties properties = packet.variableHeader().properties();
      InboundMessage message =
          new InboundMessage(
              packet.variableHeader().topicName(),
              ByteBufUtil.getBytes(packet.payload()),
              qos,
              packet.fixedHeader().isRetain(),
              property(properties, MqttPropertyType.CONTENT_TYPE, String.class),
              propertyNumber(properties, MqttPropertyType.PAYLOAD_FORMAT_INDICATOR),
              property(properties, MqttPropertyType.CORRELATION_DATA, byte[].class));
      log.add(options.clientId(), "<", "PUBLISH " + message);
      synchronized (MqttConnection.this) {
        inbox.addLast(message);
        MqttConnection.this.notifyAll();
      }
      if (qos > 0 && acknowledging) {
        reply(context, qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC, id);
      }
    }

    private <T> @Nullable T property(
        MqttProperties properties, MqttPropertyType type, Class<T> form) {
      MqttProperties.MqttProperty<?> property = properties.getProperty(type.value());
      return property == null ? null : form.cast(property.value());
    }

    private int propertyNumber(MqttProperties properties, MqttPropertyType type) {
      Integer value = property(properties, type, Integer.class);
      return value == null ? 0 : value;
    }

    private void complete(int id, List<Integer> codes) {
      CompletableFuture<List<Integer>> answer = pending.remove(id);
      if (answer != null) {
        answer.complete(codes);
      }
    }

    private int packetId(MqttMessage packet) {
      return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private int reasonCode(MqttMessage packet) {
      Object header = packet.variableHeader();
      if (header instanceof MqttPubReplyMessageVariableHeader reply) {
        return reply.reasonCode() & 0xff;
      } else if (header instanceof MqttReasonCodeAndPropertiesVariableHeader reason) {
        return reason.reasonCode() & 0xff;
      }
      return 0;
    }

    private void reply(ChannelHandlerContext context, MqttMessageType type, int id) {
      MqttQoS qos = type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
      var unused =
          context.writeAndFlush(
              new MqttMessage(
                  new MqttFixedHeader(type, false, qos, false, 2),
                  new MqttPubReplyMessageVariableHeader(
                      id, (byte) 0, MqttProperties.NO_PROPERTIES)));
    }
  }
}
