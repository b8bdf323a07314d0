package io.mqttspec.server.hook;

import io.mqttspec.server.authentication.Authenticated;
import io.mqttspec.server.policy.Identity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connected client as hooks see it. Its metadata live as long as its connection, are seen by all
 * later hooks of this client, and are never sent. For any thread.
 */
public final class Client {

  private final Optional<String> userName;
  private final Optional<X509Certificate> certificate;
  private final String remoteAddress;
  private final Map<String, Object> metadata = new ConcurrentHashMap<>();

  private volatile Identity identity;
  private volatile Optional<Instant> validUntil = Optional.empty();

  /** Whether it is decided who this is, after which nothing changes it. */
  private volatile boolean settled;

  public Client(
      Identity identity,
      Optional<String> userName,
      Optional<X509Certificate> certificate,
      String remoteAddress) {
    this.identity = identity;
    this.userName = userName;
    this.certificate = certificate;
    this.remoteAddress = remoteAddress;
  }

  /**
   * User and client id; the user is empty as long as nobody vouches for one. Settled when the hooks
   * at {@link HookPoint#BEFORE_CONNECT} are done.
   */
  public Identity identity() {
    return identity;
  }

  /**
   * Vouches for the user, at {@link HookPoint#BEFORE_CONNECT} only: the client id then belongs to
   * this user as long as its MQTT session lives, and nobody else can take it over or get what is
   * stored for it. It must be a name that stays the same from connection to connection, such as a
   * user's id, not a token. A hook that names no user binds nothing: whoever else it lets in under
   * the same client id without a name goes on with its session.
   *
   * <p>Takes the place of a user that the server's own authentication has found.
   *
   * @throws IllegalArgumentException for an empty name
   * @throws IllegalStateException later than at {@link HookPoint#BEFORE_CONNECT}
   */
  public void authenticatedAs(String user) {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("an authenticated user needs a name");
    }
    refuseIfSettled();
    identity = new Identity(user, identity.clientId());
  }

  /**
   * Vouches for the user as {@link #authenticatedAs(String)}, for a time: the connection ends then,
   * within a second. With an external broker nothing ends then, as the connection is not this
   * server's.
   *
   * @param until end of the connection, unless an earlier one is set already
   */
  public void authenticatedAs(String user, Instant until) {
    authenticatedAs(user);
    endsAt(until);
  }

  private void endsAt(Instant until) {
    if (validUntil.isEmpty() || until.isBefore(validUntil.get())) {
      validUntil = Optional.of(until);
    }
  }

  private void refuseIfSettled() {
    if (settled) {
      throw new IllegalStateException(
          "who "
              + identity.clientId()
              + " is was settled when it connected; only a hook at BEFORE_CONNECT can vouch for it");
    }
  }

  /** Takes who it is from the server's authentication. For the server. */
  public void authenticatedAs(Authenticated authenticated) {
    authenticatedAs(authenticated.user());
    authenticated.validUntil().ifPresent(this::endsAt);
    metadata.putAll(authenticated.metadata());
  }

  /** From now on it is decided who this is. For the server. */
  public void settle() {
    settled = true;
  }

  /** When its connection ends by itself, empty for never. */
  public Optional<Instant> validUntil() {
    return validUntil;
  }

  /** The MQTT client identifier. */
  public String id() {
    return identity.clientId();
  }

  /**
   * User name of the CONNECT packet, as the client sent it; it may be a token. Who the client is,
   * is told by {@link #identity()}. Empty with an external broker, which does not tell it.
   */
  public Optional<String> userName() {
    return userName;
  }

  /**
   * The certificate that the client has shown. The embedded broker has checked it against its trust
   * store; empty without TLS, or where the client has none.
   */
  public Optional<X509Certificate> certificate() {
    return certificate;
  }

  /** Address that the connection comes from, without a port; empty with an external broker. */
  public String remoteAddress() {
    return remoteAddress;
  }

  /** What hooks keep about this client, and the claims of its token. */
  public Map<String, Object> metadata() {
    return metadata;
  }

  /**
   * One value of the metadata.
   *
   * @throws ClassCastException when it is of another type
   */
  public <T> Optional<T> metadata(String key, Class<T> type) {
    return Optional.ofNullable(type.cast(metadata.get(key)));
  }

  /**
   * One value of the metadata that must be there.
   *
   * @throws IllegalStateException when it is not, so that a hook that relies on it refuses
   * @throws ClassCastException when it is of another type
   */
  public <T> T required(String key, Class<T> type) {
    return metadata(key, type)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    identity.clientId()
                        + " has no "
                        + key
                        + " in its metadata; a hook at BEFORE_CONNECT must put it there"));
  }

  @Override
  public String toString() {
    return identity.clientId();
  }
}
