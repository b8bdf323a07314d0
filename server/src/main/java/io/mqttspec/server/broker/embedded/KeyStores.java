package io.mqttspec.server.broker.embedded;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.StoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;

/** Looks into the files with keys and certificates, for which HiveMQ has one message only. */
final class KeyStores {

  /** The type that HiveMQ asks for; Java then reads PKCS#12, too. */
  private static final String TYPE = "JKS";

  private KeyStores() {}

  /**
   * Sees to it that clients can be served with these files.
   *
   * @throws ConfigurationException naming the file and what is wrong with it
   */
  static void check(ListenerTlsConfig tls) {
    checkKeys(tls.keyStore());
    tls.trustStore().ifPresent(KeyStores::checkCertificates);
  }

  private static void checkKeys(StoreConfig config) {
    String name = "the key store " + config.path();
    try {
      KeyStore store = open(name, config);
      int keys = 0;
      for (String alias : aliases(store)) {
        if (store.isKeyEntry(alias)) {
          store.getKey(alias, config.password().characters());
          keys++;
        }
      }
      if (keys == 0) {
        throw new ConfigurationException(
            name
                + " has no private key: the broker needs its key and its certificate, as keytool"
                + " -genkeypair makes them");
      }
    } catch (UnrecoverableKeyException e) {
      throw new ConfigurationException(
          name
              + " has a private key with a password of its own: give it the store's, with keytool"
              + " -keypasswd",
          e);
    } catch (GeneralSecurityException e) {
      throw new ConfigurationException(name + " can't be used: " + e.getMessage(), e);
    }
  }

  private static void checkCertificates(StoreConfig config) {
    String name = "the trust store " + config.path();
    try {
      KeyStore store = open(name, config);
      for (String alias : aliases(store)) {
        if (store.isCertificateEntry(alias)) {
          return;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new ConfigurationException(name + " can't be used: " + e.getMessage(), e);
    }
    throw new ConfigurationException(
        name
            + " has no trusted certificate: put those that sign the clients' into it with keytool"
            + " -importcert");
  }

  private static List<String> aliases(KeyStore store) throws GeneralSecurityException {
    return Collections.list(store.aliases());
  }

  private static KeyStore open(String name, StoreConfig config) throws GeneralSecurityException {
    try (InputStream file = Files.newInputStream(config.path())) {
      KeyStore store = KeyStore.getInstance(TYPE);
      store.load(file, config.password().characters());
      return store;
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(name + " is not there", e);
    } catch (AccessDeniedException e) {
      throw new ConfigurationException(name + " may not be read by this user", e);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new ConfigurationException(name + " can't be opened: its password is wrong", e);
      }
      throw new ConfigurationException(
          name + " is no PKCS#12 or JKS file as keytool makes it: " + e.getMessage(), e);
    }
  }
}
