package io.mqttspec.server.config;

/** What a TCP port may be. */
final class Ports {

  private Ports() {}

  static void check(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new ConfigurationException(name + " must be 0 (any free port) to 65535, it is " + port);
    }
  }
}
