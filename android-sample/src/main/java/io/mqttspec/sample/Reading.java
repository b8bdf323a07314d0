package io.mqttspec.sample;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A row of {@code public.readings}. The names of the fields are those of the columns. */
public final class Reading {

  private final @Nullable Long id;
  private final int deviceId;
  private final BigDecimal temperature;

  /**
   * A reading.
   *
   * @param id the key; null for a new one
   * @param deviceId the device
   * @param temperature in degrees Celsius
   */
  public Reading(@Nullable Long id, int deviceId, BigDecimal temperature) {
    this.id = id;
    this.deviceId = deviceId;
    this.temperature = temperature;
  }

  /** The key; 0 where the database has not given one yet. */
  public long id() {
    return id == null ? 0 : id;
  }

  /** The device. */
  public int deviceId() {
    return deviceId;
  }

  /** In degrees Celsius. */
  public BigDecimal temperature() {
    return temperature;
  }

  @Override
  public String toString() {
    return "#" + id() + "  " + temperature.toPlainString() + " °C  (device " + deviceId + ")";
  }
}
