package io.mqttspec.client;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real broker in this JVM, in memory, on a free port, for packets up to 100 kB. Only one can live
 * at a time. Refuses the user {@code stranger}, and grants no subscription to the user {@code
 * deaf}.
 */
final class TestBroker {

  final AtomicInteger refusedLogins = new AtomicInteger();
  private final EmbeddedHiveMQ hivemq;
  private final CompletableFuture<ClientService> clients = new CompletableFuture<>();
  private final CompletableFuture<AdminService> admin = new CompletableFuture<>();

  private TestBroker(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("config.xml"),
        """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <tcp-listener><port>0</port><bind-address>127.0.0.1</bind-address></tcp-listener>
          </listeners>
          <mqtt><packets><max-packet-size>100000</max-packet-size></packets></mqtt>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """);
    EmbeddedExtension extension =
        EmbeddedExtension.builder()
            .withId("test")
            .withName("test")
            .withVersion("1")
            .withPriority(0)
            .withStartPriority(1000)
            .withExtensionMain(new Extension())
            .build();
    hivemq =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folder)
            .withDataFolder(Files.createDirectories(folder.resolve("data")))
            .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
            .withEmbeddedExtension(extension)
            .withoutLoggingBootstrap()
            .build();
  }

  static TestBroker start(Path folder) throws Exception {
    TestBroker broker = new TestBroker(folder);
    broker.hivemq.start().get(60, TimeUnit.SECONDS);
    return broker;
  }

  int port() {
    return admin.join().getServerInformation().getListener().iterator().next().getPort();
  }

  /** Ends a client's connection, as a network failure would. */
  void cut(String clientId) throws InterruptedException, ExecutionException, TimeoutException {
    clients.join().disconnectClient(clientId).get(10, TimeUnit.SECONDS);
  }

  void stop() throws InterruptedException, ExecutionException, TimeoutException {
    hivemq.stop().get(60, TimeUnit.SECONDS);
  }

  private final class Extension implements ExtensionMain {

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      clients.complete(Services.clientService());
      admin.complete(Services.adminService());
      Services.securityRegistry()
          .setAuthenticatorProvider(i -> (SimpleAuthenticator) this::authenticate);
    }

    private void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
      String user = input.getConnectPacket().getUserName().orElse("");
      if (user.equals("stranger")) {
        refusedLogins.incrementAndGet();
        output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
        return;
      }
      if (user.equals("deaf")) {
        output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
      } else {
        output
            .getDefaultPermissions()
            .add(
                Builders.topicPermission()
                    .topicFilter("#")
                    .type(TopicPermission.PermissionType.ALLOW)
                    .build());
      }
      output.authenticateSuccessfully();
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
  }
}
