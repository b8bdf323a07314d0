package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Direction;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.NullOrder;
import io.mqttspec.protocol.query.Sort;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the options of a request and a preload have in common: which rows, columns, order. */
final class SelectionAdapter {

  static final String COLUMNS = "columns";
  static final String OMIT_COLUMNS = "omit_columns";
  static final String FILTERS = "filters";
  static final String SORT = "sort";
  static final String LIMIT = "limit";
  private static final String COLUMN = "column";
  private static final String DIRECTION = "direction";
  private static final String NULLS = "nulls";

  // Longer texts are no numbers that a long could hold, unless written to annoy.
  private static final int MAX_NUMBER_LENGTH = 40;
  private static final int MAX_SCALE = 40;

  private SelectionAdapter() {}

  static List<String> names(Fields fields, String option) {
    JsonArray array = fields.array(option);
    if (array == null) {
      return Collections.emptyList();
    }
    List<String> names = new ArrayList<>(array.size());
    for (JsonElement name : array) {
      if (!Fields.isString(name)) {
        throw fields.wrong(
            option + "[" + names.size() + "]", "the name of a column is wanted here");
      }
      names.add(name.getAsString());
    }
    return Collections.unmodifiableList(names);
  }

  static List<Filter> filters(Fields fields) {
    JsonElement filters = fields.get(FILTERS);
    return filters == null
        ? Collections.<Filter>emptyList()
        : FilterAdapter.readList(filters, fields.placeOf(FILTERS));
  }

  static List<Sort> sort(Fields fields) {
    JsonArray array = fields.array(SORT);
    if (array == null) {
      return Collections.emptyList();
    }
    String place = fields.placeOf(SORT);
    List<Sort> sort = new ArrayList<>(array.size());
    for (JsonElement json : array) {
      sort.add(sortColumn(Fields.of(json, ErrorCode.INVALID_OPTION, place, sort.size())));
    }
    return Collections.unmodifiableList(sort);
  }

  private static Sort sortColumn(Fields fields) {
    String column = fields.requiredString(COLUMN);
    String direction = fields.string(DIRECTION);
    String nulls = fields.string(NULLS);
    Sort sort =
        direction == null
            ? Sort.asc(column)
            : Sort.of(
                column,
                Direction.of(direction)
                    .orElseThrow(() -> fields.wrong(DIRECTION, "a direction is asc or desc")));
    return nulls == null
        ? sort
        : sort.withNulls(
            NullOrder.of(nulls).orElseThrow(() -> fields.wrong(NULLS, "nulls come first or last")));
  }

  static @Nullable Long count(Fields fields, String option) {
    JsonElement json = fields.get(option);
    if (json == null) {
      return null;
    }
    if (Fields.isNumber(json)) {
      String text = json.getAsString();
      if (text.length() <= MAX_NUMBER_LENGTH) {
        BigDecimal number = new BigDecimal(text);
        if (number.signum() >= 0 && Math.abs((long) number.scale()) <= MAX_SCALE) {
          try {
            return number.longValueExact();
          } catch (ArithmeticException fractionOrTooLarge) {
            // refused below
          }
        }
      }
    }
    throw fields.wrong(option, "a whole number from 0 to 9223372036854775807 is wanted here");
  }

  /** Writes the parts that say something into the object that has been begun. */
  static void write(
      JsonWriter writer,
      List<String> columns,
      List<String> omitColumns,
      List<Filter> filters,
      List<Sort> sort,
      @Nullable Long limit)
      throws IOException {
    writeNames(writer, COLUMNS, columns);
    writeNames(writer, OMIT_COLUMNS, omitColumns);
    if (!filters.isEmpty()) {
      writer.name(FILTERS);
      FilterAdapter.writeList(writer, filters);
    }
    if (!sort.isEmpty()) {
      writer.name(SORT).beginArray();
      for (Sort column : sort) {
        write(writer, column);
      }
      writer.endArray();
    }
    if (limit != null) {
      writer.name(LIMIT).value(limit);
    }
  }

  private static void write(JsonWriter writer, Sort sort) throws IOException {
    writer.beginObject();
    writer.name(COLUMN).value(sort.column());
    writer.name(DIRECTION).value(sort.direction().wireName());
    NullOrder nulls = sort.nulls();
    if (nulls != null) {
      writer.name(NULLS).value(nulls.wireName());
    }
    writer.endObject();
  }

  private static void writeNames(JsonWriter writer, String option, List<String> names)
      throws IOException {
    if (!names.isEmpty()) {
      writer.name(option).beginArray();
      for (String name : names) {
        writer.value(name);
      }
      writer.endArray();
    }
  }
}
