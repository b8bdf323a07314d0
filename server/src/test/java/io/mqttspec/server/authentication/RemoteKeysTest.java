package io.mqttspec.server.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.JwtConfig;
import io.mqttspec.server.config.JwtConfig.KeySetUrl;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.Issuer;
import io.mqttspec.server.testing.MutableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that an issuer serves: rotated, away, slow, wrong. */
class RemoteKeysTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String CLAIMS =
      "{'sub':'ann','exp':" + (NOW.getEpochSecond() + 86_400) + "}";

  private final MutableClock clock = new MutableClock(NOW);
  private final Issuer issuer = new Issuer();

  /** Runs what is repeated when the test says so. */
  private static final class ManualScheduler extends ScheduledThreadPoolExecutor {
    private volatile Runnable repeated = () -> {};

    ManualScheduler() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long initialDelay, long delay, TimeUnit unit) {
      repeated = task;
      return super.schedule(() -> {}, 0, unit);
    }
  }

  private final ManualScheduler scheduler = new ManualScheduler();
  private final JwtAuthenticator authenticator = byKeysOf(issuer.url());

  private JwtAuthenticator byKeysOf(URI url) {
    return new JwtAuthenticator(JwtConfig.builder(new KeySetUrl(url)).build(), clock, scheduler);
  }

  @AfterEach
  void stop() {
    authenticator.close();
    scheduler.shutdownNow();
    issuer.close();
  }

  private String user(String token) {
    return authenticator
        .authenticate(
            new Credentials(
                "c", Optional.of(token), Optional.empty(), Optional.empty(), "127.0.0.1"))
        .user();
  }

  private Refusal refusal(String token) {
    return catchThrowableOfType(AuthenticationException.class, () -> user(token)).refusal();
  }

  @Test
  void keys_areFetchedOnce() {
    assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann");
    assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann");

    assertThat(issuer.requests()).isEqualTo(1);
  }

  @Test
  void newKey_isFetched_butNotForEachUnknownOne() {
    assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann");
    issuer.rotate("key-2");
    String token = issuer.token(CLAIMS);

    assertThat(refusal(token)).isEqualTo(Refusal.BAD_CREDENTIALS);
    assertThat(issuer.requests()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(30));
    assertThat(user(token)).isEqualTo("ann");
    assertThat(issuer.requests()).isEqualTo(2);
  }

  @Test
  void withdrawnKey_isForgottenByTheNextFetch() {
    String old = issuer.token(CLAIMS);
    assertThat(user(old)).isEqualTo("ann");
    issuer.rotate("key-2");

    scheduler.repeated.run();

    Awaitility.await()
        .atMost(Await.LONG)
        .untilAsserted(() -> assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann"));
    assertThat(refusal(old)).isEqualTo(Refusal.BAD_CREDENTIALS);
  }

  @Test
  void outage_leavesTheKeysInPlace() {
    assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann");
    issuer.answerBy(exchange -> Issuer.send(exchange, 503, "away"));

    scheduler.repeated.run();
    Awaitility.await().atMost(Await.LONG).until(() -> issuer.requests() == 2);
    clock.advance(Duration.ofHours(1));

    assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann");
  }

  @Test
  void outageFromTheStart_isUnavailable_untilItIsOver() {
    issuer.answerBy(exchange -> Issuer.send(exchange, 503, "away"));

    assertThat(refusal(issuer.token(CLAIMS))).isEqualTo(Refusal.UNAVAILABLE);
    issuer.recover();
    assertThat(refusal(issuer.token(CLAIMS))).isEqualTo(Refusal.UNAVAILABLE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(user(issuer.token(CLAIMS))).isEqualTo("ann");
  }

  @Test
  void slowIssuer_isNotWaitedForLong() {
    CountDownLatch over = new CountDownLatch(1);
    issuer.answerBy(
        exchange -> {
          Await.latch(over);
          exchange.close();
        });
    long begin = System.nanoTime();

    assertThat(refusal(issuer.token(CLAIMS))).isEqualTo(Refusal.UNAVAILABLE);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    over.countDown();
  }

  @Test
  void redirect_isNotFollowed() {
    try (Issuer other = new Issuer()) {
      issuer.answerBy(
          exchange -> {
            exchange.getResponseHeaders().add("Location", other.url().toString());
            Issuer.send(exchange, 302, "");
          });

      assertThat(refusal(other.token(CLAIMS))).isEqualTo(Refusal.UNAVAILABLE);
      assertThat(other.requests()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_000_000})
  void wrongBody_isUnavailable(int size) {
    issuer.answerBy(exchange -> Issuer.send(exchange, 200, " ".repeat(size) + "{\"keys\":[]}"));

    assertThat(refusal(issuer.token(CLAIMS))).isEqualTo(Refusal.UNAVAILABLE);
  }

  @Test
  void oversizedKeySet_isNotRead() {
    issuer.answerBy(
        exchange ->
            Issuer.send(
                exchange,
                200,
                " ".repeat(2_000_000)
                    + new com.nimbusds.jose.jwk.JWKSet(Issuer.newKey("key-1").toPublicJWK())));

    assertThat(refusal(issuer.token(CLAIMS))).isEqualTo(Refusal.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/keys",
        "http://10.0.0.1/keys",
        "http://127.0.0.1.example.com/keys",
        "file:///keys.json",
        "keys.json",
        "ftp://localhost/keys"
      })
  void keysOverAnOpenLine_areRefused(String url) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> new KeySetUrl(URI.create(url)))
        .withMessageContaining(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/keys",
        "http://localhost:1/keys",
        "http://127.0.0.1/keys",
        "http://[::1]:80/keys"
      })
  void keysOverTlsOrFromThisMachine_areAllowed(String url) {
    assertThat(new KeySetUrl(URI.create(url)).url()).hasToString(url);
  }
}
