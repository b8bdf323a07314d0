package io.mqttspec.server.query;

import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.mapper.ReadQuery;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Select;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cursors and row numbers are, and what is none. */
class CursorTest {

  private static final TestDatabase DATABASE = TestDatabase.empty();

  /** The application's own reading of a table. */
  public interface Sql {
    @Select("select * from mapped ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from mapped ${where}")
    long count(ReadQuery query);
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          prepared(),
          builder ->
              builder
                  .registerTable("rows_a")
                  .registerTable("rows_b")
                  .registerTable("keyless")
                  .registerTable("long_texts")
                  .registerTable("prefixed")
                  .registerTable("mapped", UserMapper.of(Sql.class).read(Sql::find, Sql::count))
                  .registerTable("masked")
                  .registerTable("guarded")
                  .hook(
                      HookPoint.BEFORE_READ,
                      context -> {
                        if (context.entity().equals("guarded")) {
                          context.addFilter(
                              Filter.of("owner", Operator.EQ, new JsonPrimitive("me")));
                        }
                      })
                  .hook(
                      HookPoint.AFTER_READ,
                      context -> {
                        if (context.entity().equals("masked")) {
                          context
                              .result()
                              .getAsJsonArray()
                              .forEach(row -> row.getAsJsonObject().addProperty("n", 0));
                        }
                      }));

  private static TestDatabase prepared() {
    String columns = " (id integer primary key, n integer, m integer)";
    DATABASE.execute(
        "create table rows_a" + columns,
        "create table rows_b" + columns,
        "create table mapped" + columns,
        "create table masked" + columns,
        "create table keyless (n integer)",
        "create table long_texts (id integer primary key, t varchar(100000))",
        "create table prefixed (id varchar(20) primary key)",
        "create table guarded (id integer primary key, n integer, owner varchar(10))",
        "set query_statistics true");
    return DATABASE;
  }

  private final RawClient client = SERVER.client();

  /** Twelve rows, n with ties and NULLs: 1 1 1, 2 2 2, 3 3 3, NULL NULL NULL. */
  @BeforeEach
  void load() {
    List<String> statements = new ArrayList<>();
    for (String table : List.of("rows_a", "rows_b", "mapped", "masked")) {
      statements.add("delete from " + table);
      statements.add(
          "insert into "
              + table
              + " select x, case when x <= 9 then (x + 2) / 3 end, x from system_range(1, 12)");
    }
    statements.add("delete from guarded");
    statements.add(
        "insert into guarded select x, x, case mod(x, 2) when 0 then 'me' else 'you' end"
            + " from system_range(1, 12)");
    statements.add("delete from keyless");
    statements.add("insert into keyless select x from system_range(1, 12)");
    DATABASE.execute(statements.toArray(new String[0]));
  }

  private JsonObject read(String entity, String options) {
    return client.call(
        "{'operation':'read','entity':'" + entity + "','options':{" + options + "}}");
  }

  private JsonObject page(String entity, String options) {
    JsonObject answer = read(entity, options);
    assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
    return answer;
  }

  private static List<Integer> ids(JsonObject page) {
    return page.getAsJsonArray("data").asList().stream()
        .map(row -> row.getAsJsonObject().get("id").getAsInt())
        .toList();
  }

  private static JsonObject metadata(JsonObject page) {
    return page.getAsJsonObject("metadata");
  }

  private static String next(JsonObject page) {
    return metadata(page).get("next_cursor").getAsString();
  }

  private static String previous(JsonObject page) {
    return metadata(page).get("prev_cursor").getAsString();
  }

  private static final String BY_N = "'sort':[{'column':'n'}],'limit':4,";

  @Test
  void pages_followEachOther_inBothDirections() {
    JsonObject first = page("rows_a", BY_N + "'total':true");
    JsonObject second = page("rows_a", BY_N + "'cursor_forward':'" + next(first) + "'");
    JsonObject third = page("rows_a", BY_N + "'cursor_forward':'" + next(second) + "'");
    JsonObject back = page("rows_a", BY_N + "'cursor_backward':'" + previous(third) + "'");
    JsonObject front = page("rows_a", BY_N + "'cursor_backward':'" + previous(back) + "'");

    assertThat(ids(first)).containsExactly(1, 2, 3, 4);
    assertThat(ids(second)).containsExactly(5, 6, 7, 8);
    assertThat(ids(third)).containsExactly(9, 10, 11, 12);
    assertThat(ids(back)).containsExactly(5, 6, 7, 8);
    assertThat(ids(front)).containsExactly(1, 2, 3, 4);
    assertThat(metadata(first).has("prev_cursor")).isFalse();
    assertThat(metadata(front).has("prev_cursor")).isFalse();
    assertThat(metadata(third).has("next_cursor")).isFalse();
    assertThat(next(front)).isEqualTo(next(first));
    for (JsonObject page : List.of(first, second, third, back, front)) {
      assertThat(metadata(page).get("total").getAsInt()).isEqualTo(12);
      assertThat(metadata(page).get("count").getAsInt()).isEqualTo(4);
      assertThat(metadata(page).get("limit").getAsInt()).isEqualTo(4);
      assertThat(metadata(page).get("offset").getAsInt()).isEqualTo(0);
    }
  }

  @Test
  void cursor_staysUsableWhenItsRowIsGone_aBareKeyDoesNot() {
    String cursor = next(page("rows_a", BY_N + "'total':false"));
    assertThat(ids(page("rows_a", BY_N + "'cursor_forward':4"))).containsExactly(5, 6, 7, 8);
    assertThat(ids(page("rows_a", BY_N + "'cursor_backward':'4'"))).containsExactly(1, 2, 3);

    DATABASE.execute("delete from rows_a where id = 4");

    assertThat(ids(page("rows_a", BY_N + "'cursor_forward':'" + cursor + "'")))
        .containsExactly(5, 6, 7, 8);
    assertThat(ids(page("rows_a", BY_N + "'cursor_backward':'" + cursor + "'")))
        .containsExactly(1, 2, 3);
    assertInvalid(read("rows_a", BY_N + "'cursor_forward':4"), "options.cursor_forward");
    assertInvalid(read("rows_a", BY_N + "'cursor_backward':'4'"), "options.cursor_backward");
  }

  private static void assertInvalid(JsonObject answer, String path) {
    assertThat(outcome(answer)).isEqualTo("invalid_cursor");
    assertThat(details(answer).get("path").getAsString()).isEqualTo(path);
  }

  @Test
  void cursor_holdsForOtherFiltersAndPageSizes() {
    String cursor = next(page("rows_a", BY_N + "'total':false"));

    JsonObject page =
        page(
            "rows_a",
            "'sort':[{'column':'n'}],'limit':2,'cursor_forward':'"
                + cursor
                + "','filters':[{'column':'m','operator':'in','value':[1,4,6,8,10,11]}]");

    assertThat(ids(page)).containsExactly(6, 8);
    assertThat(metadata(page).get("total").getAsInt()).isEqualTo(6);
  }

  @Test
  void cursor_ofAnotherEntityOrOrder_isInvalid() {
    String cursor = next(page("rows_a", BY_N + "'total':false"));
    String given = "'limit':4,'cursor_forward':'" + cursor + "'";

    assertInvalid(read("rows_b", "'sort':[{'column':'n'}]," + given), "options.cursor_forward");
    for (String sort :
        List.of(
            "",
            "{'column':'m'}",
            "{'column':'n','direction':'desc'}",
            "{'column':'n','nulls':'first'}",
            "{'column':'n'},{'column':'m'}",
            "{'column':'n'},{'column':'id'}")) {
      assertInvalid(read("rows_a", "'sort':[" + sort + "]," + given), "options.cursor_forward");
    }
    assertThat(outcome(read("rows_a", "'sort':[{'column':'n','direction':'ASC'}]," + given)))
        .isEqualTo("success");
  }

  @Test
  void cursor_withAnyCharacterChanged_isInvalid() {
    String cursor = next(page("rows_a", BY_N + "'total':false"));
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    for (int i = "c1.".length(); i < cursor.length(); i++) {
      int digit = alphabet.indexOf(cursor.charAt(i));
      for (int bit = 1; bit < 64; bit *= 2) {
        String tampered =
            cursor.substring(0, i) + alphabet.charAt(digit ^ bit) + cursor.substring(i + 1);
        assertInvalid(
            read("rows_a", BY_N + "'cursor_forward':'" + tampered + "'"), "options.cursor_forward");
      }
    }
    for (int length = "c1.".length(); length < cursor.length(); length++) {
      assertInvalid(
          read("rows_a", BY_N + "'cursor_forward':'" + cursor.substring(0, length) + "'"),
          "options.cursor_forward");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1.",
        "c1.=",
        "c1.AAAA",
        "c1.%00",
        "c1. ",
        "c2.AAAA",
        "",
        "x",
        "1.5",
        "99",
        "c1.é",
        "0x1",
        "1 or 1=1",
        "99999999999999999999"
      })
  void whatIsNoCursor_isInvalid(String text) {
    assertInvalid(read("rows_a", "'cursor_forward':'" + text + "'"), "options.cursor_forward");
    assertInvalid(read("rows_a", "'cursor_backward':'" + text + "'"), "options.cursor_backward");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; invalid_cursor",
        "{'m':4}; invalid_cursor",
        "{'id':null}; invalid_cursor",
        "{'id':[4]}; invalid_cursor",
        "{'id':4}; success",
        "4.0; success",
        "true; invalid_option",
        "[4]; invalid_option",
      })
  void bareKey_hasTheFormsOfARecordId(String key, String outcome) {
    assertThat(outcome(read("rows_a", "'cursor_forward':" + key))).isEqualTo(outcome);
  }

  @Test
  void textKey_thatLooksLikeAToken_isGivenAsAnObject() {
    DATABASE.execute(
        "delete from prefixed", "insert into prefixed values ('c1.a'), ('c1.b'), ('c1.c')");

    JsonObject page = page("prefixed", "'cursor_forward':{'id':'c1.a'}");

    assertThat(page.getAsJsonArray("data")).hasSize(2);
    assertInvalid(read("prefixed", "'cursor_forward':'c1.a'"), "options.cursor_forward");
  }

  @Test
  void cursor_ofAHugeCursor_isInvalid() {
    assertInvalid(
        read("rows_a", "'cursor_forward':'c1." + "A".repeat(200_000) + "'"),
        "options.cursor_forward");
  }

  @Test
  void rowsSortedByLongTexts_haveShortCursors() {
    DATABASE.execute(
        "delete from long_texts",
        "insert into long_texts select x, repeat('é', 50000) || x from system_range(1, 4)");
    String byText = "'sort':[{'column':'t'}],'limit':1,'columns':['id'],";
    List<Integer> seen = new ArrayList<>();

    JsonObject page = page("long_texts", byText + "'total':false");
    seen.addAll(ids(page));
    while (metadata(page).has("next_cursor")) {
      assertThat(next(page)).hasSizeLessThan(200);
      page = page("long_texts", byText + "'cursor_forward':'" + next(page) + "'");
      seen.addAll(ids(page));
    }

    assertThat(seen).containsExactly(1, 2, 3, 4);
    String last = previous(page);
    DATABASE.execute("delete from long_texts where id = 4");
    assertInvalid(
        read("long_texts", byText + "'cursor_backward':'" + last + "'"), "options.cursor_backward");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'cursor_forward':4,'cursor_backward':9}; options.cursor_backward",
        "{'cursor_forward':4,'offset':0}; options.cursor_forward",
        "{'cursor_backward':4,'offset':1}; options.cursor_backward",
        "{'cursor_forward':4,'fetch_row_number':4}; options.cursor_forward",
        "{'fetch_row_number':'four'}; options.fetch_row_number",
        "{'fetch_row_number':{'m':4}}; options.fetch_row_number",
      })
  void optionsThatDoNotGoTogether_areInvalid(String options, String path) {
    assertInvalidOption("{'operation':'read','entity':'rows_a','options':" + options + "}", path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cursor_forward", "cursor_backward", "fetch_row_number"})
  void optionsOfPages_areForReadsOfManyRows(String option) {
    String path = "options." + option;
    String options = "'options':{'" + option + "':4}}";

    assertInvalidOption("{'operation':'read','entity':'rows_a','record_id':4," + options, path);
    assertInvalidOption("{'operation':'read','entity':'rows_a','data':{'id':4}," + options, path);
    assertInvalidOption("{'operation':'read','entity':'keyless'," + options, path);
    assertInvalidOption("{'operation':'subscribe','entity':'rows_a'," + options, path);
    assertInvalidOption(
        "{'operation':'update','entity':'rows_a','record_id':4,'data':{'m':0}," + options, path);
    assertInvalidOption("{'operation':'delete','entity':'rows_a','record_id':4," + options, path);
    assertInvalidOption(
        "{'operation':'create','entity':'rows_a','data':{'id':99}," + options, path);
    assertThat(DATABASE.query("select count(*) from rows_a where id <= 12 and m <> 0"))
        .containsExactly("12");
  }

  private void assertInvalidOption(String request, String path) {
    JsonObject answer = client.call(request);
    assertThat(outcome(answer)).as("%s: %s", request, answer).isEqualTo("invalid_option");
    assertThat(details(answer).get("path").getAsString()).isEqualTo(path);
  }

  @Test
  void rowsWithoutKey_haveNoCursors() {
    JsonObject page = page("keyless", "'sort':[{'column':'n'}],'limit':4,'offset':2");

    assertThat(metadata(page).keySet())
        .containsExactlyInAnyOrder("total", "count", "limit", "offset");
  }

  @Test
  void page_thatBeginsBehindAnOffset_hasCursorsToo() {
    JsonObject page = page("rows_a", BY_N + "'offset':4");

    assertThat(ids(page("rows_a", BY_N + "'cursor_forward':'" + next(page) + "'")))
        .containsExactly(9, 10, 11, 12);
    assertThat(ids(page("rows_a", BY_N + "'cursor_backward':'" + previous(page) + "'")))
        .containsExactly(1, 2, 3, 4);
    assertThat(metadata(page("rows_a", BY_N + "'offset':8")).has("next_cursor")).isFalse();
  }

  @Test
  void emptyPages_haveNoCursors() {
    assertThat(metadata(page("rows_a", "'limit':0")).keySet())
        .containsExactlyInAnyOrder("total", "count", "limit", "offset");
    JsonObject behind = page("rows_a", "'cursor_forward':12");
    assertThat(ids(behind)).isEmpty();
    assertThat(metadata(behind).keySet())
        .containsExactlyInAnyOrder("total", "count", "limit", "offset");
    assertThat(metadata(behind).get("total").getAsInt()).isEqualTo(12);
    JsonObject counted = page("rows_a", "'cursor_forward':4,'limit':0");
    assertThat(metadata(counted).get("total").getAsInt()).isEqualTo(12);
    assertThat(metadata(counted).has("next_cursor")).isFalse();
    assertInvalid(read("rows_a", "'cursor_forward':99,'limit':0"), "options.cursor_forward");
  }

  @Test
  void rowFilter_holdsForCursorsAndNumbers() {
    JsonObject page = page("guarded", "'limit':2,'cursor_forward':4");
    assertThat(ids(page)).containsExactly(6, 8);
    assertThat(metadata(page).get("total").getAsInt()).isEqualTo(6);
    assertThat(ids(page("guarded", "'limit':2,'cursor_backward':'" + previous(page) + "'")))
        .containsExactly(2, 4);
    assertInvalid(read("guarded", "'cursor_forward':3"), "options.cursor_forward");

    assertThat(metadata(page("guarded", "'fetch_row_number':8")).get("row_number").getAsInt())
        .isEqualTo(4);
    assertThat(outcome(read("guarded", "'fetch_row_number':3"))).isEqualTo("not_found");
  }

  @Test
  void hookThatChangesTheAnswer_doesNotDisturbCursors() {
    JsonObject first = page("masked", BY_N + "'total':true");
    JsonObject second = page("masked", BY_N + "'cursor_forward':'" + next(first) + "'");

    assertThat(first.toString()).contains("\"n\":0").doesNotContain("\"n\":1");
    assertThat(ids(second)).containsExactly(5, 6, 7, 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void applicationsOwnMapper_isWalkedOver(String direction) {
    String sorted = "'sort':[{'column':'n','direction':'" + direction + "'}],'limit':5,";
    List<Integer> forward = new ArrayList<>();
    List<Integer> backward = new ArrayList<>();
    JsonObject page = page("mapped", sorted + "'total':true");
    while (true) {
      forward.addAll(ids(page));
      if (!metadata(page).has("next_cursor")) {
        break;
      }
      page = page("mapped", sorted + "'cursor_forward':'" + next(page) + "'");
    }
    while (true) {
      backward.addAll(0, ids(page));
      if (!metadata(page).has("prev_cursor")) {
        break;
      }
      page = page("mapped", sorted + "'cursor_backward':'" + previous(page) + "'");
    }

    List<Integer> ascending = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    List<Integer> descending = List.of(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(forward).isEqualTo(direction.equals("asc") ? ascending : descending);
    assertThat(backward).isEqualTo(forward);
    JsonObject numbered = page("mapped", sorted + "'fetch_row_number':" + forward.get(6));
    assertThat(metadata(numbered).get("row_number").getAsInt()).isEqualTo(7);
  }

  @Test
  void rowNumber_isThePlaceAmongTheFilteredAndSortedRows() {
    String options =
        "'sort':[{'column':'n','direction':'desc'}],'columns':['m'],'fetch_row_number':5,"
            + "'filters':[{'column':'m','operator':'neq','value':8}]";

    JsonObject numbered = page("rows_a", options);

    assertThat(numbered.getAsJsonObject("data")).hasToString("{\"m\":5}");
    assertThat(metadata(numbered)).hasToString("{\"total\":11,\"count\":1,\"row_number\":7}");
    JsonObject uncounted = page("rows_a", options + ",'total':false");
    assertThat(metadata(uncounted)).hasToString("{\"count\":1,\"row_number\":7}");
    JsonObject filtered =
        read("rows_a", "'fetch_row_number':5,'filters':[{'column':'m','operator':'eq','value':8}]");
    assertThat(outcome(filtered)).isEqualTo("not_found");
    assertThat(outcome(read("rows_a", "'fetch_row_number':99"))).isEqualTo("not_found");
  }

  private List<String> statements(Runnable reads) {
    DATABASE.execute("set query_statistics false", "set query_statistics true");
    reads.run();
    return DATABASE.query(
        "select execution_count || ' ' || sql_statement from information_schema.query_statistics"
            + " where sql_statement like '%from \"PUBLIC\".%' order by sql_statement");
  }

  @Test
  void pageWithoutCursor_isOneStatement() {
    assertThat(statements(() -> page("rows_a", "'limit':4,'total':false"))).hasSize(1);
    assertThat(statements(() -> page("rows_a", "'limit':12,'total':true"))).hasSize(1);
    assertThat(
            statements(
                () ->
                    page(
                        "rows_a",
                        "'limit':4,'total':false,'sort':[{'column':'n','nulls':'first'}]")))
        .hasSize(1);
    assertThat(
            statements(
                () ->
                    page(
                        "rows_a",
                        "'limit':4,'total':false,'sort':[{'column':'n','nulls':'last'}]")))
        .as("as many values as wanted: none of the NULLs is looked for")
        .hasSize(1);
    assertThat(
            statements(
                () ->
                    page(
                        "rows_a",
                        "'limit':10,'total':false,'sort':[{'column':'n','nulls':'last'}]")))
        .as("values, then NULLs")
        .hasSize(2);
  }

  @Test
  void statements_areNoMoreThanTheShapesOfCursors() {
    List<String> texts =
        statements(
            () -> {
              JsonObject page = page("rows_a", "'sort':[{'column':'n'}],'limit':1");
              while (metadata(page).has("next_cursor")) {
                page =
                    page(
                        "rows_a",
                        "'sort':[{'column':'n'}],'limit':1,'total':false,'cursor_forward':'"
                            + next(page)
                            + "'");
              }
            });

    assertThat(texts)
        .as("values; the total; values after; NULLs; NULLs after")
        .hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void pong_namesCursors() {
    JsonElement extensions =
        client.call("{'type':'ping'}").getAsJsonObject("data").get("extensions");

    assertThat(extensions.getAsJsonArray().asList().stream().map(JsonElement::getAsString))
        .contains("cursors");
  }
}
