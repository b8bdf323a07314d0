package io.mqttspec.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of {@code docs/protocol.md}, which is packed into the kit. Immutable. */
public final class ProtocolText {

  private static final Pattern CHAPTER = Pattern.compile("## (\\d+) ([^(]+).*");
  private static final Pattern CLAUSE = Pattern.compile("- \\*\\*(\\d+\\.\\d+\\.\\d+)\\*\\* (.+)");
  private static final ProtocolText PACKED = read();

  private final Map<String, String> chapters = new HashMap<>();
  private final Map<String, String> clauses = new HashMap<>();

  private ProtocolText(String markdown) {
    String number = "";
    for (String line : markdown.lines().toList()) {
      Matcher chapter = CHAPTER.matcher(line);
      Matcher clause = CLAUSE.matcher(line);
      if (chapter.matches()) {
        chapters.put(chapter.group(1), chapter.group(2).strip());
      }
      if (clause.matches()) {
        number = clause.group(1);
        clauses.put(number, clause.group(2));
      } else if (line.startsWith("  ") && !number.isEmpty()) {
        clauses.merge(number, line.strip(), (said, more) -> said + " " + more);
      } else {
        number = "";
      }
    }
  }

  /** The text that came with this kit. */
  public static ProtocolText packed() {
    return PACKED;
  }

  /** What a clause says, such as {@code (Core, MUST) …}, on one line. */
  public Optional<String> clause(String number) {
    return Optional.ofNullable(clauses.get(number));
  }

  /** The title of the chapter in which a clause stands; empty where there is none. */
  public String chapter(String number) {
    return chapters.getOrDefault(number.substring(0, Math.max(0, number.indexOf('.'))), "");
  }

  private static ProtocolText read() {
    try (InputStream text =
        Objects.requireNonNull(ProtocolText.class.getResourceAsStream("protocol.md"))) {
      return new ProtocolText(new String(text.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
