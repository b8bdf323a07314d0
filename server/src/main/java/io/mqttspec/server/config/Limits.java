package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
 * @param preloads most relations that the preloads of one read name, those passed through too
 * @param preloadDepth most relations that a preload may follow one after another
 * @param preloadRows most related rows in one answer, above it {@code too_large}
 * @param subscriptionsPerClient most live subscriptions of one client
 * @param idLength longest request id in characters
 * @param requestsInFlightPerClient most unanswered requests of one client, above it {@code
 *     rate_limited}
 * @param requestsInFlight most unanswered requests in all, above it {@code unavailable}
 * @param requestsPerSecondPerClient most requests of one client in a second, over time; as many may
 *     come at once after a pause; -1 for no limit; above it {@code rate_limited}
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
    int preloads,
    int preloadDepth,
    int preloadRows,
    int subscriptionsPerClient,
    int idLength,
    int requestsInFlightPerClient,
    int requestsInFlight,
    int requestsPerSecondPerClient,
    Duration statementTime) {

  /** The limits a server has unless told otherwise. */
  public static final Limits DEFAULT = builder().build();

  public Limits {
    positive("payload_bytes", payloadBytes);
    positive("json_depth", jsonDepth);
    positive("filters_per_request", filtersPerRequest);
    positive("values_per_list", valuesPerList);
    positive("rows_per_write", rowsPerWrite);
    positive("page_size_default", defaultPageSize);
    positive("page_size_max", maxPageSize);
    positive("preloads", preloads);
    positive("preload_depth", preloadDepth);
    positive("preload_rows", preloadRows);
    positive("subscriptions_per_client", subscriptionsPerClient);
    positive("id_length", idLength);
    positive("requests_in_flight_per_client", requestsInFlightPerClient);
    positive("requests_in_flight", requestsInFlight);
    if (requestsPerSecondPerClient == 0 || requestsPerSecondPerClient < -1) {
      throw new ConfigurationException(
          "limit requests_per_second_per_client must be above 0, or -1 for no limit");
    }
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
    json.addProperty("preloads", preloads);
    json.addProperty("preload_depth", preloadDepth);
    json.addProperty("preload_rows", preloadRows);
    json.addProperty("subscriptions_per_client", subscriptionsPerClient);
    json.addProperty("id_length", idLength);
    json.addProperty("requests_in_flight_per_client", requestsInFlightPerClient);
    json.addProperty("requests_in_flight", requestsInFlight);
    json.addProperty("requests_per_second_per_client", requestsPerSecondPerClient);
    json.addProperty("bytes_in_flight_per_client", bytesInFlightPerClient());
    json.addProperty("bytes_in_flight", bytesInFlight());
    json.addProperty("statement_millis", statementTime.toMillis());
    json.addProperty("connections", maxConnections);
    return json;
  }

  /** Begins with the limits a server has unless told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the limits that differ from their defaults. For one thread. */
  public static final class Builder {
    private int payloadBytes = 1024 * 1024;
    private int jsonDepth = 32;
    private int filtersPerRequest = 100;
    private int valuesPerList = 1_000;
    private int rowsPerWrite = 1_000;
    private int defaultPageSize = 100;
    private int maxPageSize = 1_000;
    private int preloads = 20;
    private int preloadDepth = 5;
    private int preloadRows = 10_000;
    private int subscriptionsPerClient = 100;
    private int idLength = 256;
    private int requestsInFlightPerClient = 1_000;
    private int requestsInFlight = 20_000;
    private int requestsPerSecondPerClient = -1;
    private Duration statementTime = Duration.ofSeconds(30);

    private Builder() {}

    @CanIgnoreReturnValue
    public Builder payloadBytes(int value) {
      payloadBytes = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder jsonDepth(int value) {
      jsonDepth = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder filtersPerRequest(int value) {
      filtersPerRequest = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder valuesPerList(int value) {
      valuesPerList = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder rowsPerWrite(int value) {
      rowsPerWrite = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder defaultPageSize(int value) {
      defaultPageSize = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder maxPageSize(int value) {
      maxPageSize = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder preloads(int value) {
      preloads = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder preloadDepth(int value) {
      preloadDepth = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder preloadRows(int value) {
      preloadRows = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder subscriptionsPerClient(int value) {
      subscriptionsPerClient = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder idLength(int value) {
      idLength = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder requestsInFlightPerClient(int value) {
      requestsInFlightPerClient = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder requestsInFlight(int value) {
      requestsInFlight = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder requestsPerSecondPerClient(int value) {
      requestsPerSecondPerClient = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder statementTime(Duration value) {
      statementTime = value;
      return this;
    }

    /**
     * Makes the limits.
     *
     * @throws ConfigurationException for what can't be
     */
    public Limits build() {
      return new Limits(
          payloadBytes,
          jsonDepth,
          filtersPerRequest,
          valuesPerList,
          rowsPerWrite,
          defaultPageSize,
          maxPageSize,
          preloads,
          preloadDepth,
          preloadRows,
          subscriptionsPerClient,
          idLength,
          requestsInFlightPerClient,
          requestsInFlight,
          requestsPerSecondPerClient,
          statementTime);
    }
  }
}
