package io.mqttspec.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.mqttspec.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal keeps. */
class JournalTest {

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("a.journal");
  }

  private static JsonObject value(int number) {
    JsonObject value = new JsonObject();
    value.addProperty("number", number);
    return value;
  }

  @Test
  void lastValueOfEachKey_isThereAgain_thoughItWasNeverClosed() {
    Journal journal = Journal.open(file());
    journal.put("a", value(1));
    journal.put("b", value(2));
    journal.put("a", value(3));
    journal.put("c", value(4));
    journal.remove("b");
    journal.remove("never there");

    try (Journal again = Journal.open(file())) {
      assertThat(again.entries()).containsOnlyKeys("a", "c").containsEntry("a", value(3));
    }
  }

  @Test
  void lineThatWasNotFinished_isLeftOut() throws IOException {
    try (Journal journal = Journal.open(file())) {
      journal.put("a", value(1));
    }
    Files.writeString(file(), "{\"key\":\"b\",\"val", StandardOpenOption.APPEND);

    try (Journal again = Journal.open(file())) {
      assertThat(again.entries()).containsOnlyKeys("a");
      again.put("c", value(2));
    }
    try (Journal again = Journal.open(file())) {
      assertThat(again.entries()).containsOnlyKeys("a", "c");
    }
  }

  @Test
  void fileThatIsNone_isRefusedAndLeftAsItIs() throws IOException {
    List<String> lines = List.of("no journal", "{\"key\":\"b\"}");
    Files.write(file(), lines);

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> Journal.open(file()))
        .withMessageContainingAll("a.journal", "line 1 can't be read");
    assertThat(file()).hasContent(String.join("\n", lines));
  }

  @Test
  void manyChangesOfFewKeys_takeLittleRoom() throws IOException {
    try (Journal journal = Journal.open(file())) {
      for (int i = 0; i < 25_000; i++) {
        journal.put("a", value(i));
      }
      assertThat(Files.readAllLines(file())).hasSizeLessThan(11_000);
    }
    try (Journal again = Journal.open(file())) {
      assertThat(again.entries()).containsEntry("a", value(24_999));
    }
  }

  @Test
  void changesAfterItsEnd_areNotKept() {
    Journal journal = Journal.open(file());
    journal.close();
    journal.put("a", value(1));

    try (Journal again = Journal.open(file())) {
      assertThat(again.entries()).isEmpty();
    }
  }
}
