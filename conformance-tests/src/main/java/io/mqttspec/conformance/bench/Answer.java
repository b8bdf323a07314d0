package io.mqttspec.conformance.bench;

import java.nio.charset.StandardCharsets;

/**
 * What the bench wants to know of a payload, found by a scan of its bytes: the token of the request
 * and whether {@code success} is true. One object is used for one payload after the other.
 */
final class Answer {

  private static final byte[] SUCCESS = "success\"".getBytes(StandardCharsets.US_ASCII);
  private static final int TOKEN_LENGTH = Template.HOLE.length();

  private long token;
  private boolean successful;

  /** Reads a payload. */
  void read(byte[] buffer, int from, int to) {
    token = -1;
    successful = false;
    boolean told = false;
    for (int i = from; i < to && (token < 0 || !told); i++) {
      if (buffer[i] != '"') {
        continue;
      }
      if (token < 0 && i + TOKEN_LENGTH + 1 < to && buffer[i + 1] == 'b' && buffer[i + 2] == 'q') {
        token = number(buffer, i + 3, i + 1 + TOKEN_LENGTH);
      } else if (!told && startsSuccess(buffer, i + 1, to)) {
        told = true;
        successful = isTrue(buffer, i + 1 + SUCCESS.length, to);
      }
    }
  }

  /** The token, or -1 where there was none. */
  long token() {
    return token;
  }

  boolean successful() {
    return successful;
  }

  private static long number(byte[] buffer, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(buffer[i], 16);
      if (digit < 0) {
        return -1;
      }
      number = (number << 4) | digit;
    }
    return number;
  }

  private static boolean startsSuccess(byte[] buffer, int from, int to) {
    if (from + SUCCESS.length > to) {
      return false;
    }
    for (int i = 0; i < SUCCESS.length; i++) {
      if (buffer[from + i] != SUCCESS[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTrue(byte[] buffer, int from, int to) {
    int i = from;
    while (i < to && (buffer[i] == ' ' || buffer[i] == ':')) {
      i++;
    }
    return i < to && buffer[i] == 't';
  }
}
