package io.mqttspec.demo.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.demo.interop.ForeignClient.Ended;
import io.mqttspec.demo.interop.ForeignClient.Program;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Besides those of the documents the clients of the first README, which need no password. */
abstract class InteropCases extends ExampleCases {

  /** These clients ask before their subscription is confirmed: once would prove little. */
  private static final int SEED_RUNS = 20;

  static Stream<Arguments> seedRuns() {
    return IntStream.rangeClosed(1, SEED_RUNS)
        .boxed()
        .flatMap(run -> Stream.of(ForeignClient.values()).map(client -> Arguments.of(client, run)));
  }

  @ParameterizedTest(name = "{0}, run {1}")
  @MethodSource("seedRuns")
  void seedClient_getsItsAnswer(ForeignClient client, int run) throws Exception {
    Ended ended = client.run(Program.SEED, port(), password());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    switch (client) {
      case JAVASCRIPT ->
          assertThat(ended.output())
              .contains("Connected to MQTT broker", "Received: {", "Response data: [")
              .containsPattern("id: 'msg-1',\\s+type: 'response',\\s+success: true")
              .contains("name: 'Ada Lovelace'", "name: \"Zoë O'Neil\"")
              .doesNotContain(INACTIVE);
      case GO ->
          assertThat(ended.output())
              .contains("Connected to MQTT broker", "Received on spec/client-go-123/response: map[")
              .contains("id:msg-1", "success:true", "type:response")
              .contains("name:Ada Lovelace", "name:Zoë O'Neil")
              .doesNotContain(INACTIVE);
      case PYTHON -> {
        assertThat(ended.output())
            .contains("Connected with result code 0")
            .contains("Received on spec/client-python-123/response: {'id': 'msg-create-1'")
            .contains("'success': True", "'email': 'python@example.com'", "'status': 'active'");
        assertThat(number(ended.output(), "'data': \\{'id': (\\d+), 'name': 'Python User'"))
            .isEqualTo(onlyId("Python User"));
      }
    }
    assertThat(names("active")).containsAll(ACTIVE);
  }

  private static long number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as("%s in:%n%s", pattern, text).isTrue();
    return Long.parseLong(found.group(1));
  }
}
