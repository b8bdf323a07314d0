package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a row is asked for. */
@FunctionalInterface
public interface Condition {

  /** A condition that every row meets. */
  Condition NONE = row -> Truth.TRUE;

  Truth test(ObjectNode row);

  default Condition and(Condition other) {
    return row -> test(row).and(other.test(row));
  }

  default Condition or(Condition other) {
    return row -> test(row).or(other.test(row));
  }
}
