package io.mqttspec.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for a broker on this machine, one for a client, and a store that trusts both, made
 * by {@code keytool} for one test.
 *
 * @param server the broker's key and its certificate, for {@code localhost} only
 * @param client a client's key and its certificate
 * @param trust both certificates
 * @param stranger another key and certificate, which nobody trusts
 */
public record TlsKeys(Path server, Path client, Path trust, Path stranger) {

  public static final String PASSWORD = "changeit";

  /** Makes all four in a folder. */
  public static TlsKeys in(Path folder) {
    TlsKeys keys =
        new TlsKeys(
            folder.resolve("server.p12"),
            folder.resolve("client.p12"),
            folder.resolve("trust.p12"),
            folder.resolve("stranger.p12"));
    keys.pair(keys.server, "CN=localhost", "san=dns:localhost");
    keys.pair(keys.client, "CN=mqttspec-server", "san=dns:mqttspec-server");
    keys.pair(keys.stranger, "CN=stranger", "san=dns:stranger");
    for (Path trusted : List.of(keys.server, keys.client)) {
      Path certificate = folder.resolve(trusted.getFileName() + ".cer");
      keytool("-exportcert", "-alias", "key", "-keystore", trusted, "-file", certificate);
      keytool(
          "-importcert",
          "-noprompt",
          "-alias",
          trusted.getFileName(),
          "-keystore",
          keys.trust,
          "-file",
          certificate);
    }
    return keys;
  }

  private void pair(Path store, String name, String extension) {
    keytool(
        "-genkeypair",
        "-alias",
        "key",
        "-keyalg",
        "EC",
        "-dname",
        name,
        "-ext",
        extension,
        "-validity",
        "2",
        "-keystore",
        store);
  }

  private static void keytool(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("keytool failed: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
