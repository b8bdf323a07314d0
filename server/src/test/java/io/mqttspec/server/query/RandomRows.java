package io.mqttspec.server.query;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.server.testing.DatabaseKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one round. In each column a fifth is NULL, a third is one favourite, so that even
 * equality holds for many rows, and the rest are its near relatives and strangers.
 */
final class RandomRows {

  static final int SIZE = 50;

  private static final int NULLS = 11;
  private static final int FAVOURITES = 17;
  private static final int STRANGERS = 8;

  /** How often jqwik's edge cases come is derived from this; it is its own default. */
  private static final int GEN_SIZE = 1_000;

  private final Random random;
  private final List<TypedColumn> columns;
  private final List<RandomGenerator<JsonElement>> values = new ArrayList<>();

  RandomRows(Random random, DatabaseKind kind) {
    this.random = random;
    this.columns = TypedColumn.all(kind);
    for (TypedColumn column : columns) {
      values.add(column.values().generator(GEN_SIZE, true));
    }
  }

  List<TypedColumn> columns() {
    return columns;
  }

  /** A value that the column can hold, never NULL. */
  Object value(int column) {
    return canonical(columns.get(column).type(), values.get(column).next(random).value());
  }

  /** Canonical values of new rows, in the order of the columns. */
  List<@Nullable Object[]> next() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      rows.add(new Object[columns.size()]);
    }
    for (int column = 0; column < columns.size(); column++) {
      List<@Nullable Object> cells = cells(column);
      for (int i = 0; i < SIZE; i++) {
        rows.get(i)[column] = cells.get(i);
      }
    }
    return rows;
  }

  private List<@Nullable Object> cells(int column) {
    Object favourite = value(column);
    List<Object> others = relatives(columns.get(column).type(), favourite);
    for (int i = 0; i < STRANGERS; i++) {
      others.add(value(column));
    }
    List<@Nullable Object> cells = new ArrayList<>(Collections.nCopies(NULLS, null));
    cells.addAll(Collections.nCopies(FAVOURITES, favourite));
    while (cells.size() < SIZE) {
      cells.add(others.get(random.nextInt(others.size())));
    }
    Collections.shuffle(cells, random);
    return cells;
  }

  /** What a careless database takes for the same text, or for the other order. */
  private static List<Object> relatives(ColumnType type, Object value) {
    List<Object> relatives = new ArrayList<>();
    if (type.kind() == ColumnType.Kind.TEXT || type.kind() == ColumnType.Kind.CHAR) {
      String text = (String) value;
      for (String relative :
          List.of(
              text.toUpperCase(Locale.ROOT),
              text.toLowerCase(Locale.ROOT),
              text + " ",
              " " + text,
              text + "\u0301",
              text + "～",
              text + "😀",
              text.replace('e', 'é'))) {
        // H2 counts UTF-16 units.
        if (type.length() == 0 || relative.length() <= type.length()) {
          relatives.add(canonical(type, new JsonPrimitive(relative)));
        }
      }
    }
    return relatives;
  }

  private static Object canonical(ColumnType type, JsonElement json) {
    Object value = Objects.requireNonNull(ColumnValues.fromJson(type, json, "generated"));
    // As it comes back from a reader: decimals without trailing zeros.
    return Objects.requireNonNull(
        ColumnValues.fromJson(type, ColumnValues.toJson(type, value), "generated"));
  }
}
