package io.mqttspec.protocol.query;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A LIKE pattern: {@code %} stands for any text, {@code _} for one code point, a backslash takes
 * the special meaning from what follows it. The whole text must fit.
 *
 * <p>Matching reads the text once, from left to right, and keeps the set of places in the pattern
 * that may have been reached as bits; so its time is bound by the lengths of text and pattern,
 * whatever they contain. Immutable and safe for use by several threads; equal if the patterns are
 * the same text.
 */
public final class LikePattern {

  /**
   * The greatest number of code points in a pattern, or in the literal text that one is made of.
   */
  public static final int MAX_CODE_POINTS = 1_000;

  private static final char ESCAPE = '\\';

  private final String pattern;
  // Built when first needed. A race builds one twice, which does no harm: they are immutable.
  private volatile @Nullable Automaton exact;
  private volatile @Nullable Automaton ignoringCase;

  private LikePattern(String pattern) {
    this.pattern = pattern;
  }

  /**
   * The pattern with this text.
   *
   * @throws IllegalArgumentException if it has more than {@link #MAX_CODE_POINTS} or ends with a
   *     lone backslash
   */
  public static LikePattern parse(String pattern) {
    requireLength(pattern);
    int escapes = 0;
    while (escapes < pattern.length() && pattern.charAt(pattern.length() - 1 - escapes) == ESCAPE) {
      escapes++;
    }
    if (escapes % 2 == 1) {
      throw new IllegalArgumentException("the pattern ends with a \\ that escapes nothing");
    }
    return new LikePattern(pattern);
  }

  /**
   * The pattern that another one's {@link #pattern()} is the text of, however long its escapes made
   * it.
   */
  public static LikePattern restore(String pattern) {
    return new LikePattern(pattern);
  }

  /**
   * The pattern of every text that contains the literal.
   *
   * @throws IllegalArgumentException if the literal has more than {@link #MAX_CODE_POINTS}
   */
  public static LikePattern contains(String literal) {
    return new LikePattern("%" + escaped(literal) + "%");
  }

  /**
   * The pattern of every text that starts with the literal.
   *
   * @throws IllegalArgumentException if the literal has more than {@link #MAX_CODE_POINTS}
   */
  public static LikePattern startsWith(String literal) {
    return new LikePattern(escaped(literal) + "%");
  }

  /**
   * The pattern of every text that ends with the literal.
   *
   * @throws IllegalArgumentException if the literal has more than {@link #MAX_CODE_POINTS}
   */
  public static LikePattern endsWith(String literal) {
    return new LikePattern("%" + escaped(literal));
  }

  private static String escaped(String literal) {
    requireLength(literal);
    StringBuilder escaped = new StringBuilder(literal.length() + 8);
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '%' || c == '_' || c == ESCAPE) {
        escaped.append(ESCAPE);
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  private static void requireLength(String text) {
    if (text.length() > MAX_CODE_POINTS
        && text.codePointCount(0, text.length()) > MAX_CODE_POINTS) {
      throw new IllegalArgumentException(
          "a pattern has at most " + MAX_CODE_POINTS + " characters");
    }
  }

  /** The text of the pattern, with {@code %}, {@code _} and backslashes as escapes. */
  public String pattern() {
    return pattern;
  }

  /** Whether the text fits the pattern. */
  public boolean matches(String text) {
    Automaton automaton = exact;
    if (automaton == null) {
      automaton = new Automaton(pattern, false);
      exact = automaton;
    }
    return automaton.accepts(text);
  }

  /** Whether the text fits the pattern if both are taken in {@link LowerCase}. */
  public boolean matchesIgnoringCase(String text) {
    Automaton automaton = ignoringCase;
    if (automaton == null) {
      automaton = new Automaton(pattern, true);
      ignoringCase = automaton;
    }
    return automaton.accepts(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LikePattern && pattern.equals(((LikePattern) other).pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }

  /**
   * The pattern as an automaton. State {@code i} means that the first {@code i} single characters
   * of the pattern have been matched; each step of the text moves a state on where its next
   * character fits, and keeps it where a {@code %} stands. A set of states is an array of longs,
   * one bit for each.
   */
  private static final class Automaton {

    private static final int ANY = -1;

    private final boolean ignoreCase;
    private final int length;
    private final int words;
    private final long[] staying;
    private final boolean openEnd;
    // The code points of the pattern in ascending order; for each the states that it moves on,
    // those before a `_` included.
    private final int[] alphabet;
    private final long[][] moving;
    private final long[] movingOnOthers;

    Automaton(String pattern, boolean ignoreCase) {
      this.ignoreCase = ignoreCase;
      int[] symbols = new int[pattern.length()];
      long[] stars = new long[pattern.length() / Long.SIZE + 1];
      int count = 0;
      int at = 0;
      while (at < pattern.length()) {
        int codePoint = pattern.codePointAt(at);
        at += Character.charCount(codePoint);
        if (codePoint == '%') {
          set(stars, count);
        } else if (codePoint == '_') {
          symbols[count++] = ANY;
        } else {
          if (codePoint == ESCAPE) {
            codePoint = pattern.codePointAt(at);
            at += Character.charCount(codePoint);
          }
          symbols[count++] = ignoreCase ? LowerCase.lowerCase(codePoint) : codePoint;
        }
      }
      length = count;
      words = length / Long.SIZE + 1;
      staying = Arrays.copyOf(stars, words);
      openEnd = contains(staying, length);
      alphabet =
          Arrays.stream(symbols, 0, length).filter(s -> s != ANY).sorted().distinct().toArray();
      movingOnOthers = new long[words];
      for (int state = 0; state < length; state++) {
        if (symbols[state] == ANY) {
          set(movingOnOthers, state);
        }
      }
      moving = new long[alphabet.length][];
      for (int i = 0; i < alphabet.length; i++) {
        moving[i] = movingOnOthers.clone();
      }
      for (int state = 0; state < length; state++) {
        if (symbols[state] != ANY) {
          set(moving[Arrays.binarySearch(alphabet, symbols[state])], state);
        }
      }
    }

    boolean accepts(String text) {
      return words == 1 ? acceptsInOneWord(text) : acceptsInWords(text);
    }

    private boolean acceptsInOneWord(String text) {
      long stay = staying[0];
      long end = 1L << length;
      long states = 1;
      int at = 0;
      while (at < text.length()) {
        if (openEnd && (states & end) != 0) {
          return true;
        }
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        states = (states & moving(codePoint)[0]) << 1 | (states & stay);
        if (states == 0) {
          return false;
        }
      }
      return (states & end) != 0;
    }

    private boolean acceptsInWords(String text) {
      long[] states = new long[words];
      states[0] = 1;
      int at = 0;
      while (at < text.length()) {
        if (openEnd && contains(states, length)) {
          return true;
        }
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        if (!step(states, moving(codePoint))) {
          return false;
        }
      }
      return contains(states, length);
    }

    /** Moves all states on by one code point; false if none is left. */
    private boolean step(long[] states, long[] move) {
      long carry = 0;
      long left = 0;
      for (int word = 0; word < words; word++) {
        long moved = states[word] & move[word];
        states[word] = moved << 1 | carry | (states[word] & staying[word]);
        carry = moved >>> (Long.SIZE - 1);
        left |= states[word];
      }
      return left != 0;
    }

    private long[] moving(int codePoint) {
      int symbol = ignoreCase ? LowerCase.lowerCase(codePoint) : codePoint;
      int index = Arrays.binarySearch(alphabet, symbol);
      return index < 0 ? movingOnOthers : moving[index];
    }

    private static void set(long[] states, int state) {
      states[state / Long.SIZE] |= 1L << state;
    }

    private static boolean contains(long[] states, int state) {
      return (states[state / Long.SIZE] & 1L << state) != 0;
    }
  }
}
