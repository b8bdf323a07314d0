package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a request, ready but for its token, by which its answer is known again. A token is
 * a JSON string of a fixed length: {@code bq} and 14 hexadecimal digits.
 */
final class Template {

  /** What stands in a text where the token has to go. */
  static final String HOLE = "bq--------------";

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS_FROM = 2;
  private static final int DIGITS_TO = HOLE.length();

  private final byte[] bytes;
  private final int[] holes;

  private Template(byte[] bytes, int[] holes) {
    this.bytes = bytes;
    this.holes = holes;
  }

  /** A template of a text with {@link #HOLE} in it once or several times. */
  static Template of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String byByte = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Integer> holes = new ArrayList<>();
    for (int hole = byByte.indexOf(HOLE); hole >= 0; hole = byByte.indexOf(HOLE, hole + 1)) {
      holes.add(hole);
    }
    if (holes.isEmpty()) {
      throw new IllegalArgumentException("There is no place for the token in " + text);
    }
    return new Template(bytes, holes.stream().mapToInt(Integer::intValue).toArray());
  }

  /** A request that has no id yet. */
  static Template of(ObjectNode request) {
    ObjectNode withId = Json.object("id", HOLE);
    withId.setAll(request);
    return of(Json.text(withId));
  }

  int length() {
    return bytes.length;
  }

  /** The payload with its token. */
  byte[] bytes(long token) {
    byte[] filled = new byte[bytes.length];
    write(Unpooled.wrappedBuffer(filled).clear(), token);
    return filled;
  }

  void write(ByteBuf out, long token) {
    int start = out.writerIndex();
    out.writeBytes(bytes);
    for (int hole : holes) {
      long left = token;
      for (int i = DIGITS_TO - 1; i >= DIGITS_FROM; i--) {
        out.setByte(start + hole + i, DIGITS[(int) (left & 0xf)]);
        left >>>= 4;
      }
    }
  }
}
