package io.mqttspec.protocol.json;

import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.query.JsonTrees;
import io.mqttspec.protocol.query.NamedCall;
import io.mqttspec.protocol.query.Options;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of a request between value and JSON. */
final class OptionsAdapter {

  private static final String OFFSET = "offset";
  private static final String TOTAL = "total";
  private static final String CURSOR_FORWARD = "cursor_forward";
  private static final String CURSOR_BACKWARD = "cursor_backward";
  private static final String FETCH_ROW_NUMBER = "fetch_row_number";
  private static final String PRELOAD = "preload";
  private static final String COMPUTED_COLUMNS = "computed_columns";
  private static final String COMPUTED_COLUMNS_ALIAS = "computedColumns";
  private static final String NAMED_OPERATORS = "custom_operators";
  private static final String NAMED_OPERATORS_ALIAS = "customOperators";

  private static final List<String> RESERVED =
      Collections.unmodifiableList(
          Arrays.asList("sql_joins", "joins", "where", "resume_from", "transitions"));

  private OptionsAdapter() {}

  static Options read(Fields fields) {
    Options.Builder options =
        Options.builder()
            .columns(SelectionAdapter.names(fields, SelectionAdapter.COLUMNS))
            .omitColumns(SelectionAdapter.names(fields, SelectionAdapter.OMIT_COLUMNS))
            .filters(SelectionAdapter.filters(fields))
            .sort(SelectionAdapter.sort(fields))
            .limit(SelectionAdapter.count(fields, SelectionAdapter.LIMIT))
            .offset(SelectionAdapter.count(fields, OFFSET))
            .cursorForward(fields.key(CURSOR_FORWARD))
            .cursorBackward(fields.key(CURSOR_BACKWARD))
            .fetchRowNumber(fields.key(FETCH_ROW_NUMBER))
            .preloads(PreloadAdapter.readList(fields, PRELOAD))
            .computedColumns(
                NamedCallAdapter.readList(fields, COMPUTED_COLUMNS, COMPUTED_COLUMNS_ALIAS))
            .namedOperators(
                NamedCallAdapter.readList(fields, NAMED_OPERATORS, NAMED_OPERATORS_ALIAS))
            .reserved(reserved(fields));
    Boolean total = fields.bool(TOTAL);
    if (total != null) {
      options.total(total);
    }
    return options.build();
  }

  private static Set<String> reserved(Fields fields) {
    Set<String> seen = Collections.emptySet();
    for (String option : RESERVED) {
      if (fields.has(option)) {
        if (seen.isEmpty()) {
          seen = new LinkedHashSet<>();
        }
        seen.add(option);
      }
    }
    return seen;
  }

  static void write(JsonWriter writer, Options options) throws IOException {
    writer.beginObject();
    SelectionAdapter.write(
        writer,
        options.columns(),
        options.omitColumns(),
        options.filters(),
        options.sort(),
        options.limit());
    if (options.offset() != null) {
      writer.name(OFFSET).value(options.offset());
    }
    if (!options.total()) {
      writer.name(TOTAL).value(false);
    }
    writeKey(writer, CURSOR_FORWARD, options.cursorForward());
    writeKey(writer, CURSOR_BACKWARD, options.cursorBackward());
    writeKey(writer, FETCH_ROW_NUMBER, options.fetchRowNumber());
    if (!options.preloads().isEmpty()) {
      writer.name(PRELOAD);
      PreloadAdapter.writeList(writer, options.preloads());
    }
    writeCalls(writer, COMPUTED_COLUMNS, options.computedColumns());
    writeCalls(writer, NAMED_OPERATORS, options.namedOperators());
    writer.endObject();
  }

  private static void writeKey(JsonWriter writer, String option, @Nullable JsonElement key)
      throws IOException {
    if (key != null) {
      writer.name(option);
      JsonTrees.write(writer, key);
    }
  }

  private static void writeCalls(JsonWriter writer, String option, List<NamedCall> calls)
      throws IOException {
    if (!calls.isEmpty()) {
      writer.name(option);
      NamedCallAdapter.writeList(writer, calls);
    }
  }
}
