package io.mqttspec.conformance.target;

import io.mqttspec.conformance.Target;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a broker is.
 *
 * @param host its host
 * @param port its port
 */
public record BrokerUrl(String host, int port) {

  /** The highest port that there is. */
  public static final int HIGHEST_PORT = 65_535;

  /**
   * Reads {@code mqtt://host:port}; without a port it is 1883.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static BrokerUrl parse(String url) {
    try {
      URI uri = new URI(url);
      String host = uri.getHost();
      String path = uri.getRawPath();
      boolean bare = path == null || path.isEmpty() || path.equals("/");
      if ("mqtt".equals(uri.getScheme())
          && host != null
          && bare
          && uri.getPort() <= HIGHEST_PORT
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null) {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new BrokerUrl(plain, uri.getPort() < 0 ? Target.DEFAULT_PORT : uri.getPort());
      }
    } catch (URISyntaxException e) {
      // It is told below.
    }
    throw new IllegalArgumentException("mqtt://host:port is wanted, not " + url);
  }
}
