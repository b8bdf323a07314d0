package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.JsonTrees;
import io.mqttspec.protocol.query.Logic;
import io.mqttspec.protocol.query.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters between value and JSON. Whether columns exist and values fit is not asked here. */
final class FilterAdapter {

  private static final String COLUMN = "column";
  private static final String OPERATOR = "operator";
  private static final String VALUE = "value";
  private static final String LOGIC_OPERATOR = "logic_operator";
  private static final String AND = "and";
  private static final String OR = "or";
  private static final String NOT = "not";

  private FilterAdapter() {}

  static List<Filter> readList(JsonElement json, String path) {
    JsonArray array = array(json, path);
    List<Filter> filters = new ArrayList<>(array.size());
    for (JsonElement element : array) {
      Fields fields = Fields.of(element, ErrorCode.INVALID_FILTER, path, filters.size());
      Filter filter = read(fields);
      filters.add(logic(fields) == Logic.OR ? filter.or() : filter);
    }
    return filters;
  }

  private static Filter read(Fields fields) {
    String tree = treeKey(fields);
    if (tree == null) {
      return condition(fields);
    }
    String place = fields.placeOf(tree);
    JsonElement json = fields.getWithNull(tree);
    if (json == null) {
      throw new AssertionError(tree);
    }
    switch (tree) {
      case NOT:
        return Filter.not(branch(Fields.of(json, ErrorCode.INVALID_FILTER, place)));
      case AND:
        return Filter.and(branches(json, place));
      default:
        return Filter.or(branches(json, place));
    }
  }

  /** The one key that makes the node a tree; null where it is a condition. */
  private static @Nullable String treeKey(Fields fields) {
    String tree = null;
    for (String key : new String[] {AND, OR, NOT}) {
      if (fields.getWithNull(key) != null) {
        if (tree != null) {
          throw twoInOne(fields, tree, key);
        }
        tree = key;
      }
    }
    if (tree != null) {
      for (String key : new String[] {COLUMN, OPERATOR, VALUE}) {
        if (fields.getWithNull(key) != null) {
          throw twoInOne(fields, tree, key);
        }
      }
    }
    return tree;
  }

  private static ProtocolException twoInOne(Fields fields, String tree, String key) {
    return ProtocolException.at(
        ErrorCode.INVALID_FILTER, fields.place(), "a filter has not both " + tree + " and " + key);
  }

  private static List<Filter> branches(JsonElement json, String path) {
    JsonArray array = array(json, path);
    if (array.size() == 0) {
      throw ProtocolException.at(
          ErrorCode.INVALID_FILTER, path, "at least one filter is wanted here");
    }
    List<Filter> filters = new ArrayList<>(array.size());
    for (JsonElement element : array) {
      filters.add(branch(Fields.of(element, ErrorCode.INVALID_FILTER, path, filters.size())));
    }
    return filters;
  }

  private static Filter branch(Fields fields) {
    if (fields.has(LOGIC_OPERATOR)) {
      throw fields.wrong(
          LOGIC_OPERATOR, "inside a tree the tree itself joins: no logic_operator there");
    }
    return read(fields);
  }

  private static JsonArray array(JsonElement json, String path) {
    if (!json.isJsonArray()) {
      throw ProtocolException.at(
          ErrorCode.INVALID_FILTER, path, "an array of filters is wanted here");
    }
    return json.getAsJsonArray();
  }

  private static Filter condition(Fields fields) {
    String column = fields.requiredString(COLUMN);
    String name = fields.requiredString(OPERATOR);
    Operator operator =
        Operator.of(name)
            .orElseThrow(
                () -> fields.wrong(OPERATOR, "no operator is named " + StrictJson.shortened(name)));
    return Filter.of(column, operator, fields.getWithNull(VALUE));
  }

  private static Logic logic(Fields fields) {
    String name = fields.string(LOGIC_OPERATOR);
    return name == null
        ? Logic.AND
        : Logic.of(name)
            .orElseThrow(() -> fields.wrong(LOGIC_OPERATOR, "a logic_operator is and or or"));
  }

  static void writeList(JsonWriter writer, List<Filter> filters) throws IOException {
    writer.beginArray();
    for (Filter filter : filters) {
      write(writer, filter);
    }
    writer.endArray();
  }

  private static void write(JsonWriter writer, Filter filter) throws IOException {
    writer.beginObject();
    if (filter instanceof Filter.Condition) {
      writeCondition(writer, (Filter.Condition) filter);
    } else if (filter instanceof Filter.And) {
      writer.name(AND);
      writeList(writer, ((Filter.And) filter).filters());
    } else if (filter instanceof Filter.Or) {
      writer.name(OR);
      writeList(writer, ((Filter.Or) filter).filters());
    } else {
      writer.name(NOT);
      write(writer, ((Filter.Not) filter).filter());
    }
    if (filter.logic() == Logic.OR) {
      writer.name(LOGIC_OPERATOR).value(Logic.OR.wireName());
    }
    writer.endObject();
  }

  private static void writeCondition(JsonWriter writer, Filter.Condition condition)
      throws IOException {
    writer.name(COLUMN).value(condition.column());
    writer.name(OPERATOR).value(condition.operator().wireName());
    JsonElement value = condition.value();
    if (value != null) {
      writer.name(VALUE);
      JsonTrees.write(writer, value);
    }
  }
}
