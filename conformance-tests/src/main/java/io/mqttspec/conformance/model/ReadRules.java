package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules 3.1, 3.2, 4.4 and 4.5: reads of one row and of pages. */
interface ReadRules extends KeyRules, PreloadRules, ApplicationRules {

  String FORWARD = "cursor_forward";
  String BACKWARD = "cursor_backward";
  String ROW_NUMBER = "fetch_row_number";

  /**
   * Rows of a page.
   *
   * @param rows in the order asked for
   * @param before whether rows come before them
   * @param after whether rows come after them
   */
  record Page(List<ObjectNode> rows, boolean before, boolean after) {}

  /** Rules 3.1 and 3.2. */
  default Answer read(Call call, Entity entity) {
    ObjectNode options = call.options();
    Optional<ObjectNode> key = namedKey(entity, call.json());
    checkCombination(entity, options, key.isPresent());
    Condition condition = conditions(call, entity);
    List<SortKey> sort = sort(entity, options.path("sort"), "options.sort");
    columns(entity, options, "options");
    preloads(entity, options);
    computed(entity, options);
    if (key.isPresent()) {
      return one(call, entity, key.get(), condition);
    }
    Comparator<ObjectNode> order = order(entity, sort);
    List<ObjectNode> matching =
        rows(call, entity).stream()
            .filter(row -> condition.test(row) == Truth.TRUE)
            .sorted(order)
            .toList();
    return options.has(ROW_NUMBER)
        ? numbered(call, entity, matching)
        : list(call, entity, matching, order);
  }

  /** Rules 4.7.3 and 5: what the rows of a request have to meet. */
  default Condition conditions(Call call, Entity entity) {
    ObjectNode options = call.options();
    Condition filters = filters(entity, options.path("filters"), "options.filters");
    return filters.and(namedOperators(entity, call.operation(), options));
  }

  /** Rules 4.4.6 and 4.5.3: which options exclude each other. */
  default void checkCombination(Entity entity, ObjectNode options, boolean key) {
    for (String cursor : List.of(FORWARD, BACKWARD)) {
      if (options.has(cursor)) {
        boolean alone =
            !(options.has(FORWARD) && options.has(BACKWARD))
                && !options.has("offset")
                && !options.has(ROW_NUMBER)
                && !key
                && !entity.primaryKey().isEmpty();
        check(alone, cursor, "a cursor goes with no other place");
      }
    }
    check(!options.has(ROW_NUMBER) || !key, ROW_NUMBER, "a row's number goes with no key");
  }

  /** Rules 3.1: the row of a key. */
  default Answer one(Call call, Entity entity, ObjectNode key, Condition condition) {
    ObjectNode row =
        row(call, entity, key)
            .filter(found -> condition.test(found) == Truth.TRUE)
            .orElseThrow(() -> Refusal.of("not_found", "There is no such row."));
    return Answer.of(shown(call, entity, List.of(row)).get(0), Json.object("total", 1, "count", 1));
  }

  /** The row of a key. */
  default Optional<ObjectNode> row(Call call, Entity entity, ObjectNode key) {
    return rows(call, entity).stream().filter(row -> keyOf(entity, row).equals(key)).findFirst();
  }

  /** Rules 3.2, 4.3 and 4.4. */
  default Answer list(
      Call call, Entity entity, List<ObjectNode> matching, Comparator<ObjectNode> order) {
    ObjectNode options = call.options();
    int limit = limit(options, "options");
    BigInteger offset = offset(options);
    Page page =
        options.has(FORWARD) || options.has(BACKWARD)
            ? page(matching, order, place(call, entity), options.has(FORWARD), limit)
            : page(matching, offset, limit);
    ObjectNode metadata = Json.object();
    addTotal(metadata, options, matching.size());
    metadata.put("count", page.rows().size());
    metadata.put("limit", limit);
    metadata.put("offset", offset);
    if (!page.rows().isEmpty() && !entity.primaryKey().isEmpty()) {
      addCursors(metadata, call, entity, page);
    }
    return Answer.of(Json.of(shown(call, entity, page.rows())), metadata);
  }

  /** Rules 3.2.2 and 3.2.4. */
  default void addTotal(ObjectNode metadata, ObjectNode options, int total) {
    if (options.path("total").asBoolean(true)) {
      metadata.put("total", total);
    }
  }

  /** Rule 4.3.2: how many rows are left out before a page. */
  default BigInteger offset(ObjectNode options) {
    return count(options, "offset", "options").bigIntegerValue();
  }

  /** Rules 4.3.1 and 4.3.2. */
  default Page page(List<ObjectNode> matching, BigInteger offset, int limit) {
    int from = offset.min(BigInteger.valueOf(matching.size())).intValue();
    int to = Math.min(matching.size(), from + limit);
    return new Page(matching.subList(from, to), from > 0, to < matching.size());
  }

  /** Rules 4.4.1 and 4.4.2: the rows after a place, or the last ones before it. */
  default Page page(
      List<ObjectNode> matching,
      Comparator<ObjectNode> order,
      ObjectNode place,
      boolean forward,
      int limit) {
    int from = 0;
    while (from < matching.size() && order.compare(matching.get(from), place) < (forward ? 1 : 0)) {
      from++;
    }
    int to = forward ? Math.min(matching.size(), from + limit) : from;
    int start = forward ? from : Math.max(0, from - limit);
    return new Page(matching.subList(start, to), forward || start > 0, to < matching.size());
  }

  /** Rule 4.4.1. */
  default void addCursors(ObjectNode metadata, Call call, Entity entity, Page page) {
    String order = orderName(entity, call.options());
    if (page.after()) {
      ObjectNode last = page.rows().get(page.rows().size() - 1);
      metadata.put("next_cursor", call.store().cursor(new Store.Place(order, last)));
    }
    if (page.before()) {
      ObjectNode first = page.rows().get(0);
      metadata.put("prev_cursor", call.store().cursor(new Store.Place(order, first)));
    }
  }

  /** Rule 4.4.3: what a cursor holds for. */
  default String orderName(Entity entity, ObjectNode options) {
    return entity.name() + " " + sort(entity, options.path("sort"), "options.sort");
  }

  /** Rules 4.4.3 to 4.4.5: the place of a cursor or a bare key. */
  default ObjectNode place(Call call, Entity entity) {
    ObjectNode options = call.options();
    String option = options.has(FORWARD) ? FORWARD : BACKWARD;
    JsonNode cursor = options.get(option);
    boolean opaque = cursor.isTextual() && cursor.textValue().startsWith("c1.");
    Optional<ObjectNode> place =
        opaque
            ? call.store()
                .place(cursor.textValue())
                .filter(known -> known.order().equals(orderName(entity, options)))
                .map(Store.Place::row)
            : bareKey(call, entity, cursor);
    return place.orElseThrow(
        () ->
            Refusal.at(
                "options." + option,
                "invalid_cursor",
                "This is no cursor of this entity in this order, or its row is gone."));
  }

  /** Rule 4.4.4: the row of a bare key, which need not match the filters. */
  default Optional<ObjectNode> bareKey(Call call, Entity entity, JsonNode key) {
    return keyOrNull(entity, key) == null ? Optional.empty() : row(call, entity, key(entity, key));
  }

  private @Nullable ObjectNode keyOrNull(Entity entity, JsonNode key) {
    try {
      return key(entity, key);
    } catch (Refusal e) {
      return null;
    }
  }

  /** Rules 4.5.1 and 4.5.2. */
  default Answer numbered(Call call, Entity entity, List<ObjectNode> matching) {
    ObjectNode key = keyOrNull(entity, call.options().get(ROW_NUMBER));
    check(key != null, ROW_NUMBER, "this is no key of the entity");
    List<ObjectNode> keys = new ArrayList<>();
    matching.forEach(row -> keys.add(keyOf(entity, row)));
    int index = keys.indexOf(key);
    if (index < 0) {
      throw Refusal.of("not_found", "None of these rows has this key.");
    }
    ObjectNode metadata = Json.object();
    addTotal(metadata, call.options(), matching.size());
    metadata.put("count", 1);
    metadata.put("row_number", rowNumber(index));
    return Answer.of(shown(call, entity, matching.subList(index, index + 1)).get(0), metadata);
  }

  /** Rule 4.5.1: 1 for the first. */
  default int rowNumber(int index) {
    return index + 1;
  }

  /** Rules 4.1, 4.6 and 4.7.1: rows as the answer to a read shows them. */
  default List<ObjectNode> shown(Call call, Entity entity, List<ObjectNode> rows) {
    List<String> columns = columns(entity, call.options(), "options");
    List<JsonNode> computed = computed(entity, call.options());
    var preloads = preloads(entity, call.options());
    List<ObjectNode> shown = new ArrayList<>();
    int related = 0;
    for (ObjectNode row : rows) {
      ObjectNode view = shown(row, columns);
      addComputed(view, row, computed);
      related += addRelated(call, view, row, preloads, 1);
      shown.add(view);
    }
    if (exceeds("preload_rows", related)) {
      throw Refusal.of("too_large", "The answer has too many related rows.");
    }
    return shown;
  }

  private static void check(boolean condition, String option, String message) {
    if (!condition) {
      throw Refusal.at("options." + option, "invalid_option", message);
    }
  }
}
