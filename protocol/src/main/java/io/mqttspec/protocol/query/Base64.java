package io.mqttspec.protocol.query;

import java.util.Arrays;

/**
 * Base64 of RFC 4648, section 4, strictly: padded, without line breaks, unused bits zero. Android
 * has none before API 26.
 */
final class Base64 {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final byte[] SEXTETS = new byte[128];

  static {
    Arrays.fill(SEXTETS, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      SEXTETS[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private Base64() {}

  static String encode(byte[] bytes) {
    char[] text = new char[(bytes.length + 2) / 3 * 4];
    int out = 0;
    for (int in = 0; in < bytes.length; in += 3) {
      int left = bytes.length - in;
      int group =
          (bytes[in] & 0xFF) << 16
              | (left > 1 ? (bytes[in + 1] & 0xFF) << 8 : 0)
              | (left > 2 ? bytes[in + 2] & 0xFF : 0);
      text[out++] = ALPHABET.charAt(group >>> 18);
      text[out++] = ALPHABET.charAt(group >>> 12 & 0x3F);
      text[out++] = left > 1 ? ALPHABET.charAt(group >>> 6 & 0x3F) : '=';
      text[out++] = left > 2 ? ALPHABET.charAt(group & 0x3F) : '=';
    }
    return new String(text);
  }

  static byte[] decode(String text) throws UnfitValueException {
    if (text.length() % 4 != 0) {
      throw malformed();
    }
    int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    byte[] bytes = new byte[text.length() / 4 * 3 - padding];
    int digits = text.length() - padding;
    int out = 0;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      int sextet = c < SEXTETS.length ? SEXTETS[c] : -1;
      if (sextet < 0) {
        throw malformed();
      }
      held = held << 6 | sextet;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[out++] = (byte) (held >>> bits);
        held &= (1 << bits) - 1;
      }
    }
    if (held != 0) {
      throw malformed();
    }
    return bytes;
  }

  private static UnfitValueException malformed() {
    return new UnfitValueException("this is no base64 with padding");
  }
}
