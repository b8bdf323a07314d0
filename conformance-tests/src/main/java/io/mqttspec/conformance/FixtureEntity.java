package io.mqttspec.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tables that the cases work on, by the kit's names; {@code fixture} prints their SQL. */
public enum FixtureEntity {
  /** With a column of each type. */
  ITEMS(
      "items",
      "id",
      "run",
      "name",
      "quantity",
      "volume",
      "price",
      "rating",
      "weight",
      "active",
      "code",
      "born",
      "opens",
      "seen",
      "seen_zone",
      "uid",
      "raw",
      "doc",
      "email",
      "score"),
  /** Refers to the items. */
  NOTES("notes", "id", "run", "item_id", "body"),
  /** With a key of two columns. */
  STOCK_LEVELS("stock_levels", "warehouse", "sku", "run", "amount"),
  /** That of the filter cases. */
  FILTER_ROWS(
      "filter_rows",
      "id",
      "label",
      "code",
      "small",
      "whole",
      "big",
      "price",
      "ratio",
      "ratio4",
      "active",
      "born",
      "at_time",
      "at",
      "at_zone",
      "uid",
      "raw",
      "doc",
      "touched");

  private final String entity;

  // Made by List.of, so nobody can change it.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> columns;

  FixtureEntity(String entity, String... columns) {
    this.entity = entity;
    this.columns = List.of(columns);
  }

  /** The one that the kit calls so. */
  public static Optional<FixtureEntity> named(String entity) {
    return Arrays.stream(values()).filter(known -> known.entity.equals(entity)).findFirst();
  }

  /** The kit's names of its columns. */
  public List<String> columns() {
    return columns;
  }

  /** What the kit calls it. */
  @Override
  public String toString() {
    return entity;
  }
}
