package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.database.Transactions.Purpose;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQLite's keys, names, errors, transactions and time limits. */
class SqliteDatabaseTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.SQLITE);

  static {
    DATABASE.execute(
        "create table parents (id integer primary key autoincrement, name text unique)",
        "create table children (a int not null, b text collate nocase, parent integer not null"
            + " references parents (id), later integer references parents (id) deferrable"
            + " initially deferred, score integer check (score >= 0), unique (parent, score),"
            + " primary key (b, a))",
        "create index children_score on children (score) where score > 5",
        "create table words (word text primary key collate nocase, meaning text) without rowid",
        "create table made (id text primary key default (lower(hex(randomblob(4)))), n integer)",
        "create table \"Order \"\"x\"\", '[`?.y\" (\"Key, \"\"1\"\".2\" integer primary key,"
            + " \"select\" text, \"Ä b\" text unique)",
        "create view parent_names as select id, name from parents",
        "create table keyless (note text)",
        "create view slow as with recursive r(i) as (select 1 union all select i + 1 from r where"
            + " i < 10000000000) select i from r",
        "create table slow_writes (id integer primary key, n integer)",
        "create trigger slowly before insert on slow_writes when new.n = 7 begin"
            + " select count(*) from slow; end",
        "create table refused (id integer primary key)",
        "create trigger refusing before insert on refused begin select raise(abort, 'secret');"
            + " end");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          ServerConfig.builder()
              .port(0)
              .limits(Limits.builder().statementTime(Duration.ofSeconds(1)).build())
              .build(),
          builder -> builder.registerSchema("public"));

  private RawClient client;

  @BeforeEach
  void begin() {
    client = SERVER.client();
    for (String table : new String[] {"children", "parents", "words", "made", "slow_writes"}) {
      DATABASE.execute("delete from " + table);
    }
    DATABASE.execute("insert into parents (id, name) values (1, 'one'), (2, 'two')");
  }

  private JsonObject create(String entity, String members) {
    return client.call("{'operation':'create','entity':'" + entity + "','data':{" + members + "}}");
  }

  @Test
  void schemaHasAllTablesAndViews() {
    assertThat(SERVER.server().entities())
        .containsExactlyInAnyOrder(
            "public.parents",
            "public.children",
            "public.words",
            "public.made",
            "public.Order \"x\", '[`?.y",
            "public.parent_names",
            "public.keyless",
            "public.slow",
            "public.slow_writes",
            "public.refused");
  }

  @Test
  void unusualNames_areReadAndWritten() {
    JsonObject request = new JsonObject();
    request.addProperty("id", "odd");
    request.addProperty("type", "request");
    request.addProperty("entity", "Order \"x\", '[`?.y");
    request.addProperty("operation", "create");
    JsonObject members = new JsonObject();
    members.addProperty("select", "s");
    members.addProperty("Ä b", "unique");
    request.add("data", members);

    JsonObject row = data(client.call(text(request)));

    assertThat(row.get("Key, \"1\".2")).isEqualTo(new JsonPrimitive(1));
    JsonObject again = client.call(text(request));
    assertThat(outcome(again)).isEqualTo("constraint_violation");
    request.addProperty("operation", "update");
    request.addProperty("record_id", 1);
    members.addProperty("select", "t");
    assertThat(data(client.call(text(request))).get("select").getAsString()).isEqualTo("t");
  }

  /** The client under test takes apostrophes for quotation marks. */
  private static String text(JsonObject request) {
    return request.toString().replace("'", "\\u0027");
  }

  @Test
  void viewAndTableWithoutKey_areReadOnly() {
    assertThat(
            client
                .call("{'operation':'read','entity':'parent_names'}")
                .getAsJsonArray("data")
                .toString())
        .isEqualTo("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"two\"}]");
    assertThat(outcome(create("keyless", "'note':'x'"))).isEqualTo("invalid_model");
    assertThat(outcome(create("parent_names", "'id':3"))).isEqualTo("invalid_model");
  }

  @Test
  void keyOfNoCase_namesOneRowExactly() {
    DATABASE.execute("insert into words values ('Word', 'm')");

    assertThat(outcome(client.call("{'operation':'read','entity':'words','record_id':'word'}")))
        .isEqualTo("not_found");
    assertThat(outcome(client.call("{'operation':'delete','entity':'words','record_id':'WORD'}")))
        .isEqualTo("not_found");
    assertThat(outcome(create("words", "'word':'wORD'"))).isEqualTo("constraint_violation");
    assertThat(
            outcome(
                client.call(
                    "{'operation':'update','entity':'words','record_id':'Word','data':{'meaning':"
                        + "'n'}}")))
        .isEqualTo("success");
    assertThat(DATABASE.query("select meaning from words")).containsExactly("n");
  }

  @Test
  void compositeKey_isMadeReadAndDeleted() {
    JsonObject row = data(create("children", "'a':1,'b':'x','parent':1"));

    assertThat(row.get("b").getAsString()).isEqualTo("x");
    assertThat(
            outcome(
                client.call(
                    "{'operation':'delete','entity':'children','record_id':{'b':'x','a':1}}")))
        .isEqualTo("success");
    assertThat(DATABASE.query("select a from children")).isEmpty();
  }

  @Test
  void generatedKeys_areGivenBack() {
    String id = data(create("parents", "'name':'three'")).get("id").getAsString();
    assertThat(DATABASE.query("select id from parents where name = 'three'")).containsExactly(id);
    assertThat(data(create("parents", "'id':-10,'name':'ten'")).get("id").getAsLong())
        .isEqualTo(-10);
    assertThat(data(create("parents", "'id':null,'name':'last'")).get("id").getAsLong())
        .isGreaterThan(Long.parseLong(id));
    JsonObject made = data(create("made", "'n':5"));
    assertThat(DATABASE.query("select id from made where n = 5"))
        .containsExactly(made.get("id").getAsString());
  }

  @Test
  void keyThatSqliteLetsBeNull_mustBeGiven() {
    assertThat(outcome(create("children", "'a':1,'parent':1"))).isEqualTo("invalid_data");
    assertThat(outcome(create("children", "'a':1,'b':null,'parent':1"))).isEqualTo("invalid_data");
    assertThat(DATABASE.query("select a from children")).isEmpty();
  }

  @Test
  void meta_tellsNullableUniqueAndGenerated() {
    JsonObject meta = data(client.call("{'operation':'meta','entity':'children'}"));
    String columns = meta.get("columns").toString();
    assertThat(meta.get("primary_key").toString()).contains("b").contains("a");
    assertThat(columns).contains("\"name\":\"score\"");
    String parents =
        data(client.call("{'operation':'meta','entity':'parents'}")).get("columns").toString();
    assertThat(parents).contains("\"generated\":true").contains("\"unique\":true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "parents|'id':1,'name':'x'|unique|[\"id\"]",
        "parents|'name':'one'|unique|[\"name\"]",
        "children|'a':2,'b':'y','parent':1,'score':3|unique|[\"parent\",\"score\"]",
        "children|'a':1,'b':'X','parent':2|unique|[\"a\",\"b\"]",
        "children|'a':2,'b':'y','parent':99|foreign_key|null",
        "children|'a':2,'b':'y','parent':1,'later':99|foreign_key|null",
        "children|'a':2,'b':'y','parent':null|not_null|[\"parent\"]",
        "children|'a':2,'b':'y','parent':1,'score':-1|check|null",
        "refused|'id':1|check|null"
      })
  void violation_namesKindAndColumns(String entity, String members, String kind, String columns) {
    DATABASE.execute("insert into children (a, b, parent, score) values (1, 'x', 1, 3)");

    JsonObject answer = create(entity, members);

    assertThat(outcome(answer)).isEqualTo("constraint_violation");
    assertThat(details(answer).get("kind").getAsString()).isEqualTo(kind);
    assertThat(String.valueOf(details(answer).get("columns"))).isEqualTo(columns);
    assertThat(answer.toString()).doesNotContain("constraint failed", "secret", "SQLITE");
    assertThat(DATABASE.query("select count(*) from children")).containsExactly("1");
    // Nothing of it is left behind on the connection.
    assertThat(outcome(create("parents", "'name':'after'"))).isEqualTo("success");
  }

  @Test
  void parentThatIsReferred_isNotDeleted() {
    DATABASE.execute("insert into children (a, b, parent) values (1, 'x', 1)");

    JsonObject answer = client.call("{'operation':'delete','entity':'parents','record_id':1}");

    assertThat(details(answer).get("kind").getAsString()).isEqualTo("foreign_key");
  }

  @Test
  void readThatTakesTooLong_isEnded() {
    JsonObject answer = client.call("{'operation':'read','entity':'slow','options':{'limit':1}}");

    assertThat(outcome(answer)).isEqualTo("timeout");
    assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
    assertThat(outcome(client.call("{'operation':'read','entity':'parents'}")))
        .isEqualTo("success");
  }

  @Test
  void writeThatTakesTooLong_isEndedAndLeavesNothing() {
    JsonObject answer =
        client.call(
            "{'operation':'create','entity':'slow_writes','data':[{'id':1,'n':1},{'id':2,'n':7}]}");

    assertThat(outcome(answer)).isEqualTo("timeout");
    assertThat(DATABASE.query("select id from slow_writes")).isEmpty();
    for (int i = 1; i <= 3; i++) {
      assertThat(outcome(create("slow_writes", "'id':" + i + ",'n':1"))).isEqualTo("success");
    }
  }

  @Test
  void otherWriterThatDoesNotEnd_isAConflict() throws SQLException {
    try (Connection other = DriverManager.getConnection(url());
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      statement.execute("insert into parents (id) values (50)");

      JsonObject answer = create("parents", "'name':'late'");

      assertThat(outcome(answer)).isEqualTo("conflict");
      assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
      statement.execute("rollback");
    }
    assertThat(outcome(create("parents", "'name':'late'"))).isEqualTo("success");
    connectionsAreAsTheyCame();
  }

  /** In the journal mode that a new database has, a reader keeps the writer from committing. */
  @Test
  void readerThatDoesNotEnd_makesTheCommitAConflict() throws SQLException {
    try (Connection other = DriverManager.getConnection(url());
        Statement statement = other.createStatement()) {
      statement.execute("begin");
      try (ResultSet rows = statement.executeQuery("select id from parents")) {
        assertThat(rows.next()).isTrue();

        JsonObject answer = create("parents", "'name':'late'");

        assertThat(outcome(answer)).isEqualTo("conflict");
      }
      statement.execute("rollback");
    }
    assertThat(DATABASE.query("select name from parents where name = 'late'")).isEmpty();
    assertThat(outcome(create("parents", "'name':'late'"))).isEqualTo("success");
  }

  /** Each reads its row before it writes: a lock that is taken only then would come too late. */
  @Test
  void writersSideBySide_waitForEachOther() {
    DATABASE.execute("insert into slow_writes values (1, 0)");
    List<RawClient> writers = Stream.generate(SERVER::client).limit(6).toList();
    List<RawClient.Sent> sent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      for (RawClient writer : writers) {
        sent.add(
            writer.send(
                "{'operation':'update','entity':'slow_writes','record_id':1,'data':{'n':"
                    + i
                    + "}}"));
      }
    }

    assertThat(sent)
        .allSatisfy(one -> assertThat(outcome(Await.value(one.answer()))).isEqualTo("success"));
  }

  @Test
  void connectionsAreAsTheyCame() throws SQLException {
    assertThat(outcome(create("parents", "'name':'" + System.nanoTime() + "'")))
        .isEqualTo("success");
    assertThat(outcome(client.call("{'operation':'read','entity':'parents'}")))
        .isEqualTo("success");

    for (int i = 0; i < 30; i++) {
      try (Connection connection = DATABASE.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(connection.getAutoCommit()).isTrue();
        connection.setAutoCommit(false);
        statement.execute("select 1");
        // A transaction that only reads takes no write lock.
        assertThat(outcome(create("parents", "'name':'" + System.nanoTime() + "'")))
            .isEqualTo("success");
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  @Test
  void snapshot_seesOneState() throws SQLException {
    try (TestDatabase database = TestDatabase.empty(DatabaseKind.SQLITE)) {
      database.execute("pragma journal_mode = wal", "create table things (id integer primary key)");
      Dialect dialect;
      try (Connection connection = database.dataSource().getConnection()) {
        dialect = Dialect.of(connection);
      }
      Transactions transactions =
          new Transactions(
              database.dataSource(), dialect, new DatabaseErrors(dialect), Duration.ofSeconds(30));
      try (Transaction transaction = transactions.begin(Purpose.SNAPSHOT);
          Statement statement = transaction.connection().createStatement()) {
        assertThat(count(statement)).isZero();
        database.execute("insert into things values (1)");
        assertThat(count(statement)).isZero();
      }
      assertThat(database.query("select count(*) from things")).containsExactly("1");
    }
  }

  private static int count(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select count(*) from things")) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    }
  }

  private static String url() {
    return "jdbc:sqlite:"
        + DATABASE.query("select file from pragma_database_list where name = 'main'").get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:",
        "jdbc:sqlite:file:x?mode=memory&cache=shared",
        "jdbc:sqlite:%s?transaction_mode=IMMEDIATE"
      })
  void databaseThatCantBeServed_isRefused(String url) throws SQLException {
    String file = url().substring("jdbc:sqlite:".length());
    try (Connection connection = DriverManager.getConnection(url.formatted(file))) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> Dialect.of(connection));
    }
  }

  @Test
  void databaseInUtf16_isRefused() throws SQLException {
    try (TestDatabase database = TestDatabase.empty(DatabaseKind.SQLITE);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("pragma encoding = 'UTF-16le'");
      statement.execute("create table t (id integer)");

      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> Dialect.of(connection))
          .withMessageContaining("UTF-8");
    }
  }

  @Test
  void olderVersions_areRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> SqliteDialect.refuseOlder("3.44.9"))
        .withMessage("the database is SQLite 3.44.9; the oldest that is served is 3.45.0");
    assertThatCode(() -> SqliteDialect.refuseOlder("3.45.0")).doesNotThrowAnyException();
    assertThatCode(() -> SqliteDialect.refuseOlder("3.100")).doesNotThrowAnyException();
  }
}
