package io.mqttspec.conformance.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Chapter 11: limits. Smaller than the defaults where that lets cases end sooner. */
interface LimitRules {

  /** Rule 11.1.1: the limits, by their names in the pong. */
  default Map<String, Integer> limits() {
    Map<String, Integer> limits = new LinkedHashMap<>();
    limits.put("payload_bytes", 1_048_576);
    limits.put("json_depth", 32);
    limits.put("filters_per_request", 100);
    limits.put("values_per_list", 100);
    limits.put("rows_per_write", 60);
    limits.put("page_size_default", 40);
    limits.put("page_size_max", 50);
    limits.put("preloads", 8);
    limits.put("preload_depth", 5);
    limits.put("preload_rows", 100);
    limits.put("subscriptions_per_client", 20);
    limits.put("id_length", 256);
    limits.put("requests_in_flight_per_client", 1_000);
    limits.put("requests_in_flight", 10_000);
    limits.put("requests_per_second_per_client", -1);
    limits.put("bytes_in_flight_per_client", 2_097_152);
    limits.put("bytes_in_flight", 8_388_608);
    limits.put("statement_millis", 10_000);
    limits.put("connections", 1_000);
    return limits;
  }

  /** Rule 11.1.2: whether something is beyond a limit; at the limit it is not. */
  default boolean exceeds(String limit, long amount) {
    return amount > limit(limit);
  }

  /** A limit of 11.1.1. */
  default int limit(String name) {
    return limits().getOrDefault(name, Integer.MAX_VALUE);
  }
}
