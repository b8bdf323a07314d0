package io.mqttspec.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  private final Topics topics = Topics.of("spec");

  @Test
  void topics_areThoseOfTheProtocol() {
    assertThat(topics.prefix()).isEqualTo(Topics.DEFAULT_PREFIX);
    assertThat(topics.request("c 1")).isEqualTo("spec/c 1/request");
    assertThat(topics.response("c 1")).isEqualTo("spec/c 1/response");
    assertThat(topics.notification("c", "s")).isEqualTo("spec/c/notify/s");
    assertThat(topics.notificationFilter("c")).isEqualTo("spec/c/notify/+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/spec", "spec/", "a//b", "$spec", "a/+/b", "a#", "a\u0000"})
  void prefix_thatIsNoTopic_isRefused(String prefix) {
    assertThatIllegalArgumentException().isThrownBy(() -> Topics.of(prefix));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec", "a/b/c", "a$", "a/$b", "\u00E4 \uD83D\uDE00"})
  void prefix_mayHaveLevels(String prefix) {
    assertThat(Topics.of(prefix).clientIdOfRequest(Topics.of(prefix).request("c"))).isEqualTo("c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec/request",
        "spec//request",
        "spec/a/b/request",
        "spec/a/response",
        "spec/a/request/",
        "spec/a/request/b",
        "/spec/a/request",
        "specs/a/request",
        "x/spec/a/request",
        "spec/$a/request",
        "spec/+/request",
        "spec/a",
        "spec",
        "",
        "/request"
      })
  void topic_thatIsNoRequest_hasNoClientId(String topic) {
    assertThat(topics.clientIdOfRequest(topic)).isNull();
  }

  @Test
  void prefix_isAWholeLevel() {
    assertThat(topics.isUnderPrefix("spec/a/will")).isTrue();
    assertThat(topics.isUnderPrefix("spec")).isTrue();
    assertThat(topics.isUnderPrefix("spec/")).isTrue();
    assertThat(topics.isUnderPrefix("special/a")).isFalse();
    assertThat(topics.isUnderPrefix("a/spec/b")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$a", "a/b", "a+", "#", "a\u0000"})
  void clientId_thatMeansMoreInATopic_isRefused(String clientId) {
    assertThat(ClientIds.problem(clientId)).isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> topics.request(clientId));
    assertThatIllegalArgumentException().isThrownBy(() -> topics.notification(clientId, "s"));
  }

  @Test
  void clientId_hasUpTo128Characters() {
    String emoji = "\uD83D\uDE00".repeat(128);

    assertThat(ClientIds.problem(emoji)).isEmpty();
    assertThat(ClientIds.problem(emoji + "x")).isPresent();
    assertThat(ClientIds.problem("a.b-c_d $\u00E4")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "+", "a#", "\u0000"})
  void subscriptionId_thatMeansMoreInATopic_isRefused(String subscriptionId) {
    assertThatIllegalArgumentException().isThrownBy(() -> topics.notification("c", subscriptionId));
  }
}
