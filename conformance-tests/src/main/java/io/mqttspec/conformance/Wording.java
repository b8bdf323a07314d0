package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mqttspec.conformance.Target.EntityNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts requests into the target's words and form, and what comes back into the kit's words, so that
 * cases know one name of each entity and column only. What stands inside a preload is left as it
 * is: it is of another entity. Immutable.
 */
public final class Wording {

  /** Options whose value may be a key of several columns. */
  private static final List<String> KEYS =
      List.of("cursor_forward", "cursor_backward", "fetch_row_number");

  /** The last name in a path such as {@code data[2].price}. */
  private static final Pattern DATA_PATH = Pattern.compile("(data(?:\\[\\d+])?\\.)([^.\\[]+)(.*)");

  private final Profile profile;
  private final Map<String, EntityWords> byKitName = new HashMap<>();
  private final Map<String, EntityWords> byTargetName = new HashMap<>();

  private record EntityWords(
      String kitName, String targetName, Map<String, String> toTarget, Map<String, String> toKit) {}

  public Wording(Target target) {
    this.profile = target.profile();
    target.entities().forEach(this::add);
  }

  private void add(FixtureEntity entity, EntityNames names) {
    String kitName = entity.toString();
    String targetName = names.name();
    if (targetName == null) {
      return;
    }
    Map<String, String> toKit = new HashMap<>();
    names.columns().forEach((kit, own) -> toKit.put(own, kit));
    EntityWords words = new EntityWords(kitName, targetName, names.columns(), toKit);
    byKitName.put(kitName, words);
    byTargetName.put(targetName, words);
  }

  /** Changes a request of the kit into the target's words and form. */
  public void write(ObjectNode request) {
    profile.writeKey(request);
    EntityWords words = byKitName.get(request.path("entity").asText(""));
    if (words == null) {
      return;
    }
    request.put("entity", words.targetName());
    Map<String, String> names = words.toTarget();
    replace(request, "record_id", value -> renamed(value, names));
    replace(request, "data", value -> renamedAll(value, names));
    if (request.path("options") instanceof ObjectNode options) {
      replace(options, "columns", value -> texts(value, names));
      replace(options, "omit_columns", value -> texts(value, names));
      replace(options, "filters", value -> columnsIn(value, names));
      replace(options, "sort", value -> columnsIn(value, names));
      KEYS.forEach(key -> replace(options, key, value -> renamed(value, names)));
    }
  }

  /**
   * A message of the target in the kit's words; the same where there is nothing to change.
   *
   * @param entity the kit's name of the entity asked for; null where the message names it itself
   */
  public JsonNode read(@Nullable String entity, JsonNode message) {
    if (message.path("data").path(0).has("primary_key")) {
      return readMetaOfAll(message);
    }
    EntityWords words =
        entity == null
            ? byTargetName.get(message.path("entity").asText(""))
            : byKitName.get(entity);
    if (words == null || !message.isObject()) {
      return message;
    }
    ObjectNode read = message.deepCopy();
    replaceEntity(read, words);
    Map<String, String> names = words.toKit();
    if (read.path("data") instanceof ObjectNode data && data.has("primary_key")) {
      replaceEntity(data, words);
      readMeta(data, names);
    } else {
      replace(read, "data", value -> renamedAll(value, names));
      if (read.path("data") instanceof ObjectNode data) {
        replaceEntity(data, words);
      }
    }
    if (read.path("metadata") instanceof ObjectNode metadata) {
      replace(metadata, "deleted", value -> renamedAll(value, names));
    }
    if (read.path("error").path("details") instanceof ObjectNode details) {
      replace(details, "columns", value -> texts(value, names));
      replace(details, "path", value -> path(value, names));
    }
    return read;
  }

  /** The answer to {@code meta} on {@code *}. */
  private JsonNode readMetaOfAll(JsonNode message) {
    ObjectNode read = message.deepCopy();
    for (JsonNode meta : read.path("data")) {
      EntityWords words = byTargetName.get(meta.path("entity").asText(""));
      if (words != null && meta instanceof ObjectNode described) {
        replaceEntity(described, words);
        readMeta(described, words.toKit());
      }
    }
    return read;
  }

  private static void readMeta(ObjectNode meta, Map<String, String> names) {
    replace(meta, "primary_key", value -> texts(value, names));
    for (JsonNode column : meta.path("columns")) {
      if (column instanceof ObjectNode described) {
        replace(described, "name", value -> text(value, names));
      }
    }
    for (JsonNode relation : meta.path("relations")) {
      if (relation instanceof ObjectNode described) {
        replace(described, "columns", value -> texts(value, names));
      }
    }
  }

  private static void replaceEntity(ObjectNode object, EntityWords words) {
    if (object.path("entity").asText("").equals(words.targetName())) {
      object.put("entity", words.kitName());
    }
  }

  private interface Change {
    JsonNode of(JsonNode value);
  }

  private static void replace(ObjectNode object, String field, Change change) {
    JsonNode value = object.get(field);
    if (value != null) {
      object.set(field, change.of(value));
    }
  }

  /** An object with other names of its fields; anything else as it is. */
  private static JsonNode renamed(JsonNode value, Map<String, String> names) {
    if (!value.isObject()) {
      return value;
    }
    ObjectNode renamed = value.deepCopy();
    renamed.removeAll();
    value
        .properties()
        .forEach(
            field ->
                renamed.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
    return renamed;
  }

  private static JsonNode renamedAll(JsonNode value, Map<String, String> names) {
    return value.isArray() ? each(value, row -> renamed(row, names)) : renamed(value, names);
  }

  private static JsonNode texts(JsonNode value, Map<String, String> names) {
    return value.isArray() ? each(value, name -> text(name, names)) : value;
  }

  private static JsonNode text(JsonNode value, Map<String, String> names) {
    return value.isTextual()
        ? TextNode.valueOf(names.getOrDefault(value.textValue(), value.textValue()))
        : value;
  }

  /** The same with other names where a {@code column} stands, at any depth but in values. */
  private static JsonNode columnsIn(JsonNode value, Map<String, String> names) {
    if (value.isArray()) {
      return each(value, element -> columnsIn(element, names));
    } else if (!value.isObject()) {
      return value;
    }
    ObjectNode changed = value.deepCopy();
    replace(changed, "column", column -> text(column, names));
    for (String tree : List.of("or", "and", "not")) {
      replace(changed, tree, inner -> columnsIn(inner, names));
    }
    return changed;
  }

  private static JsonNode path(JsonNode value, Map<String, String> names) {
    Matcher matcher = DATA_PATH.matcher(value.asText(""));
    if (!matcher.matches()) {
      return value;
    }
    String name = matcher.group(2);
    return TextNode.valueOf(matcher.group(1) + names.getOrDefault(name, name) + matcher.group(3));
  }

  private static ArrayNode each(JsonNode array, Change change) {
    ArrayNode changed = ((ArrayNode) array).deepCopy();
    changed.removeAll();
    array.forEach(element -> changed.add(change.of(element)));
    return changed;
  }
}
