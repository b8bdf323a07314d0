package io.mqttspec.conformance;

/** How binding a case is. */
public enum Level {
  /** An implementation that fails it does not conform. */
  MUST,
  /** An implementation that fails it conforms, but had better not fail it. */
  SHOULD,
  /** Nothing is judged; what the implementation does is written down. */
  RECORDED
}
