package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Preload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Preloads between value and JSON. Whether relations and columns exist is not asked here. */
final class PreloadAdapter {

  private static final String RELATION = "relation";
  private static final String RECURSIVE = "recursive";

  private static final Set<String> KNOWN =
      Collections.unmodifiableSet(
          new HashSet<>(
              Arrays.asList(
                  RELATION,
                  SelectionAdapter.COLUMNS,
                  SelectionAdapter.OMIT_COLUMNS,
                  SelectionAdapter.FILTERS,
                  SelectionAdapter.SORT,
                  SelectionAdapter.LIMIT,
                  RECURSIVE)));

  private PreloadAdapter() {}

  static List<Preload> readList(Fields fields, String option) {
    JsonArray array = fields.array(option);
    if (array == null) {
      return Collections.emptyList();
    }
    String place = fields.placeOf(option);
    List<Preload> preloads = new ArrayList<>(array.size());
    for (JsonElement json : array) {
      preloads.add(read(Fields.of(json, ErrorCode.INVALID_OPTION, place, preloads.size())));
    }
    return Collections.unmodifiableList(preloads);
  }

  private static Preload read(Fields fields) {
    // The seed family's other members hold SQL: without them the answer would be another one.
    fields.requireOnly(KNOWN);
    Boolean recursive = fields.bool(RECURSIVE);
    return Preload.builder(fields.requiredString(RELATION))
        .columns(SelectionAdapter.names(fields, SelectionAdapter.COLUMNS))
        .omitColumns(SelectionAdapter.names(fields, SelectionAdapter.OMIT_COLUMNS))
        .filters(SelectionAdapter.filters(fields))
        .sort(SelectionAdapter.sort(fields))
        .limit(SelectionAdapter.count(fields, SelectionAdapter.LIMIT))
        .recursive(recursive != null && recursive)
        .build();
  }

  static void writeList(JsonWriter writer, List<Preload> preloads) throws IOException {
    writer.beginArray();
    for (Preload preload : preloads) {
      write(writer, preload);
    }
    writer.endArray();
  }

  private static void write(JsonWriter writer, Preload preload) throws IOException {
    writer.beginObject();
    writer.name(RELATION).value(preload.relation());
    SelectionAdapter.write(
        writer,
        preload.columns(),
        preload.omitColumns(),
        preload.filters(),
        preload.sort(),
        preload.limit());
    if (preload.recursive()) {
      writer.name(RECURSIVE).value(true);
    }
    writer.endObject();
  }
}
