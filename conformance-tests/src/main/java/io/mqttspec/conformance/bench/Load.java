package io.mqttspec.conformance.bench;

/** A load that can be put on a target and taken off again. Called by one thread. */
interface Load extends AutoCloseable {

  BenchTarget target();

  /** Puts the load on. */
  void start();

  /** Forgets what was counted so far. */
  void restartCount();

  /**
   * Takes the load off and waits until the target is idle.
   *
   * @return what was counted since {@link #restartCount}
   * @throws BenchFailedException where a connection was lost, or the target does not answer
   */
  Stats stop();

  /** Ends all connections, and removes what was prepared. */
  @Override
  void close();
}
