package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Answer;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.Column;
import io.mqttspec.conformance.model.ColumnType;
import io.mqttspec.conformance.model.Condition;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Relation;
import io.mqttspec.conformance.model.SortKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Rules 3.1, 3.2, 3.6, and chapter 4: reads, options, meta. */
final class ReadMutants {

  private static final String NEXT = "next_cursor";
  private static final String PREVIOUS = "prev_cursor";

  private ReadMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    rows(all);
    lists(all);
    columns(all);
    sorting(all);
    paging(all);
    cursors(all);
    numbers(all);
    preloads(all);
    application(all);
    meta(all);
    return all;
  }

  private static void rows(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-row-is-an-array-of-one",
            "3.1.1",
            new Behaviour() {
              @Override
              public Answer one(Call call, Entity entity, ObjectNode key, Condition condition) {
                Answer answer = super.one(call, entity, key, condition);
                return Answer.of(Json.array(answer.data()), answer.metadata());
              }
            }));
    all.add(new Mutant("a-row-has-no-total", "3.1.1", one(metadata -> metadata.remove("total"))));
    all.add(new Mutant("a-row-has-no-count", "3.1.1", one(metadata -> metadata.remove("count"))));
    all.add(
        new Mutant(
            "no-row-is-null",
            "3.1.2",
            new Behaviour() {
              @Override
              public Answer one(Call call, Entity entity, ObjectNode key, Condition condition) {
                return row(call, entity, key).isPresent()
                    ? super.one(call, entity, key, condition)
                    : Answer.of(Json.of(null), Json.object("total", 0, "count", 0));
              }
            }));
    all.add(
        new Mutant(
            "filters-beside-a-key-are-ignored",
            "3.1.3",
            new Behaviour() {
              @Override
              public Answer one(Call call, Entity entity, ObjectNode key, Condition condition) {
                return super.one(call, entity, key, Condition.NONE);
              }
            }));
  }

  private static void lists(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-list-of-one-is-an-object",
            "3.2.1",
            listing(
                (call, answer) ->
                    answer.data().size() == 1 && call.options().path("filters").size() == 1
                        ? new Answer(
                            answer.data().get(0), answer.metadata(), answer.changes(), null)
                        : answer)));
    all.add(
        new Mutant(
            "an-empty-list-is-null",
            "3.2.1",
            listing(
                (call, answer) ->
                    answer.data().isEmpty()
                        ? new Answer(Json.of(null), answer.metadata(), answer.changes(), null)
                        : answer)));
    all.add(
        new Mutant(
            "an-empty-list-is-not-found",
            "3.2.1",
            listing(
                (call, answer) -> {
                  if (answer.data().isEmpty() && call.options().path("limit").asInt(1) > 0) {
                    throw Refusal.of("not_found", "There are no rows.");
                  }
                  return answer;
                })));
    all.add(
        new Mutant(
            "the-total-is-that-of-the-page",
            "3.2.2",
            metadata(
                (call, metadata) -> {
                  if (call.options().path("limit").asInt(1) > 0) {
                    metadata.set("total", metadata.path("count"));
                  }
                })));
    all.add(
        new Mutant(
            "the-count-is-that-of-all-rows",
            "3.2.2",
            metadata((call, metadata) -> metadata.set("count", metadata.path("total")))));
    all.add(
        new Mutant(
            "the-limit-is-not-told",
            "3.2.2",
            metadata((call, metadata) -> metadata.remove("limit"))));
    all.add(
        new Mutant(
            "the-offset-is-not-told",
            "3.2.2",
            metadata((call, metadata) -> metadata.remove("offset"))));
    all.add(
        new Mutant(
            "the-total-is-one-read-old",
            "3.2.3",
            new Behaviour() {
              private int last;

              @Override
              public void addTotal(ObjectNode metadata, ObjectNode options, int total) {
                boolean growing = total > last && last > 0 && options.path("filters").size() == 1;
                super.addTotal(metadata, options, growing ? last : total);
                last = total;
              }
            }));
    all.add(
        new Mutant(
            "the-total-is-always-told",
            "3.2.4",
            new Behaviour() {
              @Override
              public void addTotal(ObjectNode metadata, ObjectNode options, int total) {
                metadata.put("total", total);
              }
            }));
  }

  private static void columns(List<Mutant> all) {
    all.add(
        new Mutant(
            "columns-is-ignored",
            "4.1.1",
            new Behaviour() {
              @Override
              public List<String> columns(Entity entity, JsonNode options, String path) {
                super.columns(entity, options, path);
                return super.columns(entity, without(options, "columns"), path);
              }
            }));
    all.add(
        new Mutant(
            "the-key-is-always-shown",
            "4.1.1",
            new Behaviour() {
              @Override
              public List<String> columns(Entity entity, JsonNode options, String path) {
                List<String> columns = new ArrayList<>(super.columns(entity, options, path));
                entity.primaryKey().stream()
                    .filter(name -> !columns.contains(name))
                    .forEach(columns::add);
                return columns;
              }
            }));
    all.add(
        new Mutant(
            "omit-columns-is-ignored",
            "4.1.2",
            new Behaviour() {
              @Override
              public List<String> columns(Entity entity, JsonNode options, String path) {
                super.columns(entity, options, path);
                return super.columns(entity, without(options, "omit_columns"), path);
              }
            }));
    all.add(
        new Mutant(
            "unknown-columns-are-passed-over",
            "4.1.3",
            new Behaviour() {
              @Override
              public List<String> names(Entity entity, JsonNode list, String path) {
                List<JsonNode> known = new ArrayList<>();
                list.forEach(
                    name -> {
                      if (entity.column(name.asText("")).isPresent()) {
                        known.add(name);
                      }
                    });
                return super.names(entity, list.isArray() ? Json.of(known) : list, path);
              }
            }));
  }

  private static void sorting(List<Mutant> all) {
    all.add(
        new Mutant(
            "rows-come-as-they-were-stored",
            "4.2.1",
            new Behaviour() {
              @Override
              public int compare(SortKey key, ObjectNode left, ObjectNode right) {
                return 0;
              }
            }));
    all.add(
        new Mutant(
            "desc-is-asc",
            "4.2.1",
            new Behaviour() {
              @Override
              public int compare(SortKey key, ObjectNode left, ObjectNode right) {
                return super.compare(
                    new SortKey(key.column(), false, key.nullsFirst()), left, right);
              }
            }));
    all.add(
        new Mutant(
            "desc-is-the-default",
            "4.2.1",
            new Behaviour() {
              @Override
              public boolean isSecond(
                  JsonNode word, String first, String second, boolean absent, String path) {
                return super.isSecond(word, first, second, absent || second.equals("desc"), path);
              }
            }));
    all.add(
        new Mutant(
            "directions-are-compared-as-they-stand",
            "4.2.1",
            new Behaviour() {
              @Override
              public boolean isSecond(
                  JsonNode word, String first, String second, boolean absent, String path) {
                boolean lower = word.asText("").equals(word.asText("").toLowerCase(Locale.ROOT));
                return super.isSecond(lower ? word : Json.of("?"), first, second, absent, path);
              }
            }));
    all.add(
        new Mutant(
            "any-other-direction-is-asc",
            "4.2.1",
            new Behaviour() {
              @Override
              public boolean isSecond(
                  JsonNode word, String first, String second, boolean absent, String path) {
                return word.asText("").equalsIgnoreCase(second) || (word.isMissingNode() && absent);
              }
            }));
    all.add(
        new Mutant(
            "only-the-first-sort-key-counts",
            "4.2.1",
            new Behaviour() {
              @Override
              public Comparator<ObjectNode> order(Entity entity, List<SortKey> keys) {
                return super.order(entity, keys.subList(0, Math.min(1, keys.size())));
              }
            }));
    all.add(
        new Mutant(
            "unknown-sort-columns-are-passed-over",
            "4.2.1",
            new Behaviour() {
              @Override
              public List<SortKey> sort(Entity entity, JsonNode sort, String path) {
                List<JsonNode> known = new ArrayList<>();
                sort.forEach(
                    key -> {
                      if (entity.column(key.path("column").asText("")).isPresent()) {
                        known.add(key);
                      }
                    });
                return super.sort(entity, sort.isArray() ? Json.of(known) : sort, path);
              }
            }));
    all.add(
        new Mutant(
            "nulls-are-the-greatest-values",
            "4.2.2",
            new Behaviour() {
              @Override
              public boolean nullsLast(boolean descending) {
                return true;
              }
            }));
    all.add(
        new Mutant(
            "nulls-come-first-in-asc",
            "4.2.2",
            new Behaviour() {
              @Override
              public boolean nullsLast(boolean descending) {
                return descending;
              }
            }));
    all.add(
        new Mutant(
            "ties-are-not-broken",
            "4.2.3",
            new Behaviour() {
              private int reads;

              @Override
              public Comparator<ObjectNode> order(Entity entity, List<SortKey> keys) {
                Comparator<ObjectNode> right = super.order(entity, keys);
                if (keys.isEmpty() || reads++ % 2 == 0) {
                  return right;
                }
                // Each other read has the rows of a tie the other way round.
                return (left, other) -> {
                  for (SortKey key : keys) {
                    int compared = compare(key, left, other);
                    if (compared != 0) {
                      return compared;
                    }
                  }
                  return -right.compare(left, other);
                };
              }
            }));
    all.add(
        new Mutant(
            "nulls-is-ignored",
            "4.2.4",
            new Behaviour() {
              @Override
              public List<SortKey> sort(Entity entity, JsonNode sort, String path) {
                return super.sort(entity, sort, path).stream()
                    .map(
                        key ->
                            new SortKey(
                                key.column(), key.descending(), !nullsLast(key.descending())))
                    .toList();
              }
            }));
    all.add(
        new Mutant(
            "json-columns-are-sorted-by-their-text",
            "4.2.5",
            new Behaviour() {
              @Override
              public boolean isSortable(ColumnType type) {
                return true;
              }

              @Override
              public int compare(SortKey key, ObjectNode left, ObjectNode right) {
                return key.column().type() == ColumnType.JSON ? 0 : super.compare(key, left, right);
              }
            }));
  }

  private static void paging(List<Mutant> all) {
    all.add(
        new Mutant(
            "the-limit-is-ignored",
            "4.3.1",
            new Behaviour() {
              @Override
              public int limit(JsonNode options, String path) {
                int limit = super.limit(options, path);
                return limit == 0 ? 0 : limit("page_size_max");
              }
            }));
    all.add(
        new Mutant(
            "limit-0-is-no-limit",
            "4.3.1",
            new Behaviour() {
              @Override
              public int limit(JsonNode options, String path) {
                int limit = super.limit(options, path);
                return limit == 0 ? limit("page_size_default") : limit;
              }
            }));
    all.add(
        new Mutant(
            "a-limit-above-the-maximum-is-refused",
            "4.3.1",
            new Behaviour() {
              @Override
              public int limit(JsonNode options, String path) {
                if (exceeds("page_size_max", options.path("limit").asLong(0))) {
                  throw Refusal.at(path + ".limit", "invalid_option", "too many rows");
                }
                return super.limit(options, path);
              }
            }));
    all.add(
        new Mutant(
            "a-cut-limit-is-told-as-it-was-asked",
            "4.3.1",
            metadata(
                (call, metadata) -> {
                  if (call.options().has("limit")) {
                    metadata.set("limit", call.options().path("limit"));
                  }
                })));
    all.add(
        new Mutant(
            "without-a-limit-all-rows-come",
            "11.1.1",
            new Behaviour() {
              @Override
              public int limit(JsonNode options, String path) {
                return options.has("limit") ? super.limit(options, path) : limit("page_size_max");
              }
            }));
    all.add(
        new Mutant(
            "the-offset-is-ignored",
            "4.3.2",
            new Behaviour() {
              @Override
              public Page page(List<ObjectNode> matching, BigInteger offset, int limit) {
                boolean past = offset.compareTo(BigInteger.valueOf(matching.size())) >= 0;
                return super.page(matching, past ? offset : BigInteger.ZERO, limit);
              }
            }));
    all.add(
        new Mutant(
            "an-offset-past-the-end-is-the-end",
            "4.3.2",
            new Behaviour() {
              @Override
              public Page page(List<ObjectNode> matching, BigInteger offset, int limit) {
                BigInteger last = BigInteger.valueOf(Math.max(0, matching.size() - 1));
                return super.page(matching, offset.min(last), limit);
              }
            }));
    all.add(
        new Mutant(
            "what-is-no-count-is-passed-over",
            "4.3.3",
            new Behaviour() {
              @Override
              public JsonNode count(JsonNode options, String name, String path) {
                try {
                  return super.count(options, name, path);
                } catch (Refusal refusal) {
                  return Json.object().path("none");
                }
              }
            }));
  }

  private static void cursors(List<Mutant> all) {
    all.add(
        new Mutant(
            "the-last-page-has-a-next-cursor",
            "4.4.1",
            new Behaviour() {
              @Override
              public void addCursors(ObjectNode metadata, Call call, Entity entity, Page page) {
                super.addCursors(
                    metadata, call, entity, new Page(page.rows(), page.before(), true));
              }
            }));
    all.add(
        new Mutant(
            "the-first-page-has-a-previous-cursor",
            "4.4.1",
            new Behaviour() {
              @Override
              public void addCursors(ObjectNode metadata, Call call, Entity entity, Page page) {
                super.addCursors(metadata, call, entity, new Page(page.rows(), true, page.after()));
              }
            }));
    all.add(
        new Mutant(
            "cursors-begin-with-something-else",
            "4.4.1",
            metadata(
                (call, metadata) -> {
                  if (metadata.has(NEXT)) {
                    metadata.put(NEXT, "x" + metadata.path(NEXT).asText());
                  }
                })));
    all.add(
        new Mutant(
            "a-page-repeats-the-row-of-its-cursor",
            "4.4.2",
            new Behaviour() {
              @Override
              public Page page(
                  List<ObjectNode> matching,
                  Comparator<ObjectNode> order,
                  ObjectNode place,
                  boolean forward,
                  int limit) {
                Page page = super.page(matching, order, place, forward, limit);
                if (!forward || page.rows().isEmpty() || !matching.contains(place)) {
                  return page;
                }
                List<ObjectNode> rows = new ArrayList<>(page.rows());
                rows.add(0, place);
                return new Page(rows.subList(0, page.rows().size()), true, true);
              }
            }));
    all.add(
        new Mutant(
            "pages-skip-the-rest-of-a-tie",
            "4.4.2",
            new Behaviour() {
              @Override
              public Page page(
                  List<ObjectNode> matching,
                  Comparator<ObjectNode> order,
                  ObjectNode place,
                  boolean forward,
                  int limit) {
                List<ObjectNode> others =
                    matching.stream()
                        .filter(row -> !row.path("quantity").equals(place.path("quantity")))
                        .toList();
                return super.page(others, order, place, forward, limit);
              }
            }));
    all.add(
        new Mutant(
            "a-page-before-a-cursor-is-turned-about",
            "4.4.2",
            new Behaviour() {
              @Override
              public Page page(
                  List<ObjectNode> matching,
                  Comparator<ObjectNode> order,
                  ObjectNode place,
                  boolean forward,
                  int limit) {
                Page page = super.page(matching, order, place, forward, limit);
                List<ObjectNode> rows = new ArrayList<>(page.rows());
                if (!forward) {
                  Collections.reverse(rows);
                }
                return new Page(rows, page.before(), page.after());
              }
            }));
    all.add(
        new Mutant(
            "a-page-before-a-cursor-is-the-first-one",
            "4.4.2",
            new Behaviour() {
              @Override
              public Page page(
                  List<ObjectNode> matching,
                  Comparator<ObjectNode> order,
                  ObjectNode place,
                  boolean forward,
                  int limit) {
                return forward
                    ? super.page(matching, order, place, true, limit)
                    : super.page(matching, BigInteger.ZERO, limit);
              }
            }));
    all.add(
        new Mutant(
            "a-cursor-ends-with-its-row",
            "4.4.3",
            new Behaviour() {
              @Override
              public ObjectNode place(Call call, Entity entity) {
                ObjectNode place = super.place(call, entity);
                if (!rows(call, entity).contains(place)) {
                  throw Refusal.at("options.cursor_forward", "invalid_cursor", "its row is gone");
                }
                return place;
              }
            }));
    all.add(
        new Mutant(
            "a-cursor-holds-for-one-limit",
            "4.4.3",
            new Behaviour() {
              @Override
              public String orderName(Entity entity, ObjectNode options) {
                return super.orderName(entity, options) + options.path("limit");
              }
            }));
    all.add(
        new Mutant(
            "a-cursor-holds-for-any-order",
            "4.4.5",
            new Behaviour() {
              @Override
              public String orderName(Entity entity, ObjectNode options) {
                return entity.name();
              }
            }));
    all.add(
        new Mutant(
            "a-cursor-holds-for-any-entity",
            "4.4.5",
            new Behaviour() {
              @Override
              public String orderName(Entity entity, ObjectNode options) {
                return String.valueOf(options.path("sort").toString().contains("desc"));
              }
            }));
    all.add(
        new Mutant(
            "bare-keys-are-no-cursors",
            "4.4.4",
            new Behaviour() {
              @Override
              public Optional<ObjectNode> bareKey(Call call, Entity entity, JsonNode key) {
                return Optional.empty();
              }
            }));
    all.add(
        new Mutant(
            "bare-keys-of-several-columns-are-no-cursors",
            "4.4.4",
            new Behaviour() {
              @Override
              public Optional<ObjectNode> bareKey(Call call, Entity entity, JsonNode key) {
                return entity.primaryKey().size() > 1
                    ? Optional.empty()
                    : super.bareKey(call, entity, key);
              }
            }));
    all.add(
        new Mutant(
            "the-key-of-no-row-is-the-beginning",
            "4.4.5",
            new Behaviour() {
              @Override
              public Optional<ObjectNode> bareKey(Call call, Entity entity, JsonNode key) {
                return super.bareKey(call, entity, key)
                    .or(() -> rows(call, entity).stream().findFirst());
              }
            }));
    all.add(
        new Mutant(
            "cursors-go-with-all-options",
            "4.4.6",
            new Behaviour() {
              @Override
              public void checkCombination(Entity entity, ObjectNode options, boolean key) {
                if (options.has("fetch_row_number")) {
                  super.checkCombination(entity, options, key);
                }
              }
            }));
    all.add(
        new Mutant(
            "cursors-go-with-writes",
            "4.4.6",
            new Behaviour() {
              @Override
              public Set<String> optionsOfReads() {
                Set<String> names = new java.util.HashSet<>(super.optionsOfReads());
                names.removeAll(Set.of("cursor_forward", "cursor_backward"));
                return names;
              }
            }));
    all.add(
        new Mutant(
            "the-total-after-a-cursor-is-of-the-rest",
            "4.4.7",
            metadata(
                (call, metadata) -> {
                  if (call.options().has("cursor_forward")) {
                    metadata.put("total", metadata.path("total").asInt() - 1);
                  }
                })));
    all.add(
        new Mutant(
            "limit-0-has-cursors",
            "4.4.7",
            metadata(
                (call, metadata) -> {
                  if (metadata.path("limit").asInt() == 0) {
                    metadata.put(NEXT, "c1.none").put(PREVIOUS, "c1.none");
                  }
                })));
  }

  private static void numbers(List<Mutant> all) {
    all.add(
        new Mutant(
            "the-first-row-has-number-0",
            "4.5.1",
            new Behaviour() {
              @Override
              public int rowNumber(int index) {
                return index;
              }
            }));
    all.add(
        new Mutant(
            "a-numbered-row-is-an-array",
            "4.5.1",
            new Behaviour() {
              @Override
              public Answer numbered(Call call, Entity entity, List<ObjectNode> matching) {
                Answer answer = super.numbered(call, entity, matching);
                return Answer.of(Json.array(answer.data()), answer.metadata());
              }
            }));
    all.add(
        new Mutant(
            "a-number-that-is-not-there-is-null",
            "4.5.2",
            new Behaviour() {
              @Override
              public Answer numbered(Call call, Entity entity, List<ObjectNode> matching) {
                try {
                  return super.numbered(call, entity, matching);
                } catch (Refusal refusal) {
                  return Answer.of(Json.of(null));
                }
              }
            }));
    all.add(
        new Mutant(
            "row-numbers-go-with-a-key",
            "4.5.3",
            new Behaviour() {
              @Override
              public void checkCombination(Entity entity, ObjectNode options, boolean key) {
                super.checkCombination(entity, options, key && !options.has("fetch_row_number"));
              }
            }));
    all.add(
        new Mutant(
            "row-numbers-go-with-writes",
            "4.5.3",
            new Behaviour() {
              @Override
              public Set<String> optionsOfReads() {
                Set<String> names = new java.util.HashSet<>(super.optionsOfReads());
                names.remove("fetch_row_number");
                return names;
              }
            }));
  }

  private static void preloads(List<Mutant> all) {
    all.add(
        new Mutant(
            "one-related-row-is-an-array",
            "4.6.1",
            new Behaviour() {
              @Override
              public JsonNode shownRelated(Relation relation, List<ObjectNode> related) {
                return Json.of(related);
              }
            }));
    all.add(
        new Mutant(
            "many-related-rows-are-an-object",
            "4.6.1",
            new Behaviour() {
              @Override
              public JsonNode shownRelated(Relation relation, List<ObjectNode> related) {
                return related.isEmpty() ? Json.of(null) : related.get(0);
              }
            }));
    all.add(
        new Mutant(
            "no-related-rows-are-null",
            "4.6.1",
            new Behaviour() {
              @Override
              public JsonNode shownRelated(Relation relation, List<ObjectNode> related) {
                return related.isEmpty() ? Json.of(null) : super.shownRelated(relation, related);
              }
            }));
    all.add(
        new Mutant(
            "the-limit-of-a-preload-is-ignored",
            "4.6.4",
            new Behaviour() {
              @Override
              public int relatedLimit(Relation relation, JsonNode members, String path) {
                return super.relatedLimit(relation, without(members, "limit"), path);
              }
            }));
    all.add(
        new Mutant(
            "any-member-of-a-preload-is-taken",
            "4.6.7",
            new Behaviour() {
              @Override
              public void checkMembers(JsonNode members, String path) {
                if (!members.isObject()) {
                  super.checkMembers(members, path);
                }
              }
            }));
    all.add(
        new Mutant(
            "preloads-go-with-writes",
            "4.6.7",
            new Behaviour() {
              @Override
              public Set<String> optionsOfReads() {
                Set<String> names = new java.util.HashSet<>(super.optionsOfReads());
                names.remove("preload");
                return names;
              }
            }));
  }

  private static void application(List<Mutant> all) {
    all.add(
        new Mutant(
            "unknown-computed-columns-and-operators-are-passed-over",
            "4.7.5",
            new Behaviour() {
              @Override
              public List<JsonNode> computed(Entity entity, ObjectNode options) {
                return named(
                        options,
                        "computed_columns",
                        "computedColumns",
                        computedColumns(entity).keySet())
                    ? super.computed(entity, options)
                    : List.of();
              }

              @Override
              public Condition namedOperators(Entity entity, String operation, ObjectNode options) {
                return named(
                        options,
                        "custom_operators",
                        "customOperators",
                        namedOperators(entity).keySet())
                    ? super.namedOperators(entity, operation, options)
                    : Condition.NONE;
              }

              private boolean named(
                  ObjectNode options, String name, String alias, Set<String> known) {
                for (JsonNode call : options.path(spelling(options, name, alias))) {
                  if (!known.contains(call.path("name").asText())) {
                    return false;
                  }
                }
                return true;
              }
            }));
  }

  private static void meta(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-key-of-one-column-is-a-text",
            "3.6.1",
            describing(
                meta -> {
                  if (meta.path("primary_key").size() == 1) {
                    meta.set("primary_key", meta.path("primary_key").get(0));
                  }
                })));
    all.add(
        new Mutant(
            "the-columns-of-a-key-are-in-alphabetical-order",
            "3.6.1",
            describing(
                meta -> {
                  List<String> names = new ArrayList<>();
                  meta.path("primary_key").forEach(name -> names.add(name.asText()));
                  Collections.sort(names);
                  meta.set("primary_key", Json.of(names));
                })));
    all.add(
        new Mutant(
            "columns-in-meta-are-names-only",
            "3.6.1",
            describing(
                meta -> {
                  List<String> names = new ArrayList<>();
                  meta.path("columns").forEach(column -> names.add(column.path("name").asText()));
                  meta.set("columns", Json.of(names));
                })));
    all.add(
        new Mutant(
            "meta-does-not-name-the-table",
            "3.6.1",
            describing(meta -> meta.remove("table_name"))));
    all.add(
        new Mutant(
            "meta-of-all-entities-lists-one",
            "3.6.3",
            new Behaviour() {
              @Override
              public Answer execute(Call call) {
                Answer answer = super.execute(call);
                return call.json().path("entity").asText("").equals("*")
                    ? Answer.of(Json.array(answer.data().get(0)))
                    : answer;
              }
            }));
    for (String field : List.of("sql_type", "json_type", "nullable", "unique", "operators")) {
      all.add(
          new Mutant(
              "meta-does-not-tell-" + field.replace('_', '-'),
              "3.6.2",
              new Behaviour() {
                @Override
                public ObjectNode meta(Entity entity, Column column) {
                  ObjectNode meta = super.meta(entity, column);
                  meta.remove(field);
                  return meta;
                }
              }));
    }
    all.add(
        new Mutant(
            "a-relation-has-the-name-of-its-column",
            "3.6.4",
            new Behaviour() {
              @Override
              public ObjectNode meta(Entity entity, Relation relation) {
                ObjectNode meta = super.meta(entity, relation);
                return meta.<ObjectNode>set("name", meta.path("columns").path(0));
              }
            }));
    for (String list : List.of("computed_columns", "named_operators")) {
      all.add(
          new Mutant(
              "meta-does-not-list-" + list.replace('_', '-'),
              list.equals("computed_columns") ? "3.6.5" : "3.6.6",
              describing(meta -> meta.set(list, Json.array()))));
    }
    all.add(
        new Mutant(
            "meta-has-no-relations",
            "3.6.4",
            describing(meta -> meta.set("relations", Json.array()))));
    all.add(
        new Mutant(
            "relations-have-no-columns",
            "3.6.4",
            new Behaviour() {
              @Override
              public ObjectNode meta(Entity entity, Relation relation) {
                ObjectNode meta = super.meta(entity, relation);
                meta.remove("columns");
                return meta;
              }
            }));
  }

  private static JsonNode without(JsonNode options, String name) {
    ObjectNode copy = options.deepCopy();
    copy.remove(name);
    return copy;
  }

  private static Behaviour one(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public Answer one(Call call, Entity entity, ObjectNode key, Condition condition) {
        Answer answer = super.one(call, entity, key, condition);
        change.accept(answer.metadata());
        return answer;
      }
    };
  }

  private interface Listing {
    Answer of(Call call, Answer answer);
  }

  private static Behaviour listing(Listing change) {
    return new Behaviour() {
      @Override
      public Answer list(
          Call call, Entity entity, List<ObjectNode> matching, Comparator<ObjectNode> order) {
        return change.of(call, super.list(call, entity, matching, order));
      }
    };
  }

  private static Behaviour metadata(BiConsumer<Call, ObjectNode> change) {
    return listing(
        (call, answer) -> {
          change.accept(call, answer.metadata());
          return answer;
        });
  }

  private static Behaviour describing(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode meta(Entity entity) {
        ObjectNode meta = super.meta(entity);
        change.accept(meta);
        return meta;
      }
    };
  }
}
