package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.json.Json;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Values that some databases can't hold in a column of the type. A target that refuses to create a
 * row with one, by {@code invalid_data}, lacks the capability of that name; a target that declares
 * it is judged on it whatever it answers.
 */
public enum RareValue {
  /** {@code NaN} in a float column. */
  NAN("nan", "weight", "NaN"),

  /** The infinities in a float column. */
  INFINITY("infinity", "weight", "Infinity"),

  /** A time with zone before 1970 or after January 2038. */
  FAR_TIME("far-times", "seen_zone", "9999-12-30T23:59:59.999999Z");

  private static final String FIRST_NEAR_TIME = "1970-01-01T00:00:01";
  private static final String FIRST_FAR_TIME = "2038-01-19T03:14:07";

  private final String capability;
  private final String column;
  private final String value;

  /**
   * A kind of value.
   *
   * @param column a column of the fixture's items that may hold it
   * @param value one of its kind
   */
  RareValue(String capability, String column, String value) {
    this.capability = capability;
    this.column = column;
    this.value = value;
  }

  public String capability() {
    return capability;
  }

  /** What a value is, by its column's type in the table of filter cases; empty for most. */
  public static Optional<RareValue> of(String columnType, JsonNode value) {
    if (columnType.equals("float") && value.isTextual()) {
      return Optional.of(value.asText().equals("NaN") ? NAN : INFINITY);
    }
    if (columnType.equals("timestamp_with_zone") && value.isTextual()) {
      String time = value.asText();
      boolean near = time.compareTo(FIRST_NEAR_TIME) >= 0 && time.compareTo(FIRST_FAR_TIME) < 0;
      return near ? Optional.empty() : Optional.of(FAR_TIME);
    }
    return Optional.empty();
  }

  /** Those of which the target takes one into an item. */
  static Set<RareValue> takenBy(CaseContext context) throws InterruptedException {
    Set<RareValue> taken = EnumSet.noneOf(RareValue.class);
    Client client = context.client();
    for (RareValue rare : values()) {
      Response created = client.call(context.newItem(rare.column, Json.of(rare.value)));
      if (created.success() || !created.errorCode().equals("invalid_data")) {
        taken.add(rare);
      }
    }
    return taken;
  }
}
