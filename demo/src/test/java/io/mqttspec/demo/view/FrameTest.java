package io.mqttspec.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.demo.data.CsvFiles;
import io.mqttspec.demo.replay.Progress;
import io.mqttspec.demo.replay.Replay;
import io.mqttspec.demo.replay.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTest {

  @ParameterizedTest
  @EnumSource
  void aFrame_fitsTheSmallestUsualTerminal(Frame.Glyphs glyphs) {
    try (Replay replay = new Replay(1, CsvFiles.weather(), 0, Wire.INTACT)) {
      Progress progress = replay.progress();
      progress.enter("12 devices send 8,759 readings");

      List<String> lines =
          new Frame(glyphs, Frame.Style.BARE).lines("MQTT on localhost:1883", progress, 12_345);

      assertThat(lines).hasSizeLessThanOrEqualTo(24 - 4).allMatch(line -> line.length() < 80);
      assertThat(lines)
          .anyMatch(line -> line.contains("0 of 8,759 stored  12,345/s"))
          .anyMatch(line -> line.contains("0 of 2,172 events"))
          .anyMatch(line -> line.contains("0 of 730 events"))
          .anyMatch(line -> line.contains("12 devices send"));
      if (glyphs == Frame.Glyphs.ASCII) {
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(String.join("", lines)))
            .isTrue();
      }
    }
  }
}
