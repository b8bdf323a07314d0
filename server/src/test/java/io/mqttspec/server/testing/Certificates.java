package io.mqttspec.server.testing;

import io.mqttspec.server.config.Secret;
import io.mqttspec.server.config.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Keys with certificates they have signed themselves, made by the keytool of this JDK. */
public final class Certificates {

  /** With what XML and HiveMQ's placeholders could stumble over. */
  public static final String PASSWORD = "a<b>&\"${HOME}${NONE}$1";

  private final Path folder;

  public Certificates(Path folder) {
    this.folder = folder;
  }

  /** A new key for this machine's names, in a file of its own. */
  public StoreConfig key(String commonName, String... options) {
    return keyWithPassword(commonName, PASSWORD, options);
  }

  /** A new key in a file with a password of its own. */
  public StoreConfig keyWithPassword(String commonName, String password, String... options) {
    Path file = folder.resolve(commonName + "-" + System.nanoTime() + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + commonName,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-keystore",
                file.toString(),
                "-storepass",
                password));
    command.addAll(List.of(options));
    try {
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new AssertionError("keytool failed: " + command);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return new StoreConfig(file, new Secret(password));
  }

  /** A file with the certificates of keys and not the keys themselves. */
  public StoreConfig trusting(StoreConfig... keys) {
    Path file = folder.resolve("trust-" + System.nanoTime() + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (StoreConfig key : keys) {
        store.setCertificateEntry(key.path().toString(), load(key).getCertificate("key"));
      }
      store.store(out, PASSWORD.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return new StoreConfig(file, new Secret(PASSWORD));
  }

  private static KeyStore load(StoreConfig config) {
    try (InputStream in = Files.newInputStream(config.path())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, config.password().characters());
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What a client needs to trust what is in a file. */
  public static TrustManagerFactory trust(StoreConfig trusted) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(load(trusted));
      return factory;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What a client needs to show the certificate of a key. */
  public static KeyManagerFactory show(StoreConfig key) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(load(key), PASSWORD.toCharArray());
      return factory;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
