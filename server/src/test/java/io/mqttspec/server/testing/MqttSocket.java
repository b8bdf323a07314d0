package io.mqttspec.server.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client that does what a well-behaved library does not: stays silent, or sends too much. */
public final class MqttSocket implements AutoCloseable {

  /** Versions as they stand in a CONNECT. */
  public static final int MQTT_3_1_1 = 4;

  public static final int MQTT_5 = 5;

  /** First bytes of packets. */
  public static final int CONNACK = 0x20;

  public static final int PINGRESP = 0xD0;
  public static final int DISCONNECT = 0xE0;

  /**
   * A packet that came.
   *
   * @param type its first byte
   * @param body what follows its length
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Packet(int type, byte[] body) {}

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private MqttSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) Await.LONG.toMillis());
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** A connection on which nothing has been sent. */
  public static MqttSocket open(int port) {
    try {
      return new MqttSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection on which a CONNECT was sent; its answer is still to be read. */
  public static MqttSocket connecting(int port, int version, String clientId, int keepAlive) {
    MqttSocket opened = open(port);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    try {
      data.writeUTF("MQTT");
      data.writeByte(version);
      // Clean session.
      data.writeByte(2);
      data.writeShort(keepAlive);
      if (version == MQTT_5) {
        // No properties.
        data.writeByte(0);
      }
      data.writeUTF(clientId);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return opened.send(0x10, body.toByteArray());
  }

  /** A connection that was let in. */
  public static MqttSocket connected(int port, int version, String clientId, int keepAlive) {
    MqttSocket connecting = connecting(port, version, clientId, keepAlive);
    Packet answer = connecting.next().orElseThrow(() -> new AssertionError("closed"));
    if (answer.type() != CONNACK || answer.body()[1] != 0) {
      throw new AssertionError("refused with " + (answer.body()[1] & 0xFF));
    }
    return connecting;
  }

  /** Sends a PUBLISH with QoS 0 and no properties. */
  @CanIgnoreReturnValue
  public MqttSocket publish(int version, String topic, int payloadBytes) {
    return publish(version, topic, new byte[payloadBytes]);
  }

  /** Sends a PUBLISH with QoS 0 and no properties. */
  @CanIgnoreReturnValue
  public MqttSocket publish(int version, String topic, byte[] payload) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[2 + name.length + (version == MQTT_5 ? 1 : 0) + payload.length];
    body[1] = (byte) name.length;
    System.arraycopy(name, 0, body, 2, name.length);
    System.arraycopy(payload, 0, body, body.length - payload.length, payload.length);
    return send(0x30, body);
  }

  @CanIgnoreReturnValue
  public MqttSocket ping() {
    return send(0xC0, new byte[0]);
  }

  private MqttSocket send(int type, byte[] body) {
    try {
      out.writeByte(type);
      int rest = body.length;
      do {
        out.writeByte((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
        rest >>= 7;
      } while (rest > 0);
      out.write(body);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The next packet, nothing once the server has closed the connection. */
  public Optional<Packet> next() {
    try {
      int type = in.readUnsignedByte();
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.readUnsignedByte();
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while (digit > 0x7F);
      return Optional.of(new Packet(type, in.readNBytes(length)));
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
