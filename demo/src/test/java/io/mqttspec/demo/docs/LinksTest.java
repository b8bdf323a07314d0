package io.mqttspec.demo.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the documents lead to files, and to headings, that are there. */
class LinksTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\n]*`", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages =
          Stream.of(
                  top,
                  docs,
                  Stream.of("android-sample/README.md", "conformance-tests/interop/README.md")
                      .map(ROOT::resolve))
              .flatMap(files -> files)
              .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
              .map(ROOT::relativize)
              .toList();
      return pages.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLink_leadsSomewhere(Path document) throws IOException {
    String text = Files.readString(ROOT.resolve(document));
    Matcher link = LINK.matcher(CODE.matcher(text).replaceAll("`"));
    while (link.find()) {
      String target = link.group(1);
      if (!target.contains("://")) {
        assertLeadsSomewhere(document, target);
      }
    }
  }

  @Test
  void everyTestThatIsNamed_isThere() throws IOException {
    Set<String> named =
        Pattern.compile("`(\\w+Test)`")
            .matcher(Files.readString(ROOT.resolve("docs/coming-from-go.md")))
            .results()
            .map(name -> name.group(1) + ".java")
            .collect(Collectors.toSet());
    try (Stream<Path> files = Files.walk(ROOT)) {
      Set<String> there =
          files
              .filter(file -> file.toString().contains("/src/"))
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toSet());
      assertThat(named).isNotEmpty().isSubsetOf(there);
    }
  }

  private static void assertLeadsSomewhere(Path document, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file =
        parts[0].isEmpty()
            ? ROOT.resolve(document)
            : ROOT.resolve(document).resolveSibling(parts[0]).normalize();
    assertThat(file).as("link %s", target).exists();
    if (parts.length == 2) {
      assertThat(anchors(file)).as("headings of %s", file).contains(parts[1]);
    }
  }

  /** As the usual viewers of Markdown make them. */
  private static List<String> anchors(Path file) throws IOException {
    return HEADING
        .matcher(Files.readString(file))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
