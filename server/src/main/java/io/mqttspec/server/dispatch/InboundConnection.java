package io.mqttspec.server.dispatch;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** A CONNECT that waits for the server's word. For any thread. */
public interface InboundConnection {

  String clientId();

  /** Tells this connection from an earlier or later one of the same client id. */
  String connectionId();

  Optional<String> userName();

  Optional<ByteBuffer> password();

  /** The client's certificate, which the broker has checked; only TLS has one. */
  Optional<X509Certificate> certificate();

  /** Address that it comes from, without a port. */
  String remoteAddress();

  /** Whether nothing is left of an earlier session of the client id once it is accepted. */
  boolean sessionBegins();

  /** Whether the client's session outlives this connection. */
  boolean sessionStays();

  /** Whether the client still waits; after a time the broker sends it away by itself. */
  boolean isWaiting();

  /** Lets the client in. */
  void accept();

  /** Sends the client away; the reason reaches it with MQTT 5. */
  void refuse(String reason);
}
