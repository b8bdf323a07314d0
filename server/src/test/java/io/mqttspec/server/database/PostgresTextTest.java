package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.LowerCase;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text compares by code point, whatever the collation of its column. */
@Tag("databases")
class PostgresTextTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.POSTGRES_ICU);

  static {
    DATABASE.execute(
        "create extension citext",
        "create collation any_case (provider = icu, locale = 'und-u-ks-level1',"
            + " deterministic = false)",
        "create domain mail as citext",
        "create table texts (id integer primary key, plain text, posix text collate \"C\", german"
            + " varchar(20) collate \"de-x-icu\", any_case varchar(20) collate any_case, mail citext,"
            + " mail_domain mail, code char(20), any_code char(20) collate any_case)");
    String[] texts = {"ab", "AB", "Ab", "äb", "b", "B", "ab ", "～", "😀", "ΑΣ", "ας", "İ", "i", ""};
    for (int i = 0; i < texts.length; i++) {
      // The padding of CHAR hides the trailing space.
      String code = texts[i].equals("ab ") ? "null" : "'" + texts[i] + "'";
      String text = "'" + texts[i] + "'";
      DATABASE.execute(
          "insert into texts values ("
              + String.join(", ", String.valueOf(i), text, text, text, text, text, text, code, code)
              + ")");
    }
    DATABASE.execute(
        "insert into texts (id) values (99)",
        "create table keys (name text collate any_case primary key, note text)",
        "create table mails (mail citext, code char(5), note text, primary key (mail, code))",
        "create type size as enum ('small', 'large')",
        "create table sizes (size size primary key, note text)");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(DATABASE, builder -> builder.registerSchema("public"));

  private static List<String> read(String column, String options) {
    JsonObject answer =
        SERVER
            .client()
            .call(
                "{'operation':'read','entity':'texts','options':{'columns':['id','"
                    + column
                    + "'],"
                    + options
                    + "}}");
    assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
    List<String> texts = new ArrayList<>();
    for (JsonElement row : answer.getAsJsonArray("data")) {
      JsonElement text = row.getAsJsonObject().get(column);
      texts.add(text.isJsonNull() ? null : text.getAsString());
    }
    return texts;
  }

  private static List<String> find(String column, String operator, String json) {
    return read(
        column,
        "'filters':[{'column':'"
            + column
            + "','operator':'"
            + operator
            + "','value':"
            + json
            + "}],'sort':[{'column':'id'}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "posix", "german", "any_case", "mail", "mail_domain", "code", "any_code"})
  void text_comparesByCodePoint(String column) {
    assertThat(find(column, "eq", "'ab'")).containsExactly("ab");
    assertThat(find(column, "in", "['ab','B','x']")).containsExactly("ab", "B");
    assertThat(find(column, "in", "['AB',null]")).containsExactly("AB");
    assertThat(find(column, "is_not_distinct", "'Ab'")).containsExactly("Ab");
    assertThat(find(column, "neq", "'ab'"))
        .contains("AB", "Ab", "äb")
        .doesNotContain("ab", (String) null);
    assertThat(find(column, "not_in", "['ab']"))
        .contains("AB", "Ab")
        .doesNotContain("ab", (String) null);
    assertThat(find(column, "is_distinct", "'ab'"))
        .contains("AB", (String) null)
        .doesNotContain("ab");
    assertThat(find(column, "lt", "'ab'")).containsExactlyInAnyOrder("AB", "Ab", "B", "");
    assertThat(find(column, "gt", "'～'")).containsExactly("😀");
    assertThat(find(column, "like", "'A_'")).containsExactly("AB", "Ab");
    assertThat(find(column, "like", "'_'")).containsExactly("b", "B", "～", "😀", "İ", "i");
    assertThat(find(column, "ilike", "'Ab'")).containsExactly("ab", "AB", "Ab");
    assertThat(find(column, "ilike", "'i'")).containsExactly("İ", "i");
    assertThat(find(column, "contains", "'Σ'")).containsExactly("ΑΣ");
    assertThat(find(column, "empty", "true")).contains("").contains((String) null);
    assertThat(
            read(
                column,
                "'filters':[{'not':{'column':'" + column + "','operator':'eq','value':'ab'}}]"))
        .contains("AB")
        .doesNotContain("ab", (String) null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "posix", "german", "any_case", "mail", "mail_domain"})
  void text_isOrderedByCodePoint(String column) {
    assertThat(read(column, "'sort':[{'column':'" + column + "'}]"))
        .containsExactly(
            "", "AB", "Ab", "B", "ab", "ab ", "b", "i", "äb", "İ", "ΑΣ", "ας", "～", "😀", null);
    assertThat(read(column, "'limit':3,'sort':[{'column':'" + column + "','direction':'desc'}]"))
        .containsExactly(null, "😀", "～");
  }

  @Test
  void trailingSpace_isPartOfTextButNotOfChar() {
    assertThat(find("plain", "eq", "'ab '")).containsExactly("ab ");
    assertThat(find("any_case", "eq", "'ab '")).containsExactly("ab ");
    assertThat(find("code", "eq", "'ab '")).isEmpty();
    assertThat(find("code", "in", "['ab ']")).isEmpty();
  }

  @Test
  void keyThatTheDatabaseTakesForEqual_isAnotherKey() {
    RawClient client = SERVER.client();
    data(client.call("{'operation':'create','entity':'keys','data':{'name':'Anna','note':'a'}}"));

    assertThat(outcome(client.call("{'operation':'read','entity':'keys','record_id':'anna'}")))
        .isEqualTo("not_found");
    assertThat(
            outcome(
                client.call(
                    "{'operation':'update','entity':'keys','record_id':'anna','data':{'note':'b'}}")))
        .isEqualTo("not_found");
    assertThat(outcome(client.call("{'operation':'delete','entity':'keys','record_id':'anna'}")))
        .isEqualTo("not_found");
    assertThat(
            outcome(client.call("{'operation':'create','entity':'keys','data':{'name':'anna'}}")))
        .isEqualTo("constraint_violation");
    assertThat(DATABASE.query("select note from keys")).containsExactly("a");
  }

  @Test
  void keyOfCitextAndChar_namesItsRow() {
    RawClient client = SERVER.client();
    data(
        client.call(
            "{'operation':'create','entity':'mails','data':{'mail':'A@b.c','code':'x','note':'1'}}"));
    data(
        client.call(
            "{'operation':'create','entity':'mails','data':{'mail':'A@b.c','code':'y','note':'2'}}"));

    JsonObject updated =
        data(
            client.call(
                "{'operation':'update','entity':'mails','record_id':{'mail':'A@b.c','code':'y'},"
                    + "'data':{'note':'3'}}"));
    assertThat(updated.get("code").getAsString()).isEqualTo("y");
    assertThat(DATABASE.query("select note from mails order by code")).containsExactly("1", "3");
    assertThat(
            outcome(
                client.call(
                    "{'operation':'delete','entity':'mails','record_id':{'mail':'a@b.c','code':'y'}}")))
        .isEqualTo("not_found");
  }

  @Test
  void enumKey_namesItsRow() {
    RawClient client = SERVER.client();
    data(client.call("{'operation':'create','entity':'sizes','data':{'size':'small'}}"));
    data(client.call("{'operation':'create','entity':'sizes','data':{'size':'large'}}"));

    JsonObject read = client.call("{'operation':'read','entity':'sizes'}");
    assertThat(read.getAsJsonArray("data").toString()).startsWith("[{\"size\":\"large\"");
    assertThat(outcome(client.call("{'operation':'read','entity':'sizes','record_id':'huge'}")))
        .isEqualTo("not_found");
    assertThat(outcome(client.call("{'operation':'delete','entity':'sizes','record_id':'small'}")))
        .isEqualTo("success");
  }

  /** Letters that came into Unicode after version 13 are outside of what the protocol promises. */
  @Test
  void lowerCase_isThatOfTheProtocol() throws SQLException {
    int letters = 0;
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      String lower = PostgresLowerCase.of(connection).of("'ΑΣ' || chr(n) || ' '");
      try (ResultSet rows =
          statement.executeQuery(
              "select n, "
                  + lower
                  + " from generate_series(1, 1114111) n where n not between 55296 and 57343")) {
        while (rows.next()) {
          int codePoint = rows.getInt(1);
          // Java 17 has Unicode 13, later ones have more.
          if (Character.isDefined(codePoint)
              && (LowerCase.lowerCase(codePoint) != codePoint
                  || Character.toLowerCase(codePoint) == codePoint)) {
            String text = "ΑΣ" + Character.toString(codePoint) + " ";
            assertThat(rows.getString(2))
                .as("U+%X", codePoint)
                .isEqualTo(LowerCase.lowerCase(text));
            letters++;
          }
        }
      }
    }
    assertThat(letters).isGreaterThan(200_000);
  }

  @Test
  void olderVersions_areRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> PostgresDialect.refuseOlder(13))
        .withMessage("the database is PostgreSQL 13; the oldest that is served is 14");
    PostgresDialect.refuseOlder(14);
  }

  @Test
  void otherEncodings_areRefused() {
    String name = "latin_" + System.nanoTime();
    DATABASE.execute(
        "create database "
            + name
            + " encoding 'LATIN1' locale_provider libc locale 'C' template template0");
    try (Connection connection = connection(name)) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> Dialect.of(connection))
          .withMessageContaining("encoding LATIN1");
    } catch (SQLException e) {
      throw new AssertionError(e);
    } finally {
      DATABASE.execute("drop database " + name + " with (force)");
    }
  }

  private static Connection connection(String database) throws SQLException {
    String url = ((com.zaxxer.hikari.HikariDataSource) DATABASE.dataSource()).getJdbcUrl();
    return java.sql.DriverManager.getConnection(
        url.replaceFirst("/[^/?]+\\?", "/" + database + "?"));
  }
}
