package io.mqttspec.client.query;

import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.protocol.query.Operator;

/** A column of text. Text compares by code point, whatever the database's own rules are. */
public final class TextField extends Field<String> {

  TextField(String column) {
    super(column);
  }

  /**
   * Matches a pattern, upper and lower case being different.
   *
   * @param pattern {@code %} stands for any text, {@code _} for one character, {@code \} takes the
   *     next one as it is; at most 1,000 characters
   * @return a condition
   * @throws IllegalArgumentException if the pattern ends with a single {@code \} or is too long
   */
  public Condition like(String pattern) {
    return condition(Operator.LIKE, LikePattern.parse(pattern).pattern());
  }

  /**
   * Matches a pattern, upper and lower case being alike.
   *
   * @param pattern as for {@link #like}
   * @return a condition
   * @throws IllegalArgumentException if the pattern ends with a single {@code \} or is too long
   */
  public Condition ilike(String pattern) {
    return condition(Operator.ILIKE, LikePattern.parse(pattern).pattern());
  }

  /**
   * Holds a text somewhere, upper and lower case being alike.
   *
   * @param text the text, in which no character has a special meaning
   * @return a condition
   */
  public Condition contains(String text) {
    return condition(Operator.CONTAINS, text);
  }

  /**
   * Begins with a text, upper and lower case being alike.
   *
   * @param text the text, in which no character has a special meaning
   * @return a condition
   */
  public Condition startsWith(String text) {
    return condition(Operator.STARTSWITH, text);
  }

  /**
   * Ends with a text, upper and lower case being alike.
   *
   * @param text the text, in which no character has a special meaning
   * @return a condition
   */
  public Condition endsWith(String text) {
    return condition(Operator.ENDSWITH, text);
  }
}
