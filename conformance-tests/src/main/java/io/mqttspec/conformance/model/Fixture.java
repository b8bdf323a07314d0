package io.mqttspec.conformance.model;

import static io.mqttspec.conformance.model.Column.Flag.GENERATED;
import static io.mqttspec.conformance.model.Column.Flag.HIDDEN;
import static io.mqttspec.conformance.model.Column.Flag.NOT_NEGATIVE;
import static io.mqttspec.conformance.model.Column.Flag.NOT_NULL;
import static io.mqttspec.conformance.model.Column.Flag.SECRET_BY_DEFAULT;
import static io.mqttspec.conformance.model.Column.Flag.TRUE_BY_DEFAULT;
import static io.mqttspec.conformance.model.Column.Flag.UNIQUE;

import io.mqttspec.conformance.model.ForeignKey.OnDelete;
import io.mqttspec.conformance.model.Relation.Between;
import java.util.List;

/** The tables of {@code fixture/h2.sql}, with all that is optional there. */
final class Fixture {

  private static final Column RUN = Column.of("run", ColumnType.TEXT, 64);

  static final List<Entity> ENTITIES =
      List.of(
          new Entity(
              "items",
              "items",
              List.of(
                  generatedId(),
                  RUN,
                  Column.of("name", ColumnType.TEXT, 200, NOT_NULL),
                  Column.of("quantity", ColumnType.INTEGER, 32),
                  Column.of("volume", ColumnType.INTEGER, 64),
                  Column.ofDecimal("price", 30, 10),
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
                  Column.of("score", ColumnType.INTEGER, 32, NOT_NEGATIVE),
                  Column.ofEnum("size", "small", "large")),
              List.of("id"),
              List.of(
                  Relation.hasMany("guarded_rows", "guarded", "item_id"),
                  Relation.manyToMany(
                      "mentioning_notes", "notes", new Between("mentions", "item_id", "note_id")),
                  Relation.hasMany("mentions", "mentions", "item_id"),
                  Relation.hasMany("notes", "notes", "item_id"))),
          new Entity(
              "notes",
              "notes",
              List.of(
                  generatedId(),
                  RUN,
                  Column.of("item_id", ColumnType.INTEGER, 64),
                  Column.of("body", ColumnType.TEXT, 200),
                  Column.of("reply_to", ColumnType.INTEGER, 64)),
              List.of("id"),
              List.of(
                  Relation.belongsTo("answered", "notes", "reply_to"),
                  Relation.hasMany("answers", "notes", "reply_to"),
                  Relation.belongsTo("item", "items", "item_id"),
                  Relation.manyToMany(
                      "mentioned_items", "items", new Between("mentions", "note_id", "item_id")),
                  Relation.hasMany("mentions", "mentions", "note_id"))),
          new Entity(
              "stock_levels",
              "stock_levels",
              List.of(
                  Column.of("warehouse", ColumnType.TEXT, 64, NOT_NULL),
                  Column.of("sku", ColumnType.TEXT, 64, NOT_NULL),
                  RUN,
                  Column.of("amount", ColumnType.INTEGER, 32)),
              List.of("warehouse", "sku"),
              List.of()),
          new Entity(
              "mentions",
              "mentions",
              List.of(
                  Column.of("note_id", ColumnType.INTEGER, 64, NOT_NULL),
                  Column.of("item_id", ColumnType.INTEGER, 64, NOT_NULL),
                  RUN),
              List.of("note_id", "item_id"),
              List.of(
                  Relation.belongsTo("item", "items", "item_id"),
                  Relation.belongsTo("note", "notes", "note_id"))),
          new Entity(
              "guarded",
              "guarded",
              List.of(
                  generatedId(),
                  RUN,
                  Column.of("owner", ColumnType.TEXT, 200),
                  Column.of("item_id", ColumnType.INTEGER, 64),
                  Column.of("amount", ColumnType.INTEGER, 32),
                  Column.of("secret", ColumnType.TEXT, 64, HIDDEN, SECRET_BY_DEFAULT)),
              List.of("id"),
              List.of(Relation.belongsTo("item", "items", "item_id"))),
          new Entity(
              "item_names",
              "items",
              List.of(
                  RUN,
                  Column.of("name", ColumnType.TEXT, 200),
                  Column.of("quantity", ColumnType.INTEGER, 32)),
              List.of(),
              List.of()),
          new Entity(
              "filter_rows",
              "filter_rows",
              List.of(
                  Column.of("id", ColumnType.INTEGER, 64, NOT_NULL, UNIQUE),
                  Column.of("label", ColumnType.TEXT, 200),
                  Column.of("code", ColumnType.CHARACTER, 5),
                  Column.of("small", ColumnType.INTEGER, 16),
                  Column.of("whole", ColumnType.INTEGER, 32),
                  Column.of("big", ColumnType.INTEGER, 64),
                  Column.ofDecimal("price", 20, 6),
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

  static final List<ForeignKey> FOREIGN_KEYS =
      List.of(
          new ForeignKey("notes", "item_id", "items", OnDelete.REFUSE),
          new ForeignKey("notes", "reply_to", "notes", OnDelete.SET_NULL),
          new ForeignKey("mentions", "note_id", "notes", OnDelete.CASCADE),
          new ForeignKey("mentions", "item_id", "items", OnDelete.CASCADE),
          new ForeignKey("guarded", "item_id", "items", OnDelete.CASCADE));

  private Fixture() {}

  private static Column generatedId() {
    return Column.of("id", ColumnType.INTEGER, 64, NOT_NULL, UNIQUE, GENERATED);
  }
}
