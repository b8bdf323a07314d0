package io.mqttspec.protocol.json;

import java.io.Writer;
import java.util.Arrays;

/**
 * Collects JSON text as UTF-8. Half a surrogate pair, which UTF-8 cannot express, is written as the
 * escape that JSON has for it; that is right because such a character can stand only in a JSON
 * string. For one thread.
 */
public final class Utf8Output extends Writer {

  private static final int INITIAL_SIZE = 512;
  private static final int LONGEST_ENCODING = 6;
  private static final char NONE = 0;

  private byte[] bytes = new byte[INITIAL_SIZE];
  private int size;
  // The first half of a pair whose second half is still to come.
  private char pending = NONE;

  /**
   * What was written, but for the first bytes.
   *
   * @param from how many bytes to leave out
   * @return a new array
   */
  public byte[] toByteArray(int from) {
    endPending();
    return Arrays.copyOfRange(bytes, from, size);
  }

  @Override
  public void write(int c) {
    encode((char) c);
  }

  @Override
  public void write(char[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      encode(text[i]);
    }
  }

  @Override
  public void write(String text, int from, int length) {
    int end = from + length;
    int next = from;
    if (pending == NONE) {
      // Nearly all of it is ASCII, which needs no look at the character before.
      makeRoomFor(length);
      while (next < end && text.charAt(next) < 0x80) {
        bytes[size++] = (byte) text.charAt(next++);
      }
    }
    while (next < end) {
      encode(text.charAt(next++));
    }
  }

  private void makeRoomFor(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** Does nothing. */
  @Override
  public void flush() {}

  /** Does nothing. */
  @Override
  public void close() {}

  private void encode(char c) {
    makeRoomFor(2 * LONGEST_ENCODING);
    if (pending != NONE) {
      if (Character.isLowSurrogate(c)) {
        int codePoint = Character.toCodePoint(pending, c);
        pending = NONE;
        put(0xF0 | codePoint >> 18);
        put(0x80 | (codePoint >> 12 & 0x3F));
        put(0x80 | (codePoint >> 6 & 0x3F));
        put(0x80 | (codePoint & 0x3F));
        return;
      }
      endPending();
    }
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6);
      put(0x80 | (c & 0x3F));
    } else if (Character.isHighSurrogate(c)) {
      pending = c;
    } else if (Character.isLowSurrogate(c)) {
      escape(c);
    } else {
      put(0xE0 | c >> 12);
      put(0x80 | (c >> 6 & 0x3F));
      put(0x80 | (c & 0x3F));
    }
  }

  private void endPending() {
    if (pending != NONE) {
      escape(pending);
      pending = NONE;
    }
  }

  private void escape(char c) {
    put('\\');
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      put(Character.forDigit(c >> shift & 0xF, 16));
    }
  }

  private void put(int b) {
    bytes[size++] = (byte) b;
  }
}
