package io.mqttspec.demo.data;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * One line of the weather file: one hour of a normal year in Seattle.
 *
 * @param date end of the hour, local time
 * @param pressure in hPa
 * @param temperature in degrees Celsius
 * @param wind in metres per second
 */
public record WeatherHour(
    LocalDateTime date, BigDecimal pressure, BigDecimal temperature, BigDecimal wind) {}
