package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules 4.6: related rows inside rows. */
interface PreloadRules extends FilterRules, OptionRules, ApplicationRules {

  List<String> MEMBERS =
      List.of("relation", "columns", "omit_columns", "filters", "sort", "limit", "recursive");

  /** A relation that is loaded, and what is loaded inside it. */
  final class Preload {
    private final Relation relation;
    private final Entity target;
    private final Map<String, Preload> inner = new LinkedHashMap<>();
    private JsonNode members = Json.object();
    private String path = "";

    private Preload(Relation relation, Entity target) {
      this.relation = relation;
      this.target = target;
    }

    public Relation relation() {
      return relation;
    }

    public Entity target() {
      return target;
    }

    public boolean isRecursive() {
      return members.path("recursive").asBoolean();
    }
  }

  /** The rows of an entity that a client may see: rule 5.9.1. */
  default List<ObjectNode> rows(Call call, Entity entity) {
    return call.store().rows(entity.table()).stream()
        .filter(row -> maySee(entity, row, call.client().clientId()))
        .toList();
  }

  /** The entity of a name. */
  Entity entity(String name);

  /** Rules 4.6.2 and 4.6.7: the relations to load. */
  default Map<String, Preload> preloads(Entity entity, ObjectNode options) {
    Map<String, Preload> top = new LinkedHashMap<>();
    JsonNode list = options.path("preload");
    int filters = filterCount(options.path("filters"));
    for (int i = 0; i < list.size(); i++) {
      String path = "options.preload[" + i + "]";
      JsonNode members = list.get(i);
      checkMembers(members, path);
      Preload preload = place(entity, top, members.path("relation").asText(), path + ".relation");
      check(preload.path.isEmpty(), path + ".relation", "this relation is named twice");
      preload.members = members;
      preload.path = path;
      checkRelated(preload);
      filters += filterCount(members.path("filters"));
    }
    checkRecursion(entity, top);
    check(!exceeds("preloads", count(top)), "options.preload", "too many relations");
    if (exceeds("filters_per_request", filters)) {
      throw Refusal.at("options.preload", "invalid_filter", "too many filters");
    }
    return top;
  }

  /** Rules 4.6.1 and 4.6.7. */
  default void checkMembers(JsonNode members, String path) {
    check(members.isObject(), path, "an object is wanted here");
    for (Iterator<String> names = members.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      check(MEMBERS.contains(name), path + "." + name, "nothing of this name is known here");
    }
    check(members.path("relation").isTextual(), path + ".relation", "a name is wanted here");
    check(
        !members.has("recursive") || members.get("recursive").isBoolean(),
        path + ".recursive",
        "true or false is wanted here");
  }

  private Preload place(Entity entity, Map<String, Preload> top, String path, String place) {
    String[] names = path.split("\\.", -1);
    check(!exceeds("preload_depth", names.length), place, "too many relations in a path");
    Map<String, Preload> level = top;
    Entity here = entity;
    Preload preload = null;
    for (String name : names) {
      Relation relation =
          here.relation(name)
              .orElseThrow(() -> Refusal.at(place, "invalid_option", "no such relation"));
      preload = level.computeIfAbsent(name, n -> new Preload(relation, entity(relation.entity())));
      level = preload.inner;
      here = preload.target;
    }
    return java.util.Objects.requireNonNull(preload);
  }

  private static int count(Map<String, Preload> preloads) {
    return preloads.values().stream().mapToInt(preload -> 1 + count(preload.inner)).sum();
  }

  /** Rule 4.6.3: reads the members once, so that a mistake is told before any row is read. */
  private void checkRelated(Preload preload) {
    columns(preload.target, preload.members, preload.path);
    filters(preload.target, preload.members.path("filters"), preload.path + ".filters");
    sort(preload.target, preload.members.path("sort"), preload.path + ".sort");
    limit(preload.members, preload.path);
  }

  /** Rule 4.6.7: a recursive relation leads to its own entity, and is not named inside itself. */
  private void checkRecursion(Entity entity, Map<String, Preload> preloads) {
    for (Preload preload : preloads.values()) {
      if (preload.isRecursive()) {
        check(preload.target.equals(entity), preload.path + ".recursive", "it leads elsewhere");
        for (Preload inner : preload.inner.values()) {
          boolean again = inner.relation.equals(preload.relation);
          check(!again, inner.path + ".relation", "it is named again inside itself");
        }
      }
      checkRecursion(preload.target, preload.inner);
    }
  }

  /**
   * Rules 4.6.1, 4.6.5 and 4.6.8: puts related rows into a row that is shown.
   *
   * @param level 1 for what is put into the rows of the answer
   * @return how many related rows that are
   */
  default int addRelated(
      Call call, ObjectNode shown, ObjectNode row, Map<String, Preload> preloads, int level) {
    int count = 0;
    for (Preload preload : preloads.values()) {
      count += addRelated(call, shown, row, preload, level, 1);
    }
    return count;
  }

  private int addRelated(
      Call call, ObjectNode shown, ObjectNode row, Preload preload, int level, int repeated) {
    List<ObjectNode> related = related(call, row, preload);
    List<String> columns = columns(preload.target, preload.members, preload.path);
    List<ObjectNode> inside = related.stream().map(other -> shown(other, columns)).toList();
    int count = related.size();
    for (int i = 0; i < related.size(); i++) {
      count += addRelated(call, inside.get(i), related.get(i), preload.inner, level + 1);
      if (preload.isRecursive() && repeats(level, repeated)) {
        count += addRelated(call, inside.get(i), related.get(i), preload, level + 1, repeated + 1);
      }
    }
    shown.set(preload.relation.name(), shownRelated(preload.relation, inside));
    return count;
  }

  /**
   * Rule 4.6.5: whether a recursive relation is followed once more.
   *
   * @param level how deep its rows are in the answer so far
   * @param repeated how often it has been followed
   */
  default boolean repeats(int level, int repeated) {
    return repeated < 5 && !exceeds("preload_depth", level + 1);
  }

  /** Rule 4.6.1: an object or null, or an array. */
  default JsonNode shownRelated(Relation relation, List<ObjectNode> related) {
    if (!relation.isToOne()) {
      return Json.of(related);
    }
    return related.isEmpty() ? Json.of(null) : related.get(0);
  }

  /** Rules 4.6.3, 4.6.4 and 4.6.6: the rows related to a row. */
  default List<ObjectNode> related(Call call, ObjectNode row, Preload preload) {
    JsonNode members = preload.members;
    Condition condition =
        filters(preload.target, members.path("filters"), preload.path + ".filters");
    return rows(call, preload.target).stream()
        .filter(other -> isRelated(call, preload.relation, row, other))
        .filter(other -> condition.test(other) == Truth.TRUE)
        .sorted(order(preload.target, sort(preload.target, members.path("sort"), preload.path)))
        .limit(relatedLimit(preload.relation, members, preload.path))
        .toList();
  }

  /** Rule 3.6.4: whether a relation leads from a row to another. */
  default boolean isRelated(Call call, Relation relation, ObjectNode row, ObjectNode other) {
    JsonNode here = row.path(relation.column());
    JsonNode there = other.path(relation.targetColumn());
    Relation.Between between = relation.between();
    if (between == null) {
      return !here.isNull() && here.equals(there);
    }
    return rows(call, entity(between.entity())).stream()
        .anyMatch(
            link ->
                link.path(between.column()).equals(here)
                    && link.path(between.targetColumn()).equals(there));
  }

  /** Rule 4.6.4: how many related rows each row has at most. */
  default int relatedLimit(Relation relation, JsonNode members, String path) {
    int limit = limit(members, path);
    return relation.isToOne() ? Math.min(1, limit) : limit;
  }

  private static void check(boolean condition, String path, String message) {
    if (!condition) {
      throw Refusal.at(path, "invalid_option", message);
    }
  }
}
