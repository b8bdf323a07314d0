package io.mqttspec.conformance.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 3.1.1 packets straight into a buffer. A codec that makes objects of packets costs several
 * times as much, at the expense of what is measured.
 */
final class Packets {

  static final int CONNACK = 2;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int SUBACK = 9;

  private static final int CLEAN_SESSION = 0x02;
  private static final int HAS_PASSWORD = 0x40;
  private static final int HAS_USER = 0x80;

  private Packets() {}

  static void connect(
      ByteBuf out, String clientId, @Nullable String user, @Nullable String password) {
    byte[] id = utf8(clientId);
    byte[] userBytes = utf8(user);
    byte[] passwordBytes = utf8(password);
    int flags = CLEAN_SESSION;
    int length = 10 + 2 + id.length;
    if (user != null) {
      flags |= HAS_USER;
      length += 2 + userBytes.length;
    }
    if (password != null) {
      flags |= HAS_PASSWORD;
      length += 2 + passwordBytes.length;
    }
    header(out, 0x10, length);
    text(out, utf8("MQTT"));
    out.writeByte(4).writeByte(flags).writeShort(0);
    text(out, id);
    if (user != null) {
      text(out, userBytes);
    }
    if (password != null) {
      text(out, passwordBytes);
    }
  }

  static void subscribe(ByteBuf out, int packetId, String filter, int qos) {
    byte[] bytes = utf8(filter);
    header(out, 0x82, 2 + 2 + bytes.length + 1);
    out.writeShort(packetId);
    text(out, bytes);
    out.writeByte(qos);
  }

  /** The head of a PUBLISH, behind which its payload of that many bytes has to follow. */
  static void publish(ByteBuf out, byte[] topic, int qos, int packetId, int payloadBytes) {
    header(out, 0x30 | (qos << 1), 2 + topic.length + (qos > 0 ? 2 : 0) + payloadBytes);
    text(out, topic);
    if (qos > 0) {
      out.writeShort(packetId);
    }
  }

  static void pubAck(ByteBuf out, int packetId) {
    out.writeInt((0x4002 << 16) | packetId);
  }

  static void disconnect(ByteBuf out) {
    out.writeShort(0xe000);
  }

  private static void header(ByteBuf out, int typeAndFlags, int length) {
    out.writeByte(typeAndFlags);
    int left = length;
    while (left > 0x7f) {
      out.writeByte((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.writeByte(left);
  }

  private static void text(ByteBuf out, byte[] utf8) {
    out.writeShort(utf8.length).writeBytes(utf8);
  }

  private static byte[] utf8(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }
}
