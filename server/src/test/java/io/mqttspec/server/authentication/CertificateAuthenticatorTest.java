package io.mqttspec.server.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a certificate names. */
class CertificateAuthenticatorTest {

  private final Authenticator authenticator = Authenticator.ofCertificates();

  @TempDir Path folder;

  private X509Certificate certificate(String subject) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-storetype",
                "PKCS12",
                "-storepass",
                "password",
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, "password".toCharArray());
    }
    return (X509Certificate) keys.getCertificate("a");
  }

  private static Credentials with(Optional<X509Certificate> certificate) {
    return new Credentials("c", Optional.of("root"), Optional.empty(), certificate, "");
  }

  @Test
  void commonName_isTheUser_asLongAsTheCertificateHolds() throws Exception {
    X509Certificate certificate = certificate("CN=ann\\, of the house, OU=CN=bob, O=x");

    Authenticated ann = authenticator.authenticate(with(Optional.of(certificate)));

    assertThat(ann.user()).isEqualTo("ann, of the house");
    assertThat(ann.validUntil()).contains(certificate.getNotAfter().toInstant());
  }

  @ParameterizedTest
  @ValueSource(strings = {"O=nobody", "CN=ann, CN=bob"})
  void subjectWithoutOneCommonName_isRefused(String subject) throws Exception {
    X509Certificate certificate = certificate(subject);

    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> authenticator.authenticate(with(Optional.of(certificate))))
        .withMessageContaining("one common name");
  }

  @Test
  void clientWithoutCertificate_isRefused() {
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> authenticator.authenticate(with(Optional.empty())))
        .withMessageContaining("over TLS");
  }
}
