package io.mqttspec.conformance.broker;

/** The file that configures HiveMQ; it can't be configured otherwise. */
record BrokerXml(String address, int port, BrokerSettings settings) {

  String text() {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <hivemq>
      <listeners>
        <tcp-listener>
          <port>%d</port>
          <bind-address>%s</bind-address>
        </tcp-listener>
      </listeners>
      <persistence>
        <mode>%s</mode>
      </persistence>
      <mqtt>
        <session-expiry>
          <max-interval>%d</max-interval>
        </session-expiry>
        <packets>
          <max-packet-size>%d</max-packet-size>
        </packets>
        <receive-maximum>
          <server-receive-maximum>%d</server-receive-maximum>
        </receive-maximum>
        <keep-alive>
          <max-keep-alive>%d</max-keep-alive>
          <allow-unlimited>false</allow-unlimited>
        </keep-alive>
        <quality-of-service>
          <max-qos>%d</max-qos>
        </quality-of-service>
        <queued-messages>
          <max-queue-size>%d</max-queue-size>
          <strategy>discard</strategy>
        </queued-messages>
      </mqtt>
      <anonymous-usage-statistics>
        <enabled>false</enabled>
      </anonymous-usage-statistics>
    </hivemq>
    """
        .formatted(
            port,
            address,
            switch (settings.persistence()) {
              case IN_MEMORY -> "in-memory";
              case FILE -> "file";
            },
            settings.maxSessionExpirySeconds(),
            settings.maxPacketBytes(),
            settings.receiveMaximum(),
            settings.maxKeepAliveSeconds(),
            settings.maxQos(),
            settings.queuedMessages());
  }
}
