package io.mqttspec.conformance.model;

import static io.mqttspec.conformance.model.Column.Flag.GENERATED;
import static io.mqttspec.conformance.model.Column.Flag.NOT_NEGATIVE;
import static io.mqttspec.conformance.model.Column.Flag.NOT_NULL;
import static io.mqttspec.conformance.model.Column.Flag.TRUE_BY_DEFAULT;
import static io.mqttspec.conformance.model.Column.Flag.UNIQUE;

import java.util.List;

/** The tables of {@code fixture/h2.sql}. */
final class Fixture {

  private static final Column RUN = Column.of("run", ColumnType.TEXT, 64);

  static final List<Entity> ENTITIES =
      List.of(
          new Entity(
              "items",
              List.of(
                  generatedId(),
                  RUN,
                  Column.of("name", ColumnType.TEXT, 200, NOT_NULL),
                  Column.of("quantity", ColumnType.INTEGER, 32),
                  Column.of("volume", ColumnType.INTEGER, 64),
                  Column.decimal("price", 30, 10),
                  Column.of("rating", ColumnType.FLOAT, 32),
                  Column.of("weight", ColumnType.FLOAT, 64),
                  Column.of("active", ColumnType.BOOLEAN, 0, TRUE_BY_DEFAULT),
                  Column.of("code", ColumnType.CHARACTER, 5),
                  Column.of("born", ColumnType.DATE, 0),
                  Column.of("opens", ColumnType.TIME, 0),
                  Column.of("seen", ColumnType.TIMESTAMP, 6),
                  Column.of("seen_zone", ColumnType.ZONED_TIMESTAMP, 6),
                  Column.of("uid", ColumnType.UUID, 0),
                  Column.of("raw", ColumnType.BINARY, 2000),
                  Column.of("doc", ColumnType.JSON, 0),
                  Column.of("email", ColumnType.TEXT, 200, UNIQUE),
                  Column.of("score", ColumnType.INTEGER, 32, NOT_NEGATIVE)),
              List.of("id"),
              List.of(new Relation("notes", "has_many", "notes", "id", "item_id"))),
          new Entity(
              "notes",
              List.of(
                  generatedId(),
                  RUN,
                  Column.of("item_id", ColumnType.INTEGER, 64),
                  Column.of("body", ColumnType.TEXT, 200)),
              List.of("id"),
              List.of(new Relation("item", "belongs_to", "items", "item_id", "id"))),
          new Entity(
              "stock_levels",
              List.of(
                  Column.of("warehouse", ColumnType.TEXT, 64, NOT_NULL),
                  Column.of("sku", ColumnType.TEXT, 64, NOT_NULL),
                  RUN,
                  Column.of("amount", ColumnType.INTEGER, 32)),
              List.of("warehouse", "sku"),
              List.of()),
          new Entity(
              "filter_rows",
              List.of(
                  Column.of("id", ColumnType.INTEGER, 64, NOT_NULL, UNIQUE),
                  Column.of("label", ColumnType.TEXT, 200),
                  Column.of("code", ColumnType.CHARACTER, 5),
                  Column.of("small", ColumnType.INTEGER, 16),
                  Column.of("whole", ColumnType.INTEGER, 32),
                  Column.of("big", ColumnType.INTEGER, 64),
                  Column.decimal("price", 20, 6),
                  Column.of("ratio", ColumnType.FLOAT, 64),
                  Column.of("ratio4", ColumnType.FLOAT, 32),
                  Column.of("active", ColumnType.BOOLEAN, 0),
                  Column.of("born", ColumnType.DATE, 0),
                  Column.of("at_time", ColumnType.TIME, 0),
                  Column.of("at", ColumnType.TIMESTAMP, 6),
                  Column.of("at_zone", ColumnType.ZONED_TIMESTAMP, 6),
                  Column.of("uid", ColumnType.UUID, 0),
                  Column.of("raw", ColumnType.BINARY, 2000),
                  Column.of("doc", ColumnType.JSON, 0),
                  Column.of("touched", ColumnType.INTEGER, 64)),
              List.of("id"),
              List.of()));

  private Fixture() {}

  private static Column generatedId() {
    return Column.of("id", ColumnType.INTEGER, 64, NOT_NULL, UNIQUE, GENERATED);
  }
}
