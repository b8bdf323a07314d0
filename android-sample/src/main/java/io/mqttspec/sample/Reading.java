package io.mqttspec.sample;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A row of {@code public.readings}. The names of the fields are those of the columns. */
final class Reading {

  private final @Nullable Long id;
  private final int deviceId;
  private final BigDecimal temperature;

  Reading(@Nullable Long id, int deviceId, BigDecimal temperature) {
    this.id = id;
    this.deviceId = deviceId;
    this.temperature = temperature;
  }

  /** The key; 0 where the database has not given one yet. */
  long id() {
    return id == null ? 0 : id;
  }

  int deviceId() {
    return deviceId;
  }

  /** In degrees Celsius. */
  BigDecimal temperature() {
    return temperature;
  }

  @Override
  public String toString() {
    return "#" + id() + " " + temperature.toPlainString() + " of device " + deviceId;
  }
}
