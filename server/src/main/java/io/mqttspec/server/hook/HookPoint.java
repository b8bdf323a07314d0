package io.mqttspec.server.hook;

/**
 * Where hooks can be registered. A before-hook may refuse, but for {@link #BEFORE_DISCONNECT}; an
 * after-hook of a write runs before the commit and may refuse, too.
 */
public enum HookPoint {
  /** Any request, before anything else is done with it. */
  BEFORE_HANDLE,
  /**
   * A client connects; refusing here refuses the connection. With an external broker: a client
   * sends its first request; refusing answers it so, and the next request is asked again.
   */
  BEFORE_CONNECT,
  /** A client has connected. */
  AFTER_CONNECT,
  /** A client has gone, before the server forgets it; never called with an external broker. */
  BEFORE_DISCONNECT,
  /** A client has gone; never called with an external broker. */
  AFTER_DISCONNECT,
  /**
   * A row filter is needed: for a read, and just the same for related rows inside another read, for
   * an update, delete, create or subscription, which {@link HookContext#operation()} tells.
   */
  BEFORE_READ,
  /**
   * Rows have been read; {@link HookContext#result()} may be changed. Related rows are inside it,
   * and are not told once more as rows of their own entity.
   */
  AFTER_READ,
  BEFORE_CREATE,
  AFTER_CREATE,
  BEFORE_UPDATE,
  AFTER_UPDATE,
  BEFORE_DELETE,
  AFTER_DELETE,
  BEFORE_SUBSCRIBE,
  AFTER_SUBSCRIBE,
  BEFORE_UNSUBSCRIBE,
  AFTER_UNSUBSCRIBE
}
