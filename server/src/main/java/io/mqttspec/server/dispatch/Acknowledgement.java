package io.mqttspec.server.dispatch;

/**
 * What is still owed to the sender of a publish. Exactly one of the three takes effect, the first
 * to be called. For any thread.
 */
public interface Acknowledgement {

  /** Lets the PUBACK (or PUBREC) go out; with QoS 0 there is nothing to send. */
  void acknowledge();

  /** Ends the sender's connection instead: it must not believe that its request was done. */
  void abandon(String reason);

  /**
   * Forgets a publish that was not taken, because its connection has gone or is taken over: nothing
   * was done, and nobody may be told that it was.
   */
  void lost();
}
