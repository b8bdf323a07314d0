package io.mqttspec.server.config;

import com.google.gson.JsonObject;
import io.mqttspec.protocol.json.JsonLimits;
import io.mqttspec.protocol.query.FilterLimits;
import java.time.Duration;

/**
 * What one client, one request and the server as a whole may use (docs/protocol.md 11). All of them
 * are told to clients in the answer to {@code ping}.
 *
 * @param payloadBytes largest request in bytes, above it {@code too_large}
 * @param jsonDepth deepest nesting of a request's JSON, the outer object being 1
 * @param filtersPerRequest most conditions in one request
 * @param valuesPerList most values of one {@code in} or {@code not_in}
 * @param rowsPerWrite most rows in one create, update or delete
 * @param defaultPageSize rows of a read that names no limit
 * @param maxPageSize most rows of a read, larger limits are cut to it
 * @param subscriptionsPerClient most live subscriptions of one client
 * @param idLength longest request id in characters
 * @param requestsInFlightPerClient most unanswered requests of one client, above it {@code
 *     rate_limited}
 * @param requestsInFlight most unanswered requests in all, above it {@code unavailable}
 * @param statementTime longest run of one SQL statement, in whole seconds, above it {@code timeout}
 */
public record Limits(
    int payloadBytes,
    int jsonDepth,
    int filtersPerRequest,
    int valuesPerList,
    int rowsPerWrite,
    int defaultPageSize,
    int maxPageSize,
    int subscriptionsPerClient,
    int idLength,
    int requestsInFlightPerClient,
    int requestsInFlight,
    Duration statementTime) {

  /** The limits a server has unless told otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          1024 * 1024,
          32,
          100,
          1_000,
          1_000,
          100,
          1_000,
          100,
          256,
          1_000,
          20_000,
          Duration.ofSeconds(30));

  public Limits {
    positive("payload_bytes", payloadBytes);
    positive("json_depth", jsonDepth);
    positive("filters_per_request", filtersPerRequest);
    positive("values_per_list", valuesPerList);
    positive("rows_per_write", rowsPerWrite);
    positive("page_size_default", defaultPageSize);
    positive("page_size_max", maxPageSize);
    positive("subscriptions_per_client", subscriptionsPerClient);
    positive("id_length", idLength);
    positive("requests_in_flight_per_client", requestsInFlightPerClient);
    positive("requests_in_flight", requestsInFlight);
    if (defaultPageSize > maxPageSize) {
      throw new ConfigurationException(
          "page_size_default ("
              + defaultPageSize
              + ") is above page_size_max ("
              + maxPageSize
              + ")");
    }
    if (statementTime.toSeconds() < 1) {
      throw new ConfigurationException("the statement time must be at least one second");
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new ConfigurationException("limit " + name + " must be above 0, it is " + value);
    }
  }

  /** Most bytes of one client's unanswered requests: decoded they take far more memory. */
  public long bytesInFlightPerClient() {
    return 2L * payloadBytes;
  }

  /** Most bytes of all unanswered requests. */
  public long bytesInFlight() {
    return 8L * payloadBytes;
  }

  public JsonLimits json() {
    return JsonLimits.of(jsonDepth, idLength);
  }

  public FilterLimits filters() {
    return FilterLimits.of(filtersPerRequest, valuesPerList);
  }

  /** The limits under the names that clients see. */
  public JsonObject toJson(int maxConnections) {
    JsonObject json = new JsonObject();
    json.addProperty("payload_bytes", payloadBytes);
    json.addProperty("json_depth", jsonDepth);
    json.addProperty("filters_per_request", filtersPerRequest);
    json.addProperty("values_per_list", valuesPerList);
    json.addProperty("rows_per_write", rowsPerWrite);
    json.addProperty("page_size_default", defaultPageSize);
    json.addProperty("page_size_max", maxPageSize);
    json.addProperty("subscriptions_per_client", subscriptionsPerClient);
    json.addProperty("id_length", idLength);
    json.addProperty("requests_in_flight_per_client", requestsInFlightPerClient);
    json.addProperty("requests_in_flight", requestsInFlight);
    json.addProperty("bytes_in_flight_per_client", bytesInFlightPerClient());
    json.addProperty("bytes_in_flight", bytesInFlight());
    json.addProperty("statement_millis", statementTime.toMillis());
    json.addProperty("connections", maxConnections);
    return json;
  }
}
