package io.mqttspec.server.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.JwtConfig;
import io.mqttspec.server.config.JwtConfig.KeyFile;
import io.mqttspec.server.config.JwtConfig.SharedSecretFile;
import io.mqttspec.server.config.JwtConfig.TokenIn;
import io.mqttspec.server.testing.Issuer;
import io.mqttspec.server.testing.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens let in, and what becomes of their claims. */
class JwtAuthenticatorTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();
  private static final String CLAIMS =
      "{'sub':'ann','iss':'https://issuer','aud':'mqtt','exp':" + (SECOND + 60) + "}";

  private static final JWK RSA = Issuer.newKey("rsa-1");
  private static final JWK OTHER_RSA = Issuer.newKey("rsa-1");
  private static final ScheduledExecutorService SCHEDULER =
      Executors.newSingleThreadScheduledExecutor();

  private final MutableClock clock = new MutableClock(NOW);

  @TempDir Path folder;

  @AfterAll
  static void stopScheduler() {
    SCHEDULER.shutdownNow();
  }

  private static ECKey ec(Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(curve.getName()).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KeyFile keys(JWK... keys) {
    return new KeyFile(file("keys.json", new JWKSet(List.of(keys)).toString(false)));
  }

  private JwtAuthenticator by(JwtConfig.Keys keys) {
    return new JwtAuthenticator(
        JwtConfig.builder(keys).issuer("https://issuer").audience("mqtt").build(),
        clock,
        SCHEDULER);
  }

  private JwtAuthenticator byRsa() {
    return by(keys(RSA.toPublicJWK()));
  }

  private static Credentials named(String userName) {
    return new Credentials(
        "c", Optional.of(userName), Optional.empty(), Optional.empty(), "127.0.0.1");
  }

  private static JWSHeader.Builder header(JWSAlgorithm algorithm, JWK key) {
    return new JWSHeader.Builder(algorithm).keyID(key.getKeyID());
  }

  private static String rs256(String claims) {
    return Issuer.sign(header(JWSAlgorithm.RS256, RSA).build(), claims, RSA);
  }

  private static void assertRefused(
      JwtAuthenticator authenticator, String token, Refusal refusal, String message) {
    AuthenticationException refused =
        catchThrowableOfType(
            AuthenticationException.class, () -> authenticator.authenticate(named(token)));
    assertThat(refused).isNotNull();
    assertThat(refused.refusal()).isEqualTo(refusal);
    assertThat(refused).hasMessageContaining(message);
    assertThat(token.length() > 20 && refused.getMessage().contains(token)).isFalse();
  }

  static Stream<Arguments> goodSignatures() {
    return Stream.concat(
        Stream.of(
                JWSAlgorithm.RS256,
                JWSAlgorithm.RS384,
                JWSAlgorithm.RS512,
                JWSAlgorithm.PS256,
                JWSAlgorithm.PS384,
                JWSAlgorithm.PS512)
            .map(algorithm -> Arguments.of(algorithm, RSA)),
        Stream.of(
            Arguments.of(JWSAlgorithm.ES256, ec(Curve.P_256)),
            Arguments.of(JWSAlgorithm.ES384, ec(Curve.P_384)),
            Arguments.of(JWSAlgorithm.ES512, ec(Curve.P_521))));
  }

  @ParameterizedTest
  @MethodSource("goodSignatures")
  void signature_ofAKnownKey_letsIn(JWSAlgorithm algorithm, JWK key) {
    String token = Issuer.sign(header(algorithm, key).build(), CLAIMS, key);

    Authenticated ann = by(keys(RSA.toPublicJWK(), key.toPublicJWK())).authenticate(named(token));

    assertThat(ann.user()).isEqualTo("ann");
    assertThat(ann.validUntil()).contains(NOW.plusSeconds(60 + 30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"32 HS256", "48 HS384", "64 HS512"})
  void sharedSecret_ofSufficientLength_letsIn(String lengthAndAlgorithm) throws Exception {
    int length = Integer.parseInt(lengthAndAlgorithm.substring(0, 2));
    JWSAlgorithm algorithm = JWSAlgorithm.parse(lengthAndAlgorithm.substring(3));
    String secret = "s".repeat(length);
    JWK key = new OctetSequenceKey.Builder(secret.getBytes(StandardCharsets.UTF_8)).build();
    JwtAuthenticator authenticator = by(new SharedSecretFile(file("secret", secret + "\n")));

    assertThat(
            authenticator
                .authenticate(
                    named(Issuer.sign(new JWSHeader.Builder(algorithm).build(), CLAIMS, key)))
                .user())
        .isEqualTo("ann");
  }

  @Test
  void sharedSecret_shorterThanTheHash_isNotUsedForIt() {
    byte[] longer = new byte[64];
    Arrays.fill(longer, (byte) 's');
    JWK key = new OctetSequenceKey.Builder(longer).build();
    String token = Issuer.sign(new JWSHeader.Builder(JWSAlgorithm.HS512).build(), CLAIMS, key);

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> by(new SharedSecretFile(file("short", "s".repeat(31)))))
        .withMessageContaining("at least 32 bytes")
        .withMessageNotContaining("sss");
    assertRefused(
        by(new SharedSecretFile(file("middle", "s".repeat(63)))),
        token,
        Refusal.BAD_CREDENTIALS,
        "not signed by a known key");
  }

  @Test
  void pemFiles_letIn() throws Exception {
    PublicKey key = ((RSAKey) RSA).toPublicKey();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    String ecPem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(ec(Curve.P_256).toPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";

    assertThat(
            by(new KeyFile(file("keys.pem", ecPem + pem)))
                .authenticate(named(rs256(CLAIMS)))
                .user())
        .isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'keys':[]}",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
      })
  void uselessKeyFile_isRefusedAtStart(String text) {
    Path file = file("keys", text.replace('\'', '"'));

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> by(new KeyFile(file)))
        .withMessageContaining(file.toString());
  }

  @Test
  void missingKeyFile_isRefusedAtStart() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> by(new KeyFile(folder.resolve("none"))))
        .withMessageContaining("none");
  }

  @Test
  void secretInAKeySet_isIgnored() {
    OctetSequenceKey secret =
        new OctetSequenceKey.Builder("s".repeat(32).getBytes(StandardCharsets.UTF_8)).build();

    assertRefused(
        by(keys(RSA.toPublicJWK(), secret)),
        Issuer.sign(new JWSHeader.Builder(JWSAlgorithm.HS256).build(), CLAIMS, secret),
        Refusal.BAD_CREDENTIALS,
        "not signed by a known key");
  }

  @Test
  void algorithmNone_isRefused() {
    String unsigned =
        Base64URL.encode("{\"alg\":\"none\"}")
            + "."
            + Base64URL.encode(CLAIMS.replace('\'', '"'))
            + ".";

    assertRefused(byRsa(), unsigned, Refusal.BAD_CREDENTIALS, "no signed JSON Web Token");
  }

  @Test
  void publicKeyAsHmacSecret_isRefused() throws Exception {
    byte[] encoded = ((RSAKey) RSA).toPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n";
    JwtAuthenticator authenticator = by(new KeyFile(file("keys.pem", pem)));

    for (byte[] secret : List.of(encoded, pem.getBytes(StandardCharsets.UTF_8))) {
      JWK key = new OctetSequenceKey.Builder(secret).build();
      assertRefused(
          authenticator,
          Issuer.sign(new JWSHeader.Builder(JWSAlgorithm.HS256).build(), CLAIMS, key),
          Refusal.BAD_CREDENTIALS,
          "not signed by a known key");
    }
  }

  @Test
  void keyThatTheTokenBringsAlong_isIgnored() {
    JWSHeader.Builder header =
        header(JWSAlgorithm.RS256, OTHER_RSA)
            .jwk(OTHER_RSA.toPublicJWK())
            .jwkURL(URI.create("http://127.0.0.1:1/keys"))
            .x509CertURL(URI.create("http://127.0.0.1:1/certificate"));

    assertRefused(
        byRsa(),
        Issuer.sign(header.build(), CLAIMS, OTHER_RSA),
        Refusal.BAD_CREDENTIALS,
        "not signed by a known key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "../../keys.json", "rsa-1' or '1'='1", ""})
  void keyId_choosesAmongKnownKeysOnly(String id) {
    String token =
        Issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(), CLAIMS, RSA);

    assertRefused(byRsa(), token, Refusal.BAD_CREDENTIALS, "not signed by a known key");
  }

  @Test
  void tokenWithoutKeyId_isTriedWithEachKey() {
    String token = Issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).build(), CLAIMS, RSA);

    assertThat(
            by(keys(Issuer.newKey("a").toPublicJWK(), RSA.toPublicJWK()))
                .authenticate(named(token))
                .user())
        .isEqualTo("ann");
  }

  @Test
  void encryptionKey_verifiesNothing() {
    RSAKey encryption =
        new RSAKey.Builder(((RSAKey) RSA).toPublicJWK())
            .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
            .build();

    assertRefused(
        by(keys(OTHER_RSA.toPublicJWK(), encryption)),
        rs256(CLAIMS),
        Refusal.BAD_CREDENTIALS,
        "not signed by a known key");
  }

  @Test
  void criticalHeader_isRefused() {
    JWSHeader header =
        header(JWSAlgorithm.RS256, RSA)
            .criticalParams(Set.of("urn:x"))
            .customParam("urn:x", true)
            .build();

    assertRefused(byRsa(), Issuer.sign(header, CLAIMS, RSA), Refusal.BAD_CREDENTIALS, "crit");
  }

  @Test
  void tokenOfAnotherKind_isRefused() {
    JWSHeader header =
        header(JWSAlgorithm.RS256, RSA).type(new JOSEObjectType("logout+jwt")).build();

    assertRefused(byRsa(), Issuer.sign(header, CLAIMS, RSA), Refusal.BAD_CREDENTIALS, "typ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "AT+JWT"})
  void accessToken_letsIn(String type) {
    JWSHeader header = header(JWSAlgorithm.RS256, RSA).type(new JOSEObjectType(type)).build();

    assertThat(byRsa().authenticate(named(Issuer.sign(header, CLAIMS, RSA))).user())
        .isEqualTo("ann");
  }

  @Test
  void changedClaims_areRefused() {
    String[] parts = rs256(CLAIMS).split("\\.", -1);
    String forged =
        parts[0]
            + "."
            + Base64URL.encode(CLAIMS.replace('\'', '"').replace("ann", "bob"))
            + "."
            + parts[2];

    assertRefused(byRsa(), forged, Refusal.BAD_CREDENTIALS, "not signed by a known key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "a.b.c", "a.b.c.d.e", "...", "{}", " ", "ey.ey.ey"})
  void garbage_isRefused(String text) {
    assertRefused(byRsa(), text, Refusal.BAD_CREDENTIALS, "no signed JSON Web Token");
  }

  @Test
  void oversizedToken_isRefused() {
    String token =
        rs256("{'sub':'ann','exp':" + (SECOND + 60) + ",'x':'" + "x".repeat(17_000) + "'}");

    assertRefused(byRsa(), token, Refusal.BAD_CREDENTIALS, "longer than 16384");
  }

  static Stream<Arguments> claimsThatAreRefused() {
    String good = "'sub':'ann','iss':'https://issuer','aud':'mqtt'";
    String exp = ",'exp':" + (SECOND + 60);
    Refusal bad = Refusal.BAD_CREDENTIALS;
    Refusal denied = Refusal.NOT_AUTHORIZED;
    return Stream.of(
        Arguments.of("{" + good + ",'exp':" + (SECOND - 30) + "}", bad, "expired"),
        Arguments.of("{" + good + ",'exp':-1e400}", bad, "expired"),
        Arguments.of("{" + good + "}", denied, "exp"),
        Arguments.of("{" + good + ",'exp':'" + (SECOND + 60) + "'}", denied, "exp"),
        Arguments.of("{" + good + exp + ",'nbf':" + (SECOND + 31) + "}", bad, "not valid yet"),
        Arguments.of("{" + good + exp + ",'nbf':'soon'}", bad, "nbf"),
        Arguments.of("{'sub':'ann','aud':'mqtt'" + exp + "}", denied, "issuer"),
        Arguments.of(
            "{'sub':'ann','iss':'https://issuer/','aud':'mqtt'" + exp + "}", denied, "issuer"),
        Arguments.of(
            "{'sub':'ann','iss':['https://issuer'],'aud':'mqtt'" + exp + "}", denied, "issuer"),
        Arguments.of("{'sub':'ann','iss':'https://issuer'" + exp + "}", denied, "aud"),
        Arguments.of(
            "{'sub':'ann','iss':'https://issuer','aud':['web']" + exp + "}", denied, "aud"),
        Arguments.of("{'iss':'https://issuer','aud':'mqtt'" + exp + "}", denied, "sub"),
        Arguments.of("{'sub':' ','iss':'https://issuer','aud':'mqtt'" + exp + "}", denied, "sub"),
        Arguments.of("{'sub':7,'iss':'https://issuer','aud':'mqtt'" + exp + "}", denied, "sub"),
        Arguments.of("{'sub':'bob'," + good + exp + "}", bad, "JSON object"),
        Arguments.of("[]", bad, "JSON object"),
        Arguments.of("ann", bad, "JSON object"));
  }

  @ParameterizedTest
  @MethodSource("claimsThatAreRefused")
  void claims_thatWillNotDo_areRefused(String claims, Refusal refusal, String message) {
    assertRefused(byRsa(), rs256(claims), refusal, message);
  }

  @Test
  void clocks_mayDifferByTheSkew() {
    JwtAuthenticator authenticator = byRsa();
    String token =
        rs256(
            "{'sub':'ann','iss':'https://issuer','aud':['web','mqtt'],'nbf':"
                + (SECOND + 30)
                + ",'exp':"
                + (SECOND + 60)
                + "}");

    assertThat(authenticator.authenticate(named(token)).user()).isEqualTo("ann");
    clock.advance(Duration.ofMillis(89_999));
    assertThat(authenticator.authenticate(named(token)).user()).isEqualTo("ann");
    clock.advance(Duration.ofMillis(1));
    assertRefused(authenticator, token, Refusal.BAD_CREDENTIALS, "expired");
  }

  @Test
  void veryLateExpiry_isTheEndOfTime() {
    String claims = "{'sub':'ann','iss':'https://issuer','aud':'mqtt','exp':1e400}";

    assertThat(byRsa().authenticate(named(rs256(claims))).validUntil().orElseThrow())
        .isAfter(Instant.parse("9999-12-31T23:59:58Z"));
  }

  @Test
  void claims_becomePlainJavaValues() {
    Map<String, Object> metadata =
        byRsa()
            .authenticate(
                named(
                    rs256(
                        "{'sub':'ann','iss':'https://issuer','aud':'mqtt','exp':"
                            + (SECOND + 60)
                            + ",'tenant_id':9007199254740993,'share':0.10,'admin':true,"
                            + "'roles':['a',1,null],'address':{'city':'B','zip':null},'none':null}")))
            .metadata();

    assertThat(metadata)
        .containsEntry("sub", "ann")
        .containsEntry("tenant_id", 9007199254740993L)
        .containsEntry("share", new BigDecimal("0.10"))
        .containsEntry("admin", true)
        .containsEntry("roles", Arrays.asList("a", 1L, null))
        .containsKey("address")
        .doesNotContainKey("none");
    assertThat(((Map<?, ?>) metadata.get("address")).get("city")).isEqualTo("B");
  }

  @Test
  void tokenInThePassword_isReadThereOnly() {
    JwtAuthenticator authenticator =
        new JwtAuthenticator(
            JwtConfig.builder(keys(RSA.toPublicJWK())).tokenIn(TokenIn.PASSWORD).build(),
            clock,
            SCHEDULER);
    String token = rs256(CLAIMS);
    Credentials right =
        new Credentials(
            "c",
            Optional.of("anybody"),
            Optional.of(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8))),
            Optional.empty(),
            "");

    assertThat(authenticator.authenticate(right).user()).isEqualTo("ann");
    assertRefused(authenticator, token, Refusal.BAD_CREDENTIALS, "as the password");
  }

  @Test
  void keyFile_isReadAgainWhenItHasChanged() throws Exception {
    JwtAuthenticator authenticator = byRsa();
    Path file = folder.resolve("keys.json");
    JWK next = Issuer.newKey("rsa-2");
    String token = Issuer.sign(header(JWSAlgorithm.RS256, next).build(), CLAIMS, next);
    assertRefused(authenticator, token, Refusal.BAD_CREDENTIALS, "known key");

    keys(next.toPublicJWK());
    Files.setLastModifiedTime(file, FileTime.from(NOW));

    assertThat(authenticator.authenticate(named(token)).user()).isEqualTo("ann");
    assertRefused(authenticator, rs256(CLAIMS), Refusal.BAD_CREDENTIALS, "known key");

    Files.delete(file);
    assertThat(authenticator.authenticate(named(token)).user()).isEqualTo("ann");
    file("keys.json", "nonsense");
    assertThat(authenticator.authenticate(named(token)).user()).isEqualTo("ann");
    keys(RSA.toPublicJWK());
    assertThat(authenticator.authenticate(named(rs256(CLAIMS))).user()).isEqualTo("ann");
  }

  @Test
  void credentials_areNotPrinted() {
    assertThat(named("secret").toString()).doesNotContain("secret");
  }
}
