package io.mqttspec.client.internal.request;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that no other client, and no earlier run of this one, has used: eleven random characters and
 * a counter. All characters are allowed in topics and subscription ids. Safe for all threads.
 */
public final class Ids {

  private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();

  private final String prefix;
  private final AtomicLong counter = new AtomicLong();

  /** Creates a generator with a new random part. */
  public Ids() {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      text.append(DIGITS[random.nextInt(DIGITS.length)]);
    }
    prefix = text.append('-').toString();
  }

  /**
   * The next id.
   *
   * @return at most 32 characters
   */
  public String next() {
    return prefix + Long.toString(counter.incrementAndGet(), Character.MAX_RADIX);
  }
}
