package io.mqttspec.conformance.bench;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client on the HiveMQ MQTT Client, as applications have one: it costs several times what the
 * exchange with a broker does.
 */
final class LibraryConnection implements Connection {

  private final LoadLoop loop;
  private final String requestTopic;
  private final String responseTopic;
  private final Listener listener;
  private final Mqtt3AsyncClient client;
  private final @Nullable Mqtt3SimpleAuth login;

  /** Messages on their way from the library's threads to the loop's. */
  private final ConcurrentLinkedQueue<Mqtt3Publish> arrived = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean reading = new AtomicBoolean();

  /** Why this side ended the connection, empty where that was wanted. */
  private @Nullable String end;

  /**
   * A client that is not connected yet.
   *
   * @param requestTopic where it publishes, such as {@code spec/c1/request}
   */
  LibraryConnection(
      LoadLoop loop, BenchTarget target, String clientId, String requestTopic, Listener listener) {
    this.loop = loop;
    this.requestTopic = requestTopic;
    this.responseTopic = target.responseTopic(clientId);
    this.listener = listener;
    Mqtt3ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier(clientId)
            .serverHost(target.host())
            .serverPort(target.port())
            .addDisconnectedListener(context -> loop.run(() -> closed(target, context)));
    this.client = builder.buildAsync();
    this.login = login(target.user(), target.password());
    client.publishes(MqttGlobalPublishFilter.ALL, this::arrived);
  }

  private static @Nullable Mqtt3SimpleAuth login(@Nullable String user, @Nullable String password) {
    if (user == null) {
      return null;
    }
    return password == null
        ? Mqtt3SimpleAuth.builder().username(user).build()
        : Mqtt3SimpleAuth.builder()
            .username(user)
            .password(password.getBytes(StandardCharsets.UTF_8))
            .build();
  }

  private void closed(BenchTarget target, MqttClientDisconnectedContext context) {
    String own = end;
    listener.closed(
        own != null
            ? own
            : "the connection to "
                + target.broker()
                + " ended: "
                + context.getCause().getMessage());
  }

  @Override
  public void connect() {
    told(client.connectWith().cleanSession(true).simpleAuth(login).send(), listener::connected);
  }

  @Override
  public void subscribe(String filter, int qos) {
    told(client.subscribeWith().topicFilter(filter).qos(qos(qos)).send(), listener::subscribed);
  }

  private void told(CompletableFuture<?> future, Runnable done) {
    var unused =
        future.whenComplete(
            (result, failure) ->
                loop.run(
                    () -> {
                      if (failure == null) {
                        done.run();
                      } else {
                        fail(String.valueOf(failure.getMessage()));
                      }
                    }));
  }

  @Override
  public void publish(Template payload, long token, int qos) {
    var unused =
        client.publish(
            Mqtt3Publish.builder()
                .topic(requestTopic)
                .qos(qos(qos))
                .payload(payload.bytes(token))
                .build());
  }

  @Override
  public void flushUnlessReading() {
    // The library does so by itself.
  }

  private static MqttQos qos(int qos) {
    return Objects.requireNonNull(MqttQos.fromCode(qos));
  }

  private void arrived(Mqtt3Publish publish) {
    arrived.add(publish);
    if (reading.compareAndSet(false, true)) {
      loop.run(this::read);
    }
  }

  private void read() {
    reading.set(false);
    for (Mqtt3Publish next = arrived.poll(); next != null; next = arrived.poll()) {
      byte[] payload = next.getPayloadAsBytes();
      boolean onResponse = next.getTopic().toString().equals(responseTopic);
      listener.received(onResponse, payload, 0, payload.length);
    }
    listener.readAll();
  }

  @Override
  public void fail(String reason) {
    end = reason;
    if (client.getState().isConnected()) {
      var unused = client.disconnect();
    }
  }

  @Override
  public void disconnect() {
    fail("");
  }
}
