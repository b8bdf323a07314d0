package io.mqttspec.demo.cli;

/** What somebody may try while the server is up. */
final class NextSteps {

  private static final String TEXT =
      """
      The server is up on port %1$d until Ctrl-C. Try, in another terminal:

      Ask, with Mosquitto's command line clients:
        mosquitto_rr -p %1$d -i ann -t spec/ann/request -e spec/ann/response -m '
          {"id": "1", "type": "request", "operation": "read",
           "entity": "airports", "record_id": "SEA"}'

      Follow what is warmer than 30 degrees: subscribe and keep the session, then
      listen under the same client id:
        mosquitto_rr -p %1$d -i bob -x 3600 \\
          -t spec/bob/request -e spec/bob/response -m '
          {"id": "1", "type": "subscription", "operation": "subscribe",
           "entity": "sensor_readings", "options": {"filters": [
             {"column": "temperature", "operator": "gt", "value": 30}]}}'
        mosquitto_sub -p %1$d -i bob -c -x 3600 -V 5 -q 1 -t 'spec/bob/notify/+'

      Write a reading that bob gets to see, and this window, too:
        mosquitto_rr -p %1$d -i ann -t spec/ann/request -e spec/ann/response -m '
          {"id": "2", "type": "request", "operation": "create",
           "entity": "sensor_readings", "data": {
             "device": 3, "reading": 100000, "at": "2011-01-01T00:00:00",
             "pressure": 1013.2, "temperature": 31.5, "wind": 2.0}}'

      Follow from JavaScript (npm install mqtt; node):
        const mqtt = require("mqtt")
        const client = mqtt.connect("mqtt://127.0.0.1:%1$d", {clientId: "web"})
        client.on("message", (topic, message) => console.log(message.toString()))
        client.subscribe(["spec/web/response", "spec/web/notify/+"], {qos: 1})
        client.publish("spec/web/request", JSON.stringify({
          id: "1", type: "subscription", operation: "subscribe",
          entity: "sensor_readings"}), {qos: 1})

      Ask from Java or Android (io.mqttspec:mqttspec-client-sdk):
        MqttSpecClient client =
            MqttSpecClient.builder().port(%1$d).clientId("eve").build();
        Entity<JsonObject> airports = client.entity("public", "airports");
        client.connect().andThen(airports.read("SEA"))
            .blockingSubscribe(System.out::println);
      """;

  private NextSteps() {}

  static String on(int port) {
    return TEXT.formatted(port);
  }
}
