package io.mqttspec.server.testing;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A HiveMQ CE in a JVM of its own, until it is killed or its standard input ends. Lets everybody
 * in, but whoever gives a user name needs the password.
 */
final class BrokerMain implements ExtensionMain {

  static final String READY = "broker is ready";

  private final String password;

  private BrokerMain(String password) {
    this.password = password;
  }

  /**
   * Starts the broker.
   *
   * @param arguments folder with {@code conf}, {@code data} and {@code extensions}; the password
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folder.resolve("conf"))
            .withDataFolder(folder.resolve("data"))
            .withExtensionsFolder(folder.resolve("extensions"))
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("login")
                    .withName("login")
                    .withVersion("1")
                    .withAuthor("The MQTTSpec authors")
                    .withPriority(0)
                    .withStartPriority(0)
                    .withExtensionMain(new BrokerMain(arguments[1]))
                    .build())
            .withoutLoggingBootstrap()
            .build();
    broker.start().get();
    System.out.println(READY);
    // A test that dies must not leave this behind.
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    SimpleAuthenticator authenticator =
        (auth, decision) -> {
          String given =
              auth.getConnectPacket()
                  .getPassword()
                  .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                  .orElse("");
          if (auth.getConnectPacket().getUserName().isEmpty() || given.equals(password)) {
            decision.authenticateSuccessfully();
          } else {
            decision.failAuthentication(
                ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "the password is another one");
          }
        };
    Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
}
