package io.mqttspec.demo.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Java code in the documents is what a test runs: each block stands below a comment {@code from
 * file#region} and equals that region of that file.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- from (\\S+)#(\\S+) -->\\R)?```java\\R(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {"README.md", "docs/guide.md", "docs/external-brokers.md", "docs/conformance.md"})
  void everyJavaBlock_isCutFromATest(String document) throws IOException {
    String text = Files.readString(ROOT.resolve(document));
    Matcher block = BLOCK.matcher(text);
    int blocks = 0;
    while (block.find()) {
      blocks++;
      assertThat(block.group(1)).as("source of the block\n%s", block.group(3)).isNotNull();
      assertThat(block.group(3).stripTrailing())
          .as("%s, from %s#%s", document, block.group(1), block.group(2))
          .isEqualTo(region(ROOT.resolve(block.group(1)), block.group(2)));
    }
    assertThat(blocks).isPositive();
  }

  private static String region(Path file, String name) throws IOException {
    List<String> region = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (line.strip().equals("// region " + name)) {
        inside = true;
      } else if (line.strip().equals("// endregion")) {
        inside = false;
      } else if (inside) {
        region.add(line);
      }
    }
    assertThat(region).as("region %s of %s", name, file).isNotEmpty();
    return String.join("\n", region).stripTrailing().stripIndent().strip();
  }
}
