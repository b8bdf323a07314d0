package io.mqttspec.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

  private static final long TOKEN = 0x00a1_0000_002fL;

  @Test
  void template_putsTheTokenIntoEachHole() {
    Template template =
        Template.of("{\"id\":\"" + Template.HOLE + "\",\"ü\":\"" + Template.HOLE + "\"}");
    ByteBuf out = Unpooled.buffer().writeByte(7);

    template.write(out, TOKEN);

    assertThat(out.readByte()).isEqualTo((byte) 7);
    assertThat(out.readableBytes()).isEqualTo(template.length());
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"bq0000a10000002f\",\"ü\":\"bq0000a10000002f\"}");
  }

  @Test
  void template_withoutAPlaceForTheToken_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Template.of("{\"id\":\"bq\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"id\":\"bq0000a10000002f\",\"success\":true,\"data\":{}}|true",
        "{\"success\": true, \"data\": {\"name\": \"x\"}, \"id\": \"bq0000a10000002f\"}|true",
        "{\"id\":\"bq0000a10000002f\",\"success\" : true}|true",
        "{\"id\":\"bq0000a10000002f\",\"success\":false,\"error\":{\"message\":\"true\"}}|false",
        "{\"id\":\"bq0000a10000002f\",\"data\":{\"name\":\"success\"}}|false",
        "{\"id\":\"bq0000a10000002f\"}|false"
      })
  void answer_isRead(String payload, boolean successful) {
    Answer answer = new Answer();
    byte[] bytes = ("--" + payload + "--").getBytes(StandardCharsets.UTF_8);

    answer.read(bytes, 2, bytes.length - 2);

    assertThat(answer.token()).isEqualTo(TOKEN);
    assertThat(answer.successful()).isEqualTo(successful);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {"{\"id\":\"bqx000a10000002f\",\"success\":true}", "{\"id\":\"bq0000a1", "\"", "{}"})
  void payloadWithoutToken_hasNone(String payload) {
    Answer answer = new Answer();
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);

    answer.read(bytes, 0, bytes.length);

    assertThat(answer.token()).isEqualTo(-1);
  }
}
