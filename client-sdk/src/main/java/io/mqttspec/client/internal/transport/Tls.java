package io.mqttspec.client.internal.transport;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom the client trusts, and what it shows of itself. Immutable. */
public final class Tls {

  /** The platform's certificates, and none of the client's own. */
  public static final Tls PLATFORM = new Tls(null, null);

  final @Nullable TrustManagerFactory trust;
  final @Nullable KeyManagerFactory keys;

  /**
   * Creates the settings.
   *
   * @param trust whose certificates the broker may show; null: the platform's
   * @param keys what the client shows; null: nothing
   */
  public Tls(@Nullable TrustManagerFactory trust, @Nullable KeyManagerFactory keys) {
    this.trust = trust;
    this.keys = keys;
  }
}
