package io.mqttspec.conformance.report.html;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the protocol by their numbers; empty where the kit was packed without its text. */
final class Protocol {

  private static final Pattern CHAPTER = Pattern.compile("## (\\d+) (.+)");
  private static final Pattern RULE = Pattern.compile("- \\*\\*(\\d+(?:\\.\\d+)+)\\*\\* (.+)");

  private final Map<String, String> chapters = new HashMap<>();
  private final Map<String, String> rules = new HashMap<>();

  private Protocol(String markdown) {
    String number = "";
    for (String line : markdown.lines().toList()) {
      Matcher chapter = CHAPTER.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (chapter.matches()) {
        chapters.put(chapter.group(1), chapter.group(2));
        number = "";
      } else if (rule.matches()) {
        number = rule.group(1);
        rules.put(number, rule.group(2));
      } else if (line.startsWith("  ") && !number.isEmpty()) {
        rules.merge(number, line.strip(), (said, more) -> said + " " + more);
      } else {
        number = "";
      }
    }
  }

  static Protocol packed() {
    return of(Page.packed("/io/mqttspec/conformance/protocol.md").orElse(""));
  }

  static Protocol of(String markdown) {
    return new Protocol(markdown);
  }

  /** The number of the chapter in which a rule stands; empty where there is none. */
  static String chapterOf(String clause) {
    int point = clause.indexOf('.');
    return point < 0 ? clause : clause.substring(0, point);
  }

  /** The title of a chapter, without code marks; empty where it is not known. */
  String chapter(String number) {
    return chapters.getOrDefault(number, "").replace("`", "");
  }

  /** Writes the text of a rule, its code as code; nothing where it is not known. */
  void writeRule(String number, Html html) {
    String[] parts = rules.getOrDefault(number, "").replace("**", "").split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        html.text(parts[i]);
      } else {
        html.element("code", parts[i]);
      }
    }
  }
}
