package io.mqttspec.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a whole configuration as YAML that people can read, secrets masked. */
public final class ConfigListing {

  /** What YAML surely takes for nothing but a text. */
  private static final Pattern PLAIN = Pattern.compile("-?[A-Za-z0-9_.][A-Za-z0-9_./:;=*-]*(?<!:)");

  private static final Pattern MEANS_NOTHING = Pattern.compile("null|Null|NULL");

  private ConfigListing() {}

  /**
   * A line for each setting, defaults filled in. What differs from its default has the default
   * behind it, and what has no value is a comment.
   */
  public static String of(ServerConfig config) {
    StringBuilder text = new StringBuilder();
    Set<String> begun = new HashSet<>();
    for (Setting<?> setting : ConfigKeys.all()) {
      String section = setting.section();
      if (hasValues(section, config)) {
        heading(text, section, "", begun);
        line(text, setting, config);
      } else if (hasValues(Setting.section(section), config)) {
        heading(text, section, "none", begun);
      }
    }
    return text.toString();
  }

  private static boolean hasValues(String section, ServerConfig config) {
    return ConfigKeys.all().stream()
        .filter(setting -> setting.section().equals(section))
        .anyMatch(setting -> setting.in(config).isPresent());
  }

  private static void heading(StringBuilder text, String section, String value, Set<String> begun) {
    if (!section.isEmpty() && begun.add(section)) {
      String mark = value.isEmpty() ? "" : "# ";
      text.append(indent(section)).append(mark).append(Setting.name(section)).append(':');
      text.append(value.isEmpty() ? "" : " " + value).append('\n');
    }
  }

  private static <T> void line(StringBuilder text, Setting<T> setting, ServerConfig config) {
    Optional<T> value = setting.in(config);
    Optional<String> usual = ConfigKeys.defaultText(setting);
    text.append(indent(setting.path()));
    text.append(value.isEmpty() ? "# " : "").append(setting.name()).append(": ");
    text.append(value.map(given -> yaml(setting, given)).orElse("none"));
    if (!setting.text(config).equals(usual)) {
      String shown = usual.filter(same -> !same.isEmpty()).orElse("none");
      text.append("  # default: ").append(shown);
    }
    text.append('\n');
  }

  private static <T> String yaml(Setting<T> setting, T value) {
    List<String> texts = setting.type().writer().apply(value);
    return setting.type().isList()
        ? texts.stream().map(ConfigListing::quoted).collect(Collectors.joining(", ", "[", "]"))
        : quoted(texts.get(0));
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() && !MEANS_NOTHING.matcher(text).matches()
        ? text
        : "'" + text.replace("'", "''") + "'";
  }

  private static String indent(String path) {
    return "  ".repeat((int) path.chars().filter(c -> c == '.').count());
  }
}
