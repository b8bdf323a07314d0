package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.JsonTrees;
import io.mqttspec.protocol.query.NamedCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Uses of computed columns and named operators between value and JSON. */
final class NamedCallAdapter {

  private static final String NAME = "name";
  private static final String PARAMETERS = "parameters";

  private static final Set<String> KNOWN =
      Collections.unmodifiableSet(new HashSet<>(Arrays.asList(NAME, PARAMETERS)));

  private NamedCallAdapter() {}

  /** Reads the option under either of its names; paths into it have the canonical one. */
  static List<NamedCall> readList(Fields fields, String option, String alias) {
    boolean aliased = fields.has(alias);
    if (aliased && fields.has(option)) {
      throw fields.wrong(alias, option + " says the same, and there is room for one of them");
    }
    JsonArray array = fields.array(aliased ? alias : option);
    if (array == null) {
      return Collections.emptyList();
    }
    String place = fields.placeOf(option);
    List<NamedCall> calls = new ArrayList<>(array.size());
    for (JsonElement json : array) {
      calls.add(read(Fields.of(json, ErrorCode.INVALID_OPTION, place, calls.size())));
    }
    return Collections.unmodifiableList(calls);
  }

  private static NamedCall read(Fields fields) {
    // The seed family's other members hold SQL, which is never run.
    fields.requireOnly(KNOWN);
    String name = fields.requiredString(NAME);
    JsonObject parameters = fields.object(PARAMETERS);
    return parameters == null ? NamedCall.of(name) : NamedCall.of(name, parameters);
  }

  static void writeList(JsonWriter writer, List<NamedCall> calls) throws IOException {
    writer.beginArray();
    for (NamedCall call : calls) {
      writer.beginObject();
      writer.name(NAME).value(call.name());
      if (call.parameters().size() > 0) {
        writer.name(PARAMETERS);
        JsonTrees.write(writer, call.parameters());
      }
      writer.endObject();
    }
    writer.endArray();
  }
}
