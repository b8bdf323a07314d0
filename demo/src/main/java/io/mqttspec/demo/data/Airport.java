package io.mqttspec.demo.data;

import java.math.BigDecimal;

/**
 * A row of {@code public.airports}.
 *
 * @param iata the key
 * @param name name of the airport
 * @param city city or town near it
 * @param state abbreviation of the state
 * @param country the country
 * @param latitude in degrees
 * @param longitude in degrees
 */
public record Airport(
    String iata,
    String name,
    String city,
    String state,
    String country,
    BigDecimal latitude,
    BigDecimal longitude) {}
