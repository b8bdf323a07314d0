package io.mqttspec.conformance.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that makes its packets itself and costs next to nothing: what is written goes out when
 * all that has come is read, in one piece.
 */
final class PacketConnection extends ByteToMessageDecoder implements Connection {

  private static final int LONGEST_LENGTH = 4;
  private static final int LEAST_BUFFER = 512;

  private final LoadLoop loop;
  private final BenchTarget target;
  private final String clientId;
  private final Listener listener;
  private final byte[] requestTopic;
  private final byte[] responseTopic;
  private byte[] buffer = new byte[0];
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf out;
  private boolean reading;
  private String end = "the broker ended the connection";
  private int packetId;

  /**
   * A client that is not connected yet.
   *
   * @param requestTopic where it publishes, such as {@code spec/c1/request}
   */
  PacketConnection(
      LoadLoop loop, BenchTarget target, String clientId, String requestTopic, Listener listener) {
    this.loop = loop;
    this.target = target;
    this.clientId = clientId;
    this.listener = listener;
    this.requestTopic = requestTopic.getBytes(StandardCharsets.UTF_8);
    this.responseTopic = target.responseTopic(clientId).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void connect() {
    loop.connect(this, target);
  }

  @Override
  public void subscribe(String filter, int qos) {
    Packets.subscribe(out(), nextPacketId(), filter, qos);
    flushUnlessReading();
  }

  @Override
  public void publish(Template payload, long token, int qos) {
    ByteBuf to = out();
    Packets.publish(to, requestTopic, qos, qos == 0 ? 0 : nextPacketId(), payload.length());
    payload.write(to, token);
  }

  @Override
  public void flushUnlessReading() {
    if (!reading) {
      flush();
    }
  }

  @Override
  public void disconnect() {
    if (context != null) {
      end = "";
      Packets.disconnect(out());
      flush();
      var unused = context.close();
    }
  }

  private void flush() {
    ByteBuf written = out;
    if (written != null && context != null) {
      out = null;
      var unused = context.writeAndFlush(written, context.voidPromise());
    }
  }

  private ByteBuf out() {
    ByteBuf open = out;
    if (open == null) {
      if (context == null) {
        throw new IllegalStateException(clientId + " is not connected");
      }
      open = context.alloc().directBuffer(1024);
      out = open;
    }
    return open;
  }

  private int nextPacketId() {
    packetId = packetId % 0xffff + 1;
    return packetId;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    context = active;
    Packets.connect(out(), clientId, target.user(), target.password());
    flush();
  }

  @Override
  protected void decode(ChannelHandlerContext active, ByteBuf in, List<Object> unused) {
    reading = true;
    while (in.isReadable(2)) {
      int start = in.readerIndex();
      int head = in.getUnsignedByte(start);
      int length = 0;
      int at = start + 1;
      boolean whole = false;
      for (int shift = 0; !whole && shift < 7 * LONGEST_LENGTH; shift += 7) {
        if (at >= in.writerIndex()) {
          return;
        }
        int digit = in.getByte(at++);
        length |= (digit & 0x7f) << shift;
        whole = digit >= 0;
      }
      if (!whole) {
        fail("the broker sent a packet without an end");
        return;
      }
      if (in.writerIndex() - at < length) {
        return;
      }
      packet(head, in, at, length);
      in.readerIndex(at + length);
    }
  }

  private void packet(int head, ByteBuf in, int at, int length) {
    switch (head >>> 4) {
      case Packets.PUBLISH -> publication((head >>> 1) & 3, in, at, length);
      case Packets.CONNACK -> {
        int code = in.getByte(at + 1);
        if (code == 0) {
          listener.connected();
        } else {
          fail("the broker refused the connection with code " + code);
        }
      }
      case Packets.SUBACK -> {
        int code = in.getUnsignedByte(at + length - 1);
        if (code < 0x80) {
          listener.subscribed();
        } else {
          fail("the broker refused a subscription");
        }
      }
      default -> {
        // PUBACK: the answer says more. PINGRESP: there is none.
      }
    }
  }

  private void publication(int qos, ByteBuf in, int at, int length) {
    if (buffer.length < length) {
      buffer = new byte[Math.max(LEAST_BUFFER, length * 2)];
    }
    in.getBytes(at, buffer, 0, length);
    int topicLength = in.getUnsignedShort(at);
    int payload = 2 + topicLength;
    boolean onResponse =
        Arrays.equals(responseTopic, 0, responseTopic.length, buffer, 2, 2 + topicLength);
    if (qos > 0) {
      Packets.pubAck(out(), in.getUnsignedShort(at + payload));
      payload += 2;
    }
    listener.received(onResponse, buffer, payload, length);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext active) throws Exception {
    listener.readAll();
    reading = false;
    flush();
    super.channelReadComplete(active);
  }

  /** To be told when the channel could not be connected. */
  void unreachable(Throwable cause) {
    listener.closed("no connection to " + target.broker() + ": " + cause.getMessage());
  }

  @Override
  public void fail(String reason) {
    end = reason;
    if (context != null) {
      var unused = context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) throws Exception {
    super.channelInactive(inactive);
    ByteBuf unsent = out;
    out = null;
    context = null;
    if (unsent != null) {
      unsent.release();
    }
    listener.closed(end);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
    fail(cause.toString());
  }
}
