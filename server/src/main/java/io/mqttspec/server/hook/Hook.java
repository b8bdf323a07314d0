package io.mqttspec.server.hook;

/**
 * The application's code at a {@link HookPoint}. Called on a worker thread of the server, never on
 * one of the broker's; for one client never twice at a time.
 */
@FunctionalInterface
public interface Hook {

  /**
   * Sees, changes or refuses what is going on.
   *
   * @throws HookRefusedException by {@link HookContext#refuse}: its code and message reach the
   *     client
   * @throws Exception anything else: the client is told {@code hook_error}, the log has the rest; a
   *     write is rolled back
   */
  void call(HookContext context) throws Exception;
}
