package io.mqttspec.conformance.report.html;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lays JSON out over several lines. It moves white space only and reads no value: numbers, doubled
 * keys and what is no JSON at all stay as they were sent, and a text that was cut still gets lines.
 */
final class JsonLayout {

  /** An object or array that fits into this many characters stays on one line. */
  private static final int WIDTH = 88;

  /** Deeper levels are not indented further: hostile nesting would fill the page with blanks. */
  private static final int DEEPEST = 24;

  private final String text;
  private final int[] ends;
  private final StringBuilder out = new StringBuilder();

  private JsonLayout(String text) {
    this.text = text;
    this.ends = ends(text);
  }

  /** A packet's text: what stands before the JSON, if any is there, and the JSON laid out. */
  static String lines(String packetText) {
    int start = start(packetText);
    if (start < 0) {
      return packetText;
    }
    String before = packetText.substring(0, start).stripTrailing();
    String json = new JsonLayout(packetText.substring(start)).layOut();
    return before.isEmpty() ? json : before + "\n" + json;
  }

  private static int start(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '{' || c == '[') && (i == 0 || text.charAt(i - 1) == ' ')) {
        return i;
      }
    }
    return -1;
  }

  private String layOut() {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        int end = stringEnd(text, i);
        out.append(text, i, end);
        i = end - 1;
      } else if (c == '{' || c == '[') {
        if (ends[i] - i <= WIDTH - 2 * Math.min(depth, DEEPEST)) {
          out.append(text, i, ends[i]);
          i = ends[i] - 1;
        } else {
          out.append(c);
          newLine(++depth);
        }
      } else if (c == '}' || c == ']') {
        depth = Math.max(0, depth - 1);
        newLine(depth);
        out.append(c);
      } else if (c == ',' && depth > 0) {
        out.append(c);
        newLine(depth);
      } else if (!Character.isWhitespace(c) || depth == 0) {
        out.append(c);
        if (c == ':') {
          out.append(' ');
        }
      }
    }
    return out.toString();
  }

  private void newLine(int depth) {
    out.append('\n').append("  ".repeat(Math.min(depth, DEEPEST)));
  }

  /** Behind each opening bracket's partner; beyond reach where there is none. */
  private static int[] ends(String text) {
    int[] ends = new int[text.length()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = stringEnd(text, i) - 1;
      } else if (c == '{' || c == '[') {
        ends[i] = Integer.MAX_VALUE;
        open.push(i);
      } else if ((c == '}' || c == ']') && !open.isEmpty()) {
        ends[open.pop()] = i + 1;
      }
    }
    return ends;
  }

  private static int stringEnd(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      }
    }
    return text.length();
  }
}
