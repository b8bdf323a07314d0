package io.mqttspec.server.authentication;

/** Where the keys that sign tokens come from. For any thread. */
interface TokenKeys extends AutoCloseable {

  /**
   * The keys as they are known now.
   *
   * @throws AuthenticationException {@link Refusal#UNAVAILABLE} while none are known yet
   */
  TokenKeySet current();

  /**
   * Looks for newer keys than {@link #current()} gave, for a few seconds at most.
   *
   * @return whether {@link #current()} may now give others
   */
  boolean refresh();

  @Override
  void close();
}
