package io.mqttspec.server.mapper;

import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.SqlColumn;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values by which a row leads to its related rows, as canonical values of the columns that hold
 * them there. Equal keys are those whose canonical texts are.
 */
public final class RelatedKey {

  private final List<Object> values;
  private final List<String> texts;

  private RelatedKey(List<Object> values, List<String> texts) {
    this.values = values;
    this.texts = texts;
  }

  /** The key of a row; empty where it leads nowhere, for a NULL or a value that can't be there. */
  public static Optional<RelatedKey> of(Relation relation, Row row) {
    List<ColumnType> types = columns(relation).stream().map(SqlColumn::type).toList();
    List<@Nullable Object> values = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      int column = relation.columns().get(i);
      values.add(converted(row.type().column(column).type(), row.value(column), types.get(i)));
    }
    return of(types, values);
  }

  static Optional<RelatedKey> of(List<ColumnType> types, List<@Nullable Object> values) {
    List<Object> present = new ArrayList<>(types.size());
    List<String> texts = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      Object value = values.get(i);
      if (value == null) {
        return Optional.empty();
      }
      present.add(value);
      texts.add(ColumnValues.text(types.get(i), value));
    }
    return Optional.of(new RelatedKey(present, texts));
  }

  /** The columns that hold the keys: those of the target or of the table between. */
  static List<SqlColumn> columns(Relation relation) {
    Entity target = relation.target();
    return relation
        .junction()
        .map(Relation.Junction::sourceColumns)
        .orElseGet(
            () ->
                relation.targetColumns().stream()
                    .map(column -> target.columns().get(column).sql())
                    .toList());
  }

  /** Null for NULL, and for a value that a column of the type can't have. */
  private static @Nullable Object converted(
      ColumnType from, @Nullable Object value, ColumnType to) {
    if (value == null || from.equals(to)) {
      return value;
    }
    try {
      return ColumnValues.fromJson(to, ColumnValues.toJson(from, value), "");
    } catch (ProtocolException unfit) {
      return null;
    }
  }

  Object value(int part) {
    return values.get(part);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RelatedKey key && texts.equals(key.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return texts.toString();
  }
}
