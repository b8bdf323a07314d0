package io.mqttspec.demo.data;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code public.sensor_readings}: the record that the table is registered by on the
 * server, and that clients write and read.
 *
 * @param id the key; null until the database has given one
 * @param device which device sent it
 * @param reading number of the reading, unique
 * @param at when it was taken
 * @param pressure in hPa
 * @param temperature in degrees Celsius
 * @param wind in metres per second
 */
public record SensorReading(
    @Nullable Long id,
    int device,
    int reading,
    LocalDateTime at,
    BigDecimal pressure,
    BigDecimal temperature,
    BigDecimal wind) {

  /**
   * The key.
   *
   * @throws IllegalStateException when the database has not given one yet
   */
  public long key() {
    if (id == null) {
      throw new IllegalStateException("reading " + reading + " is not stored yet");
    }
    return id;
  }
}
