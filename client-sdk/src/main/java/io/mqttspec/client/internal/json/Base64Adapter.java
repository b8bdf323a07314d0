package io.mqttspec.client.internal.json;

import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Binary values as base64; Android has {@code java.util.Base64} only from API 26 on. */
final class Base64Adapter extends TypeAdapter<byte @Nullable []> {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  @Override
  public void write(JsonWriter out, byte @Nullable [] value) throws IOException {
    if (value == null) {
      out.nullValue();
    } else {
      out.value(encode(value));
    }
  }

  @Override
  public byte @Nullable [] read(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return null;
    }
    return decode(in.nextString());
  }

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length + 2) / 3 * 4);
    for (int i = 0; i < bytes.length; i += 3) {
      int present = Math.min(3, bytes.length - i);
      int group =
          (bytes[i] & 0xff) << 16
              | (present > 1 ? (bytes[i + 1] & 0xff) << 8 : 0)
              | (present > 2 ? bytes[i + 2] & 0xff : 0);
      for (int digit = 0; digit < 4; digit++) {
        text.append(digit > present ? '=' : ALPHABET.charAt(group >> (18 - 6 * digit) & 63));
      }
    }
    return text.toString();
  }

  static byte[] decode(String text) {
    int digits = text.length();
    while (digits > 0 && text.length() - digits < 2 && text.charAt(digits - 1) == '=') {
      digits--;
    }
    if (text.length() % 4 != 0 || digits % 4 == 1) {
      throw new JsonSyntaxException("not base64: " + text.length() + " characters");
    }
    byte[] bytes = new byte[digits * 3 / 4];
    int bits = 0;
    int next = 0;
    for (int i = 0; i < digits; i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new JsonSyntaxException("not base64: character " + i);
      }
      bits = bits << 6 | digit;
      if (i % 4 > 0) {
        bytes[next++] = (byte) (bits >> (6 - 2 * (i % 4)));
      }
    }
    return bytes;
  }
}
