package io.mqttspec.demo.replay;

import io.mqttspec.client.entity.Change;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.protocol.message.ChangeOperation;
import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * A reading that every dashboard selects, written when all others are stored. The events of a
 * subscription come in the order of the commits, so when it has come, nothing before it can still
 * be on its way: an event too many shows as surely as one too few.
 */
final class EndMark {

  static final SensorReading READING =
      new SensorReading(
          null,
          3,
          -1,
          LocalDateTime.parse("2011-01-01T00:00:00"),
          new BigDecimal("1000.0"),
          new BigDecimal("99.0"),
          new BigDecimal("0.0"));

  private EndMark() {}

  static boolean isOne(Change<SensorReading> change) {
    return change.operation() == ChangeOperation.CREATE
        && change.row().reading() == READING.reading();
  }
}
