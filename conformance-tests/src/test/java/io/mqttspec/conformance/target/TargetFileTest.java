package io.mqttspec.conformance.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.conformance.FixtureEntity;
import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.EntityNames;
import io.mqttspec.conformance.Target.Identity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFileTest {

  @Test
  void template_hasTheDefaults() {
    Target template = TargetFile.parse("t.yaml", TargetFile.template()).target();
    assertThat(template).isEqualTo(Target.builder("127.0.0.1", 1883).name("my server").build());
  }

  @Test
  void template_canBeUsed_withAllOfItsExamples() {
    String all = TargetFile.template().replaceAll("(?m)^#(?=[a-z ] ?[ a-z_]+:)", "");
    Target target = TargetFile.parse("t.yaml", all).target();
    assertThat(target.identity()).isEqualTo(new Identity("ada", "secret"));
    assertThat(target.identities()).containsOnlyKeys("other");
    assertThat(target.limits()).containsEntry("payload_bytes", 1_048_576L);
    assertThat(target.entities())
        .containsEntry(
            FixtureEntity.ITEMS, new EntityNames("Item", Map.of("seen_zone", "seenZone")))
        .containsEntry(FixtureEntity.STOCK_LEVELS, new EntityNames(null, Map.of()));
  }

  @Test
  void file_saysAllThatATargetHas() {
    TargetFile file =
        TargetFile.parse(
            "t.yaml",
            """
            name: Go
            broker: mqtt://[::1]:1884
            prefix: plant/7/spec
            schema: app
            profile: go
            timeout_seconds: 3
            capabilities: [enforced_topics, NaN]
            """);
    assertThat(file.namesBroker()).isTrue();
    assertThat(file.target())
        .isEqualTo(
            Target.builder("::1", 1884)
                .name("Go")
                .prefix("plant/7/spec")
                .schema("app")
                .profile(Profile.GO)
                .timeout(Duration.ofSeconds(3))
                .capabilities("enforced-topics", "nan")
                .build());
  }

  @Test
  void emptyFile_saysNothing() {
    TargetFile file = TargetFile.parse("t.yaml", "# nothing\n");
    assertThat(file.namesBroker()).isFalse();
    assertThat(file.target()).isEqualTo(Target.at("localhost", 1883));
  }

  @Test
  void allThatIsWrong_isToldAtOnce_withLineAndWhatWasMeant() {
    assertThatThrownBy(
            () ->
                TargetFile.parse(
                    "t.yaml",
                    """
                    brocker: x
                    broker: http://localhost
                    profile: cor
                    timeout_seconds: 0
                    prefix: a//b
                    capabilities: [curses, [a]]
                    limits:
                      payload_byte: 1
                      json_depth: deep
                    entities:
                      item: none
                      items: none
                      notes:
                        columns:
                          bodi: text
                          body: a
                          run: a
                    identities:
                      other:
                        name: x
                    user:
                    """))
        .isInstanceOf(TargetFileException.class)
        .hasMessage(
            String.join(
                System.lineSeparator(),
                "t.yaml, line 1: unknown key brocker; did you mean broker?",
                "t.yaml, line 2: broker: mqtt://host:port is wanted, not http://localhost",
                "t.yaml, line 3: unknown profile cor; did you mean core?",
                "t.yaml, line 4: timeout_seconds must be a whole number of 1 or more, not 0",
                "t.yaml, line 5: this is no topic prefix: a//b",
                "t.yaml, line 6: each of capabilities must be a single value",
                "t.yaml, line 6: unknown capability curses; did you mean cursors?",
                "t.yaml, line 8: unknown limit payload_byte; did you mean payload_bytes?",
                "t.yaml, line 9: json_depth must be a whole number of 1 or more, not deep",
                "t.yaml, line 11: unknown entity item; did you mean items?",
                "t.yaml, line 12: nothing can be judged without items",
                "t.yaml, line 15: unknown column bodi; did you mean body?",
                "t.yaml, line 17: two columns are called a",
                "t.yaml, line 20: unknown key name; did you mean user?",
                "t.yaml, line 21: user is empty: give a value, or take the key out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [1|t.yaml, line 2: this is no YAML",
        "- a|t.yaml, line 1: keys and values are wanted here",
        "[1]: a|t.yaml, line 1: a key must be a name",
        "limits: 5|t.yaml, line 1: keys and values are wanted here",
        "name: [a]|t.yaml, line 1: name must be a single value",
        "capabilities: a|t.yaml, line 1: capabilities must be a list, such as [a, b]"
      })
  void whatIsNoTargetFile_isRefused(String text, String message) {
    assertThatThrownBy(() -> TargetFile.parse("t.yaml", text + "\n"))
        .isInstanceOf(TargetFileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void keyThatIsThereTwice_isRefused() {
    assertThatThrownBy(() -> TargetFile.parse("t.yaml", "name: a\nname: b\n"))
        .hasMessage("t.yaml, line 2: the key name is there twice");
  }

  @Test
  void passwords_areNotShown() {
    Target target = TargetFile.parse("t.yaml", "user: ada\npassword: hush\n").target();
    assertThat(target.toString()).contains("ada").doesNotContain("hush");
  }
}
