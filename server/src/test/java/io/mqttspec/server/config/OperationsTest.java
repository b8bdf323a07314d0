package io.mqttspec.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of all keys in docs/operations.md, and the examples that are shipped. */
class OperationsTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern ROW =
      Pattern.compile("\\| (`[a-z_.]+` \\| (?:none|`[^`]+`)) \\| .+ \\|");

  @Test
  void table_hasEveryKeyWithItsDefault() throws IOException {
    String text = Files.readString(ROOT.resolve("docs/operations.md"));
    String table = text.substring(text.indexOf("### All keys"), text.indexOf("## TLS"));

    List<String> rows = ROW.matcher(table).results().map(row -> row.group(1)).toList();

    assertThat(rows)
        .containsExactlyElementsOf(ConfigKeys.all().stream().map(OperationsTest::row).toList());
  }

  private static String row(Setting<?> setting) {
    String value =
        ConfigKeys.defaultText(setting)
            .filter(text -> !text.isEmpty())
            .map(text -> "`" + text + "`")
            .orElse("none");
    return "`" + setting.path() + "` | " + value;
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("server/src/dist/conf"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_isRead(Path file) {
    ServerConfig config = new ConfigSources().file(file).read();

    assertThat(config.database()).isPresent();
    assertThat(config.tables()).isNotEmpty();
  }
}
