package io.mqttspec.conformance.model;

/** The types of columns that rule 5.11.1 tells apart. */
public enum ColumnType {
  INTEGER("number"),
  DECIMAL("number"),
  FLOAT("number"),
  BOOLEAN("boolean"),
  TEXT("string"),
  CHARACTER("string"),
  DATE("string"),
  TIME("string"),
  TIMESTAMP("string"),
  ZONED_TIMESTAMP("string"),
  UUID("string"),
  ENUM("string"),
  BINARY("string"),
  JSON("any");

  private final String jsonType;

  ColumnType(String jsonType) {
    this.jsonType = jsonType;
  }

  String jsonType() {
    return jsonType;
  }
}
