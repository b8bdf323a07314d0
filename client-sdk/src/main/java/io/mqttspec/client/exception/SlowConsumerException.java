package io.mqttspec.client.exception;

/**
 * A stream of changes ended because its subscriber did not keep up and the buffer was full. Changes
 * have been missed: subscribe anew, then read anew.
 */
public final class SlowConsumerException extends MqttSpecException {

  private static final long serialVersionUID = 1L;

  private final int capacity;

  /**
   * Creates the exception.
   *
   * @param capacity how many changes the buffer holds
   */
  public SlowConsumerException(int capacity) {
    super(
        "The subscriber is slower than the changes: "
            + capacity
            + " were waiting for it. Changes were missed, read anew.",
        null);
    this.capacity = capacity;
  }

  /**
   * The size of the buffer.
   *
   * @return changes it holds
   */
  public int capacity() {
    return capacity;
  }
}
