package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Direction;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.NullOrder;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Sort;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of a request between value and JSON. */
final class OptionsAdapter {

  private static final String COLUMNS = "columns";
  private static final String OMIT_COLUMNS = "omit_columns";
  private static final String FILTERS = "filters";
  private static final String SORT = "sort";
  private static final String LIMIT = "limit";
  private static final String OFFSET = "offset";
  private static final String TOTAL = "total";
  private static final String COLUMN = "column";
  private static final String DIRECTION = "direction";
  private static final String NULLS = "nulls";

  private static final List<String> RESERVED =
      Collections.unmodifiableList(
          Arrays.asList(
              "preload",
              "cursor_forward",
              "cursor_backward",
              "fetch_row_number",
              "computed_columns",
              "custom_operators",
              "sql_joins",
              "joins",
              "where",
              "resume_from",
              "transitions"));
  private static final String COMPUTED_COLUMNS_ALIAS = "computedColumns";
  private static final String CUSTOM_OPERATORS_ALIAS = "customOperators";

  // Longer texts are no numbers that a long could hold, unless written to annoy.
  private static final int MAX_NUMBER_LENGTH = 40;
  private static final int MAX_SCALE = 40;

  private OptionsAdapter() {}

  static Options read(Fields fields) {
    Options.Builder options =
        Options.builder()
            .columns(names(fields, COLUMNS))
            .omitColumns(names(fields, OMIT_COLUMNS))
            .filters(filters(fields))
            .sort(sort(fields))
            .limit(count(fields, LIMIT))
            .offset(count(fields, OFFSET))
            .reserved(reserved(fields));
    Boolean total = fields.bool(TOTAL);
    if (total != null) {
      options.total(total);
    }
    return options.build();
  }

  private static List<String> names(Fields fields, String option) {
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

  private static List<Filter> filters(Fields fields) {
    JsonElement filters = fields.get(FILTERS);
    return filters == null
        ? Collections.<Filter>emptyList()
        : FilterAdapter.readList(filters, fields.placeOf(FILTERS));
  }

  private static List<Sort> sort(Fields fields) {
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

  private static @Nullable Long count(Fields fields, String option) {
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

  private static Set<String> reserved(Fields fields) {
    Set<String> seen = Collections.emptySet();
    for (String option : RESERVED) {
      if (fields.has(option) || hasAlias(fields, option)) {
        if (seen.isEmpty()) {
          seen = new LinkedHashSet<>();
        }
        seen.add(option);
      }
    }
    return seen;
  }

  private static boolean hasAlias(Fields fields, String option) {
    switch (option) {
      case "computed_columns":
        return fields.has(COMPUTED_COLUMNS_ALIAS);
      case "custom_operators":
        return fields.has(CUSTOM_OPERATORS_ALIAS);
      default:
        return false;
    }
  }

  static void write(JsonWriter writer, Options options) throws IOException {
    writer.beginObject();
    writeNames(writer, COLUMNS, options.columns());
    writeNames(writer, OMIT_COLUMNS, options.omitColumns());
    if (!options.filters().isEmpty()) {
      writer.name(FILTERS);
      FilterAdapter.writeList(writer, options.filters());
    }
    if (!options.sort().isEmpty()) {
      writer.name(SORT).beginArray();
      for (Sort sort : options.sort()) {
        write(writer, sort);
      }
      writer.endArray();
    }
    if (options.limit() != null) {
      writer.name(LIMIT).value(options.limit());
    }
    if (options.offset() != null) {
      writer.name(OFFSET).value(options.offset());
    }
    if (!options.total()) {
      writer.name(TOTAL).value(false);
    }
    writer.endObject();
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
