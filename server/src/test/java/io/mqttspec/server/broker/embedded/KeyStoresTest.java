package io.mqttspec.server.broker.embedded;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.Secret;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.Certificates;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with keys and certificates that can't be used are refused before anybody connects. */
class KeyStoresTest {

  private static final TestDatabase DATABASE = TestDatabase.withFixture();

  @TempDir private static Path folder;

  private static Certificates certificates;
  private static StoreConfig key;
  private static StoreConfig trust;

  @BeforeAll
  static void makeKeys() {
    certificates = new Certificates(folder);
    key = certificates.key("server");
    trust = certificates.trusting(key);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  private static void assertRefused(StoreConfig keys, StoreConfig trusted, String... words) {
    EmbeddedBrokerConfig broker =
        EmbeddedBrokerConfig.builder()
            .port(0)
            .tls(
                new ListenerTlsConfig(
                    0,
                    OptionalInt.empty(),
                    keys,
                    ClientCertificates.REQUIRED,
                    Optional.of(trusted)))
            .build();
    try (MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(DATABASE.dataSource())
            .config(ServerConfig.builder().broker(broker).build())
            .registerTable("public.items")
            .build()) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .withMessageContainingAll(words);
    }
    Await.noServerThreads();
  }

  private static StoreConfig with(StoreConfig store, String password) {
    return new StoreConfig(store.path(), new Secret(password));
  }

  @Test
  void missingFile_isRefused() {
    Path missing = folder.resolve("missing.p12");
    StoreConfig store = new StoreConfig(missing, Secret.NONE);

    assertRefused(store, trust, "key store " + missing, "not there");
    assertRefused(key, store, "trust store " + missing, "not there");
  }

  @Test
  void wrongPassword_isRefused() {
    assertRefused(with(key, "wrong"), trust, "key store " + key.path(), "password is wrong");
    assertRefused(key, with(trust, "wrong"), "trust store " + trust.path(), "password is wrong");
  }

  @Test
  void fileOfAnotherKind_isRefused() throws IOException {
    Path pem = Files.writeString(folder.resolve("key.pem"), "-----BEGIN CERTIFICATE-----\nAA==\n");

    assertRefused(new StoreConfig(pem, Secret.NONE), trust, pem.toString(), "no PKCS#12 or JKS");
    assertRefused(new StoreConfig(folder, Secret.NONE), trust, folder.toString());
  }

  @Test
  void keyStoreWithoutAPrivateKey_isRefused() {
    assertRefused(trust, trust, "key store " + trust.path(), "no private key", "-genkeypair");
  }

  @Test
  void privateKeyWithAPasswordOfItsOwn_isRefused() {
    StoreConfig own =
        certificates.key("own", "-storetype", "JKS", "-keypass", "different-password");

    assertRefused(own, trust, "key store " + own.path(), "password of its own", "-keypasswd");
  }

  @Test
  void trustStoreWithoutACertificate_isRefused() {
    assertRefused(key, key, "trust store " + key.path(), "no trusted certificate", "-importcert");
  }

  @Test
  void passwordThatTheBrokerWouldCut_isRefused() {
    StoreConfig spaced = certificates.keyWithPassword("spaced", " six blanks ");

    assertRefused(spaced, trust, "tls.key_store.password", "space");
  }
}
