package io.mqttspec.conformance.bench;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.conformance.mqtt.WireLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Answers whatever comes, behind a plain broker, and once makes all wait. */
final class Responder implements AutoCloseable {

  private final MqttTransport transport = new MqttTransport();
  private final MqttConnection mqtt;
  private final Thread thread = new Thread(this::run, "responder");
  private final AtomicLong stallNanos = new AtomicLong();
  private volatile boolean success = true;

  Responder(int port) {
    mqtt =
        transport.connect(
            "127.0.0.1",
            port,
            ConnectOptions.of("responder"),
            Duration.ofSeconds(30),
            new WireLog());
    var unused = mqtt.subscribe(1, "spec/+/request");
    thread.start();
  }

  /** Holds back the next answer, and all behind it, so long. */
  void stallOnce(Duration time) {
    stallNanos.set(time.toNanos());
  }

  /** From now on says that nothing succeeded. */
  void refuse() {
    success = false;
  }

  private void run() {
    try {
      while (mqtt.isOpen()) {
        InboundMessage request = mqtt.poll(any -> true);
        if (request != null) {
          LockSupport.parkNanos(stallNanos.getAndSet(0));
          String answer = "{\"id\":" + request.json().path("id") + ",\"success\":" + success + "}";
          var unused =
              mqtt.publishAsync(
                  Publication.of(
                          request.topic().replace("/request", "/response"),
                          answer.getBytes(StandardCharsets.UTF_8))
                      .qos(1));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    mqtt.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transport.close();
  }
}
