package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.element;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.Hidden;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.StatementLog;
import io.mqttspec.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Related rows inside the rows of a read (docs/protocol.md 4.6), on each kind of database. */
class PreloadTest {

  private static final String[] TABLES = {
    "create table users (id int primary key, name varchar(20), secret varchar(20))",
    "create table profiles (id int primary key, user_id int unique, bio varchar(20),"
        + " foreign key (user_id) references users (id))",
    "create table posts (id int primary key, author_id int, title varchar(20), score int,"
        + " foreign key (author_id) references users (id))",
    "create table comments (id int primary key, post_id int, body varchar(20),"
        + " foreign key (post_id) references posts (id))",
    "create table tags (id int primary key, name varchar(20))",
    "create table post_tags (post_id int, tag_id int, primary key (post_id, tag_id),"
        + " foreign key (post_id) references posts (id),"
        + " foreign key (tag_id) references tags (id))",
    "create table categories (id int primary key, parent_id int, name varchar(20),"
        + " foreign key (parent_id) references categories (id))",
    "create table places (country varchar(2), code varchar(9), primary key (country, code))",
    "create table visits (id int primary key, country varchar(2), code varchar(9),"
        + " foreign key (country, code) references places (country, code))",
    "insert into users values (1, 'Ann', 's1'), (2, 'Bob', 's2'), (3, 'Cid', 's3')",
    "insert into profiles values (7, 1, 'writes'), (8, 2, 'reads')",
    "insert into posts values (1, 1, 'a', 10), (2, 1, 'b', 30), (3, 1, 'c', 20),"
        + " (4, 2, 'd', 40), (5, null, 'e', 50)",
    "insert into comments values (1, 1, 'x'), (2, 1, 'y'), (3, 4, 'z')",
    "insert into tags values (1, 'red'), (2, 'blue'), (3, 'unused')",
    "insert into post_tags values (1, 1), (1, 2), (2, 1), (4, 2)",
    "insert into categories values (1, null, 'root'), (2, 1, 'l1'), (3, 2, 'l2'), (4, 3, 'l3'),"
        + " (5, 4, 'l4'), (6, 5, 'l5'), (7, 6, 'l6'), (8, 8, 'loop')",
    "insert into places values ('de', 'x'), ('de', 'y'), ('fr', 'x'), ('fr', 'y')",
    "insert into visits values (1, 'de', 'y'), (2, 'fr', 'x'), (3, 'fr', 'x'), (4, 'fr', null)",
  };

  /** The column secret can't be seen. */
  record User(Integer id, String name, @Hidden String secret) {}

  @Nested
  class OnH2 extends Cases {
    OnH2() {
      super(DatabaseKind.H2);
    }
  }

  @Nested
  class OnPostgres extends Cases {
    OnPostgres() {
      super(DatabaseKind.POSTGRES);
    }
  }

  @Nested
  class OnPostgresIcu extends Cases {
    OnPostgresIcu() {
      super(DatabaseKind.POSTGRES_ICU);
    }
  }

  @Nested
  class OnMariaDb extends Cases {
    OnMariaDb() {
      super(DatabaseKind.MARIADB);
    }
  }

  @Nested
  class OnSqlite extends Cases {
    OnSqlite() {
      super(DatabaseKind.SQLITE);
    }
  }

  /** What holds on every kind of database. */
  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Cases {

    private final TestDatabase database;
    private final StatementLog statements;
    private final MqttSpecServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private RawClient client;
    private int clients;

    Cases(DatabaseKind kind) {
      database = TestDatabase.empty(kind);
      statements = new StatementLog(database.dataSource());
      server =
          MqttSpecServer.builder()
              .config(
                  ServerConfig.builder()
                      .port(0)
                      .limits(
                          Limits.builder()
                              .preloads(8)
                              .preloadRows(6_000)
                              .maxPageSize(2_000)
                              .build())
                      .build())
              .dataSource(statements)
              .register("users", User.class)
              .registerTable("profiles")
              .registerTable("posts")
              .registerTable("comments")
              .registerTable("tags")
              .registerTable("categories")
              .registerTable("places")
              .registerTable("visits")
              .hook(HookPoint.BEFORE_READ, this::restrict)
              .hook(HookPoint.AFTER_READ, this::mask)
              .build();
    }

    /** The client "limited" may see posts with a score below 30, and no comments. */
    private void restrict(HookContext context) throws Exception {
      asked.add(context.operation() + " " + context.entity() + context.relation().orElse(""));
      if (context.client().id().startsWith("limited")) {
        if (context.entity().equals("posts")) {
          context.addFilter("score", Operator.LT, 30);
        }
        if (context.entity().equals("comments")) {
          throw context.refuse(ErrorCode.UNAUTHORIZED, "No comments for this client.");
        }
      }
    }

    /** For the client "masked" each post is a secret. */
    private void mask(HookContext context) {
      if (context.client().id().startsWith("masked")) {
        for (JsonElement row : context.result().getAsJsonArray()) {
          for (JsonElement post : row.getAsJsonObject().getAsJsonArray("posts")) {
            post.getAsJsonObject().addProperty("title", "***");
          }
        }
      }
    }

    @BeforeAll
    void start() {
      database.execute(TABLES);
      server.start();
    }

    @AfterAll
    void stop() {
      server.close();
      database.close();
      Await.noServerThreads();
    }

    @BeforeEach
    void connect() {
      client = connected("client");
      asked.clear();
    }

    @AfterEach
    void disconnect() {
      client.close();
    }

    /** The reads of tables since the last call. */
    @CanIgnoreReturnValue
    private List<String> selects() {
      return statements.take().stream()
          .filter(text -> text.startsWith("select ") && text.contains(" from "))
          .toList();
    }

    private RawClient connected(String name) {
      return RawClient.connected(server.port(), name + clients++);
    }

    private JsonElement read(String entity, String options) {
      JsonObject answer = call(entity, options);
      assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
      return answer.get("data");
    }

    private JsonObject call(String entity, String options) {
      return client.call(
          "{'operation':'read','entity':'" + entity + "','options':{" + options + "}}");
    }

    @Test
    void belongsTo_isAnObjectOrNull() {
      assertThat(
              read(
                  "posts",
                  "'columns':['id'],'filters':[{'column':'id','operator':'gte','value':3}],"
                      + "'preload':[{'relation':'author'}]"))
          .isEqualTo(
              element(
                  "[{'id':3,'author':{'id':1,'name':'Ann'}},"
                      + "{'id':4,'author':{'id':2,'name':'Bob'}},"
                      + "{'id':5,'author':null}]"));
    }

    @Test
    void hasOne_isAnObjectOrNull() {
      assertThat(
              read(
                  "users",
                  "'columns':['name'],'preload':[{'relation':'profiles','columns':['bio']}]"))
          .isEqualTo(
              element(
                  "[{'name':'Ann','profiles':{'bio':'writes'}},"
                      + "{'name':'Bob','profiles':{'bio':'reads'}},"
                      + "{'name':'Cid','profiles':null}]"));
    }

    @Test
    void hasMany_isAnArray() {
      assertThat(
              read(
                  "users",
                  "'columns':['name'],"
                      + "'preload':[{'relation':'posts','omit_columns':['author_id','score']}]"))
          .isEqualTo(
              element(
                  "[{'name':'Ann','posts':[{'id':1,'title':'a'},{'id':2,'title':'b'},"
                      + "{'id':3,'title':'c'}]},"
                      + "{'name':'Bob','posts':[{'id':4,'title':'d'}]},"
                      + "{'name':'Cid','posts':[]}]"));
    }

    @Test
    void manyToMany_isAnArray() {
      assertThat(
              read(
                  "posts",
                  "'columns':['title'],'sort':[{'column':'title'}],"
                      + "'preload':[{'relation':'tags','columns':['name'],"
                      + "'sort':[{'column':'name'}]}]"))
          .isEqualTo(
              element(
                  "[{'title':'a','tags':[{'name':'blue'},{'name':'red'}]},"
                      + "{'title':'b','tags':[{'name':'red'}]},{'title':'c','tags':[]},"
                      + "{'title':'d','tags':[{'name':'blue'}]},{'title':'e','tags':[]}]"));
    }

    @Test
    void compositeKeys_meetInAllParts() {
      assertThat(
              read(
                  "places",
                  "'preload':[{'relation':'visits','columns':['id']}],"
                      + "'sort':[{'column':'country'},{'column':'code'}]"))
          .isEqualTo(
              element(
                  "[{'country':'de','code':'x','visits':[]},"
                      + "{'country':'de','code':'y','visits':[{'id':1}]},"
                      + "{'country':'fr','code':'x','visits':[{'id':2},{'id':3}]},"
                      + "{'country':'fr','code':'y','visits':[]}]"));
      assertThat(
              read("visits", "'columns':['id'],'preload':[{'relation':'places'}]")
                  .getAsJsonArray()
                  .get(3))
          .isEqualTo(element("{'id':4,'places':null}"));
    }

    @Test
    void paths_reachDeeper() {
      assertThat(
              read(
                  "users",
                  "'columns':['id'],'limit':2,'preload':["
                      + "{'relation':'posts.comments','columns':['body']},"
                      + "{'relation':'posts','columns':['id']},"
                      + "{'relation':'posts.comments.post.tags','columns':['name'],"
                      + "'sort':[{'column':'id','direction':'desc'}]},"
                      + "{'relation':'posts.comments.post','columns':['title']}]"))
          .isEqualTo(
              element(
                  "[{'id':1,'posts':["
                      + "{'id':1,'comments':["
                      + "{'body':'x','post':{'title':'a','tags':[{'name':'blue'},{'name':'red'}]}},"
                      + "{'body':'y','post':{'title':'a','tags':[{'name':'blue'},{'name':'red'}]}}"
                      + "]},{'id':2,'comments':[]},{'id':3,'comments':[]}]},"
                      + "{'id':2,'posts':[{'id':4,'comments':["
                      + "{'body':'z','post':{'title':'d','tags':[{'name':'blue'}]}}]}]}]"));
    }

    @Test
    void parentsOfAPath_comeWithDefaults() {
      JsonArray users =
          read("users", "'preload':[{'relation':'posts.comments'}],'limit':1").getAsJsonArray();

      assertThat(users.get(0).getAsJsonObject().getAsJsonArray("posts").get(0))
          .isEqualTo(
              element(
                  "{'id':1,'author_id':1,'title':'a','score':10,'comments':["
                      + "{'id':1,'post_id':1,'body':'x'},{'id':2,'post_id':1,'body':'y'}]}"));
    }

    @Test
    void readById_hasThem() {
      JsonObject answer =
          client.call(
              "{'operation':'read','entity':'users','record_id':2,"
                  + "'options':{'preload':[{'relation':'posts','columns':['id']}]}}");

      assertThat(answer.get("data")).isEqualTo(element("{'id':2,'name':'Bob','posts':[{'id':4}]}"));
    }

    @Test
    void recursive_isFollowedFiveLevels() {
      assertThat(
              read(
                  "categories",
                  "'columns':['id'],'filters':[{'column':'id','operator':'eq','value':1}],"
                      + "'preload':[{'relation':'children','columns':['id'],'recursive':true}]"))
          .isEqualTo(
              element(
                  "[{'id':1,'children':[{'id':2,'children':[{'id':3,'children':[{'id':4,"
                      + "'children':[{'id':5,'children':[{'id':6}]}]}]}]}]}]"));
    }

    @Test
    void recursive_endsWithinACycle() {
      assertThat(
              read(
                  "categories",
                  "'columns':['id'],'filters':[{'column':'id','operator':'eq','value':8}],"
                      + "'preload':[{'relation':'parent','columns':['id'],'recursive':true}]"))
          .isEqualTo(
              element(
                  "[{'id':8,'parent':{'id':8,'parent':{'id':8,'parent':{'id':8,"
                      + "'parent':{'id':8,'parent':{'id':8}}}}}}]"));
    }

    @Test
    void recursive_hasOtherRelationsOnEachLevel() {
      assertThat(
              read(
                  "categories",
                  "'columns':['id'],'filters':[{'column':'id','operator':'eq','value':6}],"
                      + "'preload':[{'relation':'children','columns':['id'],'recursive':true},"
                      + "{'relation':'children.parent','columns':['name']}]"))
          .isEqualTo(
              element("[{'id':6,'children':[{'id':7,'parent':{'name':'l5'},'children':[]}]}]"));
    }

    @Test
    void limitSortAndFilters_holdForEachParent() {
      assertThat(
              read(
                  "users",
                  "'columns':['id'],'preload':[{'relation':'posts','columns':['id'],'limit':1,"
                      + "'sort':[{'column':'score','direction':'desc'}],"
                      + "'filters':[{'column':'score','operator':'neq','value':30}]}]"))
          .isEqualTo(
              element(
                  "[{'id':1,'posts':[{'id':3}]},{'id':2,'posts':[{'id':4}]},"
                      + "{'id':3,'posts':[]}]"));
      assertThat(read("users", "'columns':['id'],'preload':[{'relation':'posts','limit':0}]"))
          .isEqualTo(element("[{'id':1,'posts':[]},{'id':2,'posts':[]},{'id':3,'posts':[]}]"));
    }

    @Test
    void rowFilters_holdForRelatedRows() {
      client.close();
      client = connected("limited");

      assertThat(
              read("users", "'columns':['id'],'preload':[{'relation':'posts','columns':['id']}]"))
          .isEqualTo(
              element(
                  "[{'id':1,'posts':[{'id':1},{'id':3}]},{'id':2,'posts':[]},"
                      + "{'id':3,'posts':[]}]"));
      assertThat(asked).containsExactly("read users", "preload postsposts");
      assertThat(
              read(
                  "tags",
                  "'columns':['id'],'preload':[{'relation':'posts','columns':['id'],"
                      + "'filters':[{'column':'id','operator':'gte','value':1}]}]"))
          .isEqualTo(
              element(
                  "[{'id':1,'posts':[{'id':1}]},{'id':2,'posts':[{'id':1}]},"
                      + "{'id':3,'posts':[]}]"));
      JsonObject refused = call("users", "'preload':[{'relation':'posts.comments'}]");
      assertThat(outcome(refused)).isEqualTo("unauthorized");
      assertThat(asked).contains("preload commentsposts.comments");
    }

    @Test
    void afterRead_seesRelatedRows() {
      client.close();
      client = connected("masked");

      assertThat(
              read(
                  "users",
                  "'columns':['id'],'limit':1,"
                      + "'preload':[{'relation':'posts','columns':['title'],'limit':1}]"))
          .isEqualTo(element("[{'id':1,'posts':[{'title':'***'}]}]"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{'relation':'nothing'} | invalid_option | options.preload[0].relation",
          "{'relation':'posts.nothing'} | invalid_option | options.preload[0].relation",
          "{'relation':'name'} | invalid_option | options.preload[0].relation",
          "{'relation':''} | invalid_option | options.preload[0].relation",
          "{'relation':'posts.'} | invalid_option | options.preload[0].relation",
          "{'relation':'posts'},{'relation':'posts'} | invalid_option"
              + " | options.preload[1].relation",
          "{'relation':'posts.author.posts.author.posts.author'} | invalid_option"
              + " | options.preload[0].relation",
          "{'relation':'posts.author.posts.author.posts'},"
              + "{'relation':'posts.comments.post.comments.post'} | invalid_option"
              + " | options.preload",
          "{'relation':'posts','recursive':true} | invalid_option | options.preload[0].recursive",
          "{'relation':'posts','columns':['nothing']} | invalid_option"
              + " | options.preload[0].columns[0]",
          "{'relation':'posts.author','omit_columns':['secret']} | invalid_option"
              + " | options.preload[0].omit_columns[0]",
          "{'relation':'posts','sort':[{'column':'nothing'}]} | invalid_option"
              + " | options.preload[0].sort[0].column",
          "{'relation':'posts','filters':[{'column':'nothing','operator':'eq','value':1}]}"
              + " | invalid_filter | options.preload[0].filters[0].column",
          "{'relation':'posts.author','filters':[{'column':'secret','operator':'eq','value':'s1'}]}"
              + " | invalid_filter | options.preload[0].filters[0].column",
          "{'relation':'posts','where':'1=1'} | invalid_option | options.preload[0].where",
          "{'relation':'posts','sql_joins':['x']} | invalid_option | options.preload[0].sql_joins",
          "{'relation':'posts','computed_ql':{}} | invalid_option"
              + " | options.preload[0].computed_ql",
        })
    void wrongPreload_isRefused(String preload, String code, String path) {
      selects();

      JsonObject answer = call("users", "'preload':[" + preload + "]");

      assertThat(outcome(answer)).isEqualTo(code);
      assertThat(details(answer).get("path").getAsString()).isEqualTo(path);
      assertThat(selects()).isEmpty();
    }

    @Test
    void recursiveInsideItself_isRefused() {
      JsonObject answer =
          call(
              "categories",
              "'preload':[{'relation':'children','recursive':true},"
                  + "{'relation':'children.children'}]");

      assertThat(outcome(answer)).isEqualTo("invalid_option");
      assertThat(details(answer).get("path").getAsString())
          .isEqualTo("options.preload[0].recursive");
    }

    @ParameterizedTest
    @CsvSource({"create", "update", "delete", "subscribe"})
    void otherOperations_refuseIt(String operation) {
      JsonObject answer =
          client.call(
              "{'operation':'"
                  + operation
                  + "','entity':'tags','data':{'id':3},"
                  + "'options':{'preload':[{'relation':'posts'}]}}");

      assertThat(outcome(answer)).isEqualTo("invalid_option");
      assertThat(details(answer).get("path").getAsString()).isEqualTo("options.preload");
    }

    /** A thousand users, two posts each with one tag, a profile for every other one. */
    private void fillMany() {
      List<String> sql = new ArrayList<>();
      for (int user = 1_000; user < 2_000; user++) {
        sql.add("insert into users values (" + user + ", 'u" + user % 7 + "', 's')");
        if (user % 2 == 0) {
          sql.add("insert into profiles values (" + user + ", " + user + ", 'bio')");
        }
        for (int post = 0; post < 2; post++) {
          int id = user * 10 + post;
          sql.add(
              "insert into posts values (" + id + ", " + user + ", 't', " + (id * 31 % 17) + ")");
          sql.add("insert into post_tags values (" + id + ", " + (1 + id % 2) + ")");
        }
      }
      database.execute(sql.toArray(new String[0]));
    }

    private void deleteMany() {
      database.execute(
          "delete from post_tags where post_id >= 10000",
          "delete from posts where id >= 10000",
          "delete from profiles where id >= 1000",
          "delete from users where id >= 1000");
    }

    @Test
    void thousandParents_takeOneStatementForEachRelation() {
      fillMany();
      try {
        String sort = "'sort':[{'column':'score'}]";
        String range = "'filters':[{'column':'id','operator':'gte','value':10000}]";
        selects();

        JsonArray posts =
            read(
                    "posts",
                    range
                        + ",'limit':1000,'total':false,'preload':[{'relation':'author'},"
                        + "{'relation':'tags'},{'relation':'comments'}]")
                .getAsJsonArray();

        assertThat(posts).hasSize(1_000);
        assertThat(selects()).hasSize(4);

        selects();
        JsonArray users =
            read(
                    "users",
                    "'filters':[{'column':'id','operator':'gte','value':1000}],'limit':1000,"
                        + "'preload':[{'relation':'posts',"
                        + sort
                        + "},{'relation':'profiles'},{'relation':'posts.tags'}]")
                .getAsJsonArray();

        assertThat(users).hasSize(1_000);
        assertThat(selects()).hasSize(4);

        for (int i = 0; i < 1_000; i += 97) {
          JsonObject user = users.get(i).getAsJsonObject();
          assertThat(user.getAsJsonArray("posts")).isEqualTo(oneByOne(user, sort));
        }
      } finally {
        deleteMany();
      }
    }

    /** The posts of a user as a client without preloads reads them. */
    private JsonArray oneByOne(JsonObject user, String sort) {
      JsonArray posts =
          read(
                  "posts",
                  sort
                      + ",'filters':[{'column':'author_id','operator':'eq','value':"
                      + user.get("id")
                      + "}]")
              .getAsJsonArray();
      for (JsonElement post : posts) {
        int tag = 1 + post.getAsJsonObject().get("id").getAsInt() % 2;
        post.getAsJsonObject()
            .add(
                "tags",
                read("tags", "'filters':[{'column':'id','operator':'eq','value':" + tag + "}]"));
      }
      return posts;
    }

    @Test
    void moreRowsThanAnAnswerMayHave_areTooLarge() {
      fillMany();
      try {
        String users = "'filters':[{'column':'id','operator':'gte','value':1000}],'limit':1000,";

        // Each of the 2,000 posts shows the row of its author once more.
        assertThat(outcome(call("users", users + "'preload':[{'relation':'posts.author'}]")))
            .isEqualTo("success");
        JsonObject answer = call("users", users + "'preload':[{'relation':'posts.author.posts'}]");

        assertThat(outcome(answer)).isEqualTo("too_large");
        assertThat(details(answer).get("path").getAsString()).isEqualTo("options.preload");
      } finally {
        deleteMany();
      }
    }
  }
}
