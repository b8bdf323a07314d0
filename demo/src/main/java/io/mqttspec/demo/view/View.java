package io.mqttspec.demo.view;

/** Shows a replay from its making until it is closed. */
public interface View {

  /** Shows what is left, and leaves the output as it was found. Calling it again has no effect. */
  void close();
}
