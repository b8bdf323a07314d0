package io.mqttspec.conformance.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Markup in the making. Text and attribute values are escaped here and nowhere else, so that what a
 * server under test has sent cannot become markup. Not for several threads.
 */
final class Html {

  private static final Set<String> WITHOUT_END = Set.of("br", "input");

  private final StringBuilder markup = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; attributes are names and values in turn. */
  Html open(String tag, String... attributes) {
    markup.append('<').append(tag).append('>');
    if (!WITHOUT_END.contains(tag)) {
      open.push(tag);
    }
    for (int i = 0; i < attributes.length; i += 2) {
      attribute(attributes[i], attributes[i + 1]);
    }
    return this;
  }

  /** One attribute more for the element that was just begun; one without value is there or not. */
  Html attribute(String name, String value) {
    markup.setLength(markup.length() - 1);
    markup.append(' ').append(name);
    if (!value.isEmpty()) {
      markup.append("=\"");
      escape(value);
      markup.append('"');
    }
    markup.append('>');
    return this;
  }

  /** Ends the element that was begun last. */
  Html close() {
    markup.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element with nothing but text in it. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /** A line break in the source, for those who read it; only between elements. */
  Html line() {
    markup.append('\n');
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Not closed: " + open);
    }
    return markup.toString();
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> markup.append("&amp;");
        case '<' -> markup.append("&lt;");
        case '>' -> markup.append("&gt;");
        case '"' -> markup.append("&quot;");
        case '\n', '\t' -> markup.append(c);
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            markup.append(c).append(text.charAt(++i));
          } else if (isSeen(c)) {
            markup.append(c);
          } else {
            markup.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
  }

  /** Controls have no place in HTML, and marks of direction would show a text in another order. */
  private static boolean isSeen(char c) {
    int type = Character.getType(c);
    return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
  }
}
