package io.mqttspec.demo.mosquitto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for this machine, made by the JDK's keytool. */
final class Certificate {

  static final String FILE = "certificate.pem";

  private static final String ALIAS = "mosquitto";

  /** A PKCS#12 file that trusts it. */
  static final String TRUST_STORE = "trust.p12";

  static final String STORE_PASSWORD = "changeit";

  private Certificate() {}

  /** Writes {@code certificate.pem}, {@code key.pem} and {@code trust.p12}. */
  static void create(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("certificate.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
      write(folder.resolve(FILE), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      write(
          folder.resolve("key.pem"),
          "PRIVATE KEY",
          keys.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
      try (OutputStream file = Files.newOutputStream(folder.resolve(TRUST_STORE))) {
        trusted.store(file, STORE_PASSWORD.toCharArray());
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("keytool's file can't be read", e);
    }
  }

  private static void write(Path file, String kind, byte[] content) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }
}
