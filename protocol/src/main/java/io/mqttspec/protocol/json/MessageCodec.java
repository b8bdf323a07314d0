package io.mqttspec.protocol.json;

import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.message.MessageDecodingException;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.message.Response;
import java.io.IOException;

/**
 * Messages to and from the bytes of an MQTT payload. Which kind of message to expect follows from
 * the topic.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MessageCodec {

  private static final MessageCodec DEFAULT = new MessageCodec(JsonLimits.defaults());

  private final JsonLimits limits;
  private final RequestAdapter requests;

  private MessageCodec(JsonLimits limits) {
    this.limits = limits;
    this.requests = new RequestAdapter(limits);
  }

  /** A codec with these limits. */
  public static MessageCodec of(JsonLimits limits) {
    return new MessageCodec(limits);
  }

  /** A codec with {@link JsonLimits#defaults()}. */
  public static MessageCodec withDefaults() {
    return DEFAULT;
  }

  /** The limits of this codec. */
  public JsonLimits limits() {
    return limits;
  }

  /**
   * Reads a request. Unknown fields are ignored, fields that are null count as absent. Whether
   * entity, columns and values exist or fit is not asked here.
   *
   * @throws MessageDecodingException if the payload is none; it has the id of the request where
   *     that could be read
   */
  public Request decodeRequest(byte[] utf8) {
    return Envelope.decode(utf8, limits, requests::read);
  }

  /**
   * Reads a response or pong.
   *
   * @throws MessageDecodingException if the payload is none; it has the id of the response where
   *     that could be read
   */
  public Response decodeResponse(byte[] utf8) {
    return Envelope.decode(utf8, limits, ResponseAdapter::read);
  }

  /**
   * Reads a notification.
   *
   * @throws MessageDecodingException if the payload is none
   */
  public Notification decodeNotification(byte[] utf8) {
    return Envelope.decode(utf8, limits, NotificationAdapter::read);
  }

  /**
   * The payload of a request.
   *
   * @throws IllegalArgumentException if it is no ping and lacks an operation or an id within the
   *     limit, or if its JSON holds a number that JSON does not have
   */
  public byte[] encode(Request request) {
    return encode(writer -> requests.write(writer, request));
  }

  /**
   * The payload of a response or pong; a failure is sent without data.
   *
   * @throws IllegalArgumentException if its JSON holds a number that JSON does not have
   */
  public byte[] encode(Response response) {
    return encode(writer -> ResponseAdapter.write(writer, response));
  }

  /**
   * The payload of a notification.
   *
   * @throws IllegalArgumentException if its JSON holds a number that JSON does not have
   */
  public byte[] encode(Notification notification) {
    return encode(writer -> NotificationAdapter.write(writer, notification));
  }

  private interface Content {
    void writeTo(JsonWriter writer) throws IOException;
  }

  private static byte[] encode(Content content) {
    Utf8Output output = new Utf8Output();
    try (JsonWriter writer = new JsonWriter(output)) {
      content.writeTo(writer);
    } catch (IOException impossible) {
      throw new AssertionError("writing to memory failed", impossible);
    }
    return output.toByteArray(0);
  }
}
