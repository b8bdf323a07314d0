package io.mqttspec.server.dispatch;

import io.mqttspec.server.authentication.Refusal;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A CONNECT that waits for the server's word, then a connection. For any thread. */
public interface InboundConnection {

  String clientId();

  /** Tells this connection from an earlier or later one of the same client id. */
  String connectionId();

  Optional<String> userName();

  Optional<ByteBuffer> password();

  /** The certificate that the client showed over TLS, which the trust store vouches for. */
  Optional<X509Certificate> certificate();

  /** Address that it comes from, without a port. */
  String remoteAddress();

  /** Whether the broker had a session of the client id when the CONNECT came. */
  boolean sessionExists();

  /** Whether the client wants that session to end. */
  boolean cleanStart();

  /** Whether the client's session outlives this connection. */
  boolean sessionStays();

  /** Largest packet in bytes, header and all, that the client takes. */
  long maximumPacketSize();

  /** Whether the client still waits; after a time the broker sends it away by itself. */
  boolean isWaiting();

  /**
   * Ends the earlier session of the client id, with all that is stored for it, before this CONNECT
   * is accepted.
   *
   * @return completes when it has ended, exceptionally when the broker failed
   */
  CompletionStage<?> endEarlierSession();

  /** Lets the client in. */
  void accept();

  /** Sends the client away; the reason reaches it with MQTT 5. */
  void refuse(Refusal refusal, String reason);

  /**
   * Ends the client's connection after it was let in, because its time is over; the reason reaches
   * it with MQTT 5. Its session stays as it would otherwise.
   */
  void end(String reason);
}
