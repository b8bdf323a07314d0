package io.mqttspec.demo.sdk;

import static io.mqttspec.client.entity.RelationKind.BELONGS_TO;
import static io.mqttspec.client.entity.RelationKind.HAS_MANY;
import static io.mqttspec.client.entity.RelationKind.HAS_ONE;
import static io.mqttspec.client.entity.RelationKind.MANY_TO_MANY;
import static io.mqttspec.client.query.Conditions.anyOf;
import static io.mqttspec.client.query.Conditions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.ColumnMeta;
import io.mqttspec.client.entity.ComputedColumnMeta;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.EntityMeta;
import io.mqttspec.client.entity.NamedOperatorMeta;
import io.mqttspec.client.entity.NumberedRow;
import io.mqttspec.client.entity.Page;
import io.mqttspec.client.entity.ParameterMeta;
import io.mqttspec.client.entity.Patch;
import io.mqttspec.client.entity.RelationMeta;
import io.mqttspec.client.exception.ConflictException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.client.query.Condition;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Preload;
import io.mqttspec.client.query.Query;
import io.mqttspec.client.query.TextField;
import io.mqttspec.protocol.message.ChangeOperation;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.NamedOperator;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the SDK's typed queries, preconditions and descriptions mean to the server. */
class QueryLanguageTest {

  record Person(long id, @Nullable String name, @Nullable Integer age, @Nullable Instant since) {}

  private static final Field<Integer> AGE = Field.number("age");
  private static final TextField NAME = Field.text("name");
  private static final Field<Instant> SINCE = Field.of("since", Instant.class);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  record Score(long id, @Nullable Integer points, String team) {}

  private static final Field<Integer> POINTS = Field.number("points");
  private static final TextField TEAM = Field.text("team");

  record Place(String country, String code) {}

  record Author(
      long id,
      String name,
      @Nullable Profile profiles,
      @Nullable List<Post> posts,
      @Nullable List<Tag> tags) {}

  record Profile(String bio) {}

  record Post(
      long id,
      @Nullable String title,
      @Nullable Integer likes,
      @Nullable Author author,
      @Nullable List<Comment> comments) {}

  record Comment(long id, String body) {}

  record Tag(long id, String name) {}

  record Folder(long id, String name, @Nullable Folder parent, @Nullable List<Folder> children) {}

  private static final Field<Integer> LIKES = Field.number("likes");

  record Item(long id, @Nullable BigDecimal price, @Nullable BigDecimal sum, @Nullable Long far) {}

  private static final Field<Long> ID = Field.number("id");

  private static final String[] TABLES = {
    "create table scores (id bigint primary key, points int, team varchar(10) not null)",
    "insert into scores select x, case when mod(x, 4) = 0 then null else mod(x, 3) end, case when"
        + " mod(x, 2) = 0 then 'even' else 'odd' end from system_range(1, 23)",
    "create table places (country varchar(2), code varchar(9), primary key (country, code))",
    "insert into places values ('de', 'x'), ('de', 'y'), ('fr', 'x'), ('fr', 'y')",
    "create table codes (code varchar(20) primary key)",
    "insert into codes values ('b'), ('c1.a'), ('c1.b'), ('d')",
    "create table authors (id bigint primary key, name varchar(20))",
    "create table profiles (id bigint primary key, bio varchar(20), author_id bigint unique"
        + " references authors (id))",
    "create table posts (id bigint primary key, title varchar(20), likes int, author_id bigint"
        + " references authors (id))",
    "create table comments (id bigint primary key, body varchar(20), post_id bigint references"
        + " posts (id))",
    "create table tags (id bigint primary key, name varchar(20))",
    "create table author_tags (author_id bigint references authors (id), tag_id bigint references"
        + " tags (id), primary key (author_id, tag_id))",
    "create table folders (id bigint primary key, name varchar(20), parent_id bigint references"
        + " folders (id))",
    "insert into authors values (1, 'Ann'), (2, 'Bob'), (3, 'Cid')",
    "insert into profiles values (7, 'writes', 1), (8, 'reads', 2)",
    "insert into posts values (1, 'a', 10, 1), (2, 'b', 30, 1), (3, 'c', 20, 1), (4, 'd', 40, 2),"
        + " (5, 'e', 50, null)",
    "insert into comments values (1, 'x', 1), (2, 'y', 1), (3, 'z', 4)",
    "insert into tags values (1, 'red'), (2, 'blue')",
    "insert into author_tags values (1, 1), (1, 2), (2, 1)",
    "insert into folders values (1, 'root', null), (2, 'l1', 1), (3, 'l2', 2), (4, 'l3', 3), (5,"
        + " 'l4', 4), (6, 'l5', 5), (7, 'l6', 6)",
    "create table items (id bigint primary key, price decimal(40, 20))",
    "insert into items values (9007199254740993, 0.00000000000000000001), (2, 5)",
  };

  private static HikariDataSource dataSource;
  private static MqttSpecServer server;
  private static MqttSpecClient client;
  private static Entity<Person> people;

  @BeforeAll
  static void start() throws Exception {
    dataSource = new HikariDataSource();
    dataSource.setJdbcUrl("jdbc:h2:mem:query_language;DB_CLOSE_DELAY=-1");
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table people (id bigint primary key, name varchar(100), age int,"
              + " since timestamp(6) with time zone)");
      statement.execute(
          "insert into people values (1, 'Ada', 36, timestamp with time zone '2026-01-02"
              + " 12:00:00+00:00'), (2, 'Bob', 50, null), (3, 'adam', null, null), (4, null, 7,"
              + " null), (5, '', 8, null)");
      statement.execute("create view names as select name from people");
      statement.execute("create table drafts (id bigint primary key, text varchar(100))");
      statement.execute("insert into drafts values (1, 'old'), (2, 'old'), (3, 'old')");
      for (String sql : TABLES) {
        statement.execute(sql);
      }
    }
    server =
        MqttSpecServer.builder()
            .dataSource(dataSource)
            .registerTable("public.people")
            .registerTable("public.names")
            .registerTable("public.drafts")
            .registerTable("public.scores")
            .registerTable("public.places")
            .registerTable("public.codes")
            .registerTable("public.authors")
            .registerTable("public.profiles")
            .registerTable("public.posts")
            .registerTable("public.comments")
            .registerTable("public.tags")
            .registerTable("public.folders")
            .registerTable("public.items")
            .computedColumn(
                "public.items",
                ComputedColumn.builder("sum", ColumnType.decimal())
                    .parameter("more", ColumnType.decimal())
                    .sql("{price} + #{more}"))
            .computedColumn(
                "public.items",
                ComputedColumn.builder("far", ColumnType.integer(64))
                    .parameter("more", ColumnType.integer(64))
                    .sql("{id} + #{more}"))
            .namedOperator(
                "public.drafts",
                NamedOperator.builder("reads")
                    .parameter("text", ColumnType.text())
                    .filter(values -> Filter.of("text", Operator.EQ, values.get("text"))))
            .namedOperator(
                "public.drafts",
                NamedOperator.builder("longer_than")
                    .parameter("length", ColumnType.integer(32))
                    .sql("char_length({text}) > #{length}"))
            .config(
                ServerConfig.builder()
                    .broker(EmbeddedBrokerConfig.builder().port(0).build())
                    .build())
            .build();
    server.start();
    client =
        MqttSpecClient.builder().host("localhost").port(server.port()).clientId("asks").build();
    client.connect().blockingAwait();
    people = client.entity("public", "people", Person.class);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    dataSource.close();
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        arguments(AGE.eq(36), List.of(1L)),
        arguments(AGE.neq(36), List.of(2L, 4L, 5L)),
        arguments(AGE.gt(36), List.of(2L)),
        arguments(AGE.gte(36), List.of(1L, 2L)),
        arguments(AGE.lt(8), List.of(4L)),
        arguments(AGE.lte(8), List.of(4L, 5L)),
        arguments(AGE.between(7, 50), List.of(1L, 5L)),
        arguments(AGE.betweenInclusive(7, 36), List.of(1L, 4L, 5L)),
        arguments(AGE.in(7, 50, 51), List.of(2L, 4L)),
        arguments(AGE.in(), List.of()),
        arguments(AGE.notIn(7, 50), List.of(1L, 5L)),
        arguments(AGE.notIn(), List.of(1L, 2L, 3L, 4L, 5L)),
        arguments(AGE.isNull(), List.of(3L)),
        arguments(AGE.isNotNull(), List.of(1L, 2L, 4L, 5L)),
        arguments(AGE.isDistinctFrom(36), List.of(2L, 3L, 4L, 5L)),
        arguments(not(AGE.isNotDistinctFrom(36)), List.of(2L, 3L, 4L, 5L)),
        arguments(not(AGE.eq(36)), List.of(2L, 4L, 5L)),
        arguments(NAME.empty(), List.of(4L, 5L)),
        arguments(NAME.notEmpty(), List.of(1L, 2L, 3L)),
        arguments(NAME.like("A_%"), List.of(1L)),
        arguments(NAME.ilike("a_%"), List.of(1L, 3L)),
        arguments(NAME.contains("DA"), List.of(1L, 3L)),
        arguments(NAME.startsWith("b"), List.of(2L)),
        arguments(NAME.endsWith("M"), List.of(3L)),
        arguments(SINCE.eq(NOON), List.of(1L)),
        arguments(SINCE.gt(NOON), List.of()),
        arguments(anyOf(AGE.eq(36), NAME.eq("Bob")), List.of(1L, 2L)),
        arguments(anyOf(AGE.eq(7), AGE.gt(8).and(NAME.eq("Bob"))), List.of(2L, 4L)));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void aCondition_selectsItsRows(Condition condition, List<Long> ids) {
    assertThat(people.read(Query.where(condition)).blockingGet().rows())
        .extracting(Person::id)
        .containsExactlyElementsOf(ids);
  }

  static Stream<Arguments> orders() {
    return Stream.of(
        arguments(Query.all().orderBy(AGE.asc()), List.of(4L, 5L, 1L, 2L, 3L)),
        arguments(Query.all().orderBy(AGE.desc()), List.of(3L, 2L, 1L, 5L, 4L)),
        arguments(Query.all().orderBy(AGE.asc().nullsFirst()), List.of(3L, 4L, 5L, 1L, 2L)),
        arguments(Query.all().orderBy(AGE.desc().nullsLast()), List.of(2L, 1L, 5L, 4L, 3L)));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void anOrder_isThatOfTheRows(Query query, List<Long> ids) {
    assertThat(people.read(query).blockingGet().rows())
        .extracting(Person::id)
        .containsExactlyElementsOf(ids);
  }

  @Test
  void aRowOfAKey_isReadIfTheQuerySelectsIt() {
    assertThat(people.read(1, Query.where(AGE.eq(36)).columns("id", "age")).blockingGet())
        .isEqualTo(new Person(1, null, 36, null));
    assertThat(people.read(1, Query.where(AGE.eq(37))).blockingGet()).isNull();
  }

  @Test
  void aWrite_isRefusedWhereItsPreconditionDoesNotHold() {
    Entity<JsonObject> drafts = client.entity("public", "drafts");
    Query isOld = Query.where(Field.text("text").eq("old"));
    assertThat(drafts.update(1, Patch.of("text", "new"), isOld).blockingGet().get("text"))
        .hasToString("\"new\"");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> drafts.update(1, Patch.of("text", "newer"), isOld).blockingGet());
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> drafts.delete(1, isOld).blockingAwait());
    drafts.delete(2, isOld).blockingAwait();
    assertThat(drafts.read(Query.all()).blockingGet().rows())
        .extracting(row -> row.get("id") + " " + row.get("text"))
        .containsExactly("1 \"new\"", "3 \"old\"");
  }

  @Test
  void theDescription_tellsKeyAndColumns() {
    EntityMeta meta = people.meta().blockingGet();
    assertThat(meta.primaryKey()).containsExactly("id");
    assertThat(meta.columns())
        .extracting(ColumnMeta::name)
        .containsExactly("id", "name", "age", "since");
    ColumnMeta age = meta.columns().get(2);
    assertThat(age.sqlType().orElseThrow()).containsIgnoringCase("int");
    assertThat(age.jsonType()).hasValue("integer");
    assertThat(age.nullable()).hasValue(true);
    assertThat(age.unique()).hasValue(false);
    assertThat(age.generated()).hasValue(false);
    assertThat(age.operators()).contains(Operator.EQ, Operator.BETWEEN_INCLUSIVE);
    assertThat(meta.relations()).isEmpty();
    assertThat(client.entities().blockingGet())
        .extracting(entity -> entity.entity().orElseThrow())
        .contains("people", "names", "drafts");
  }

  /** Many ties, and NULLs. */
  private static final Query RANKED = Query.all().orderBy(POINTS.desc()).limit(4);

  private static Entity<Score> scores() {
    return client.entity("public", "scores", Score.class);
  }

  private static List<Long> ids(Page<Score> page) {
    return page.rows().stream().map(Score::id).toList();
  }

  /** The ids of all rows in the order of {@link #RANKED}; how ties come is the server's choice. */
  private static List<Long> ranking() {
    return ids(scores().read(RANKED.limit(100)).blockingGet());
  }

  @Test
  void allPages_giveEachRowOnce() {
    List<Score> rows = scores().readAll(RANKED).toList().blockingGet();
    assertThat(rows)
        .extracting(Score::id)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 23).boxed().toList())
        .isEqualTo(ranking());
    assertThat(rows)
        .extracting(Score::points)
        .isSortedAccordingTo(Comparator.nullsFirst(Comparator.reverseOrder()));
    List<Page<Score>> pages = scores().pages(RANKED).toList().blockingGet();
    assertThat(pages).extracting(page -> page.rows().size()).containsExactly(4, 4, 4, 4, 4, 3);
    assertThat(pages).flatExtracting(QueryLanguageTest::ids).isEqualTo(ranking());
  }

  @Test
  void thePageBefore_isInTheOrderOfTheQuery() {
    List<Page<Score>> pages = scores().pages(RANKED).toList().blockingGet();
    for (int i = 1; i < pages.size(); i++) {
      Page<Score> before =
          scores().read(RANKED.before(pages.get(i).prevCursor().orElseThrow())).blockingGet();
      assertThat(ids(before)).isEqualTo(ids(pages.get(i - 1)));
    }
    assertThat(pages.get(0).prevCursor()).isEmpty();
    assertThat(pages.get(5).nextCursor()).isEmpty();
  }

  @Test
  void aWalk_beginsBehindACursorOrKey() {
    List<Long> ranking = ranking();
    Page<Score> page = scores().read(RANKED).blockingGet();
    for (Query from :
        List.of(RANKED.after(page.nextCursor().orElseThrow()), RANKED.afterKey(ranking.get(3)))) {
      assertThat(scores().readAll(from).map(Score::id).toList().blockingGet())
          .isEqualTo(ranking.subList(4, 23));
    }
    assertThat(ids(scores().read(RANKED.beforeKey(ranking.get(6))).blockingGet()))
        .isEqualTo(ranking.subList(2, 6));
  }

  @Test
  void rowsBehindACompositeKey_areRead() {
    Entity<Place> places = client.entity("public", "places", Place.class);
    List<Place> behind = List.of(new Place("fr", "x"), new Place("fr", "y"));
    for (Object key : List.of(Map.of("country", "de", "code", "y"), new Place("de", "y"))) {
      assertThat(places.read(Query.all().afterKey(key)).blockingGet().rows()).isEqualTo(behind);
    }
    assertThat(places.rowNumber(behind.get(0), Query.all()).blockingGet())
        .isEqualTo(NumberedRow.of(behind.get(0), 3));
  }

  @Test
  void aKeyThatLooksLikeACursor_isGivenWithItsColumn() {
    Entity<JsonObject> codes = client.entity("public", "codes");
    assertThat(codes.readAll(Query.all().afterKey(Map.of("code", "c1.a"))).toList().blockingGet())
        .extracting(row -> row.get("code").getAsString())
        .containsExactly("c1.b", "d");
    assertThat(codes.read(Query.all().beforeKey(Map.of("code", "c1.b"))).blockingGet().rows())
        .extracting(row -> row.get("code").getAsString())
        .containsExactly("b", "c1.a");
    assertThat(codes.read("c1.a").blockingGet()).isNotNull();
    assertThat(codes.rowNumber("c1.b", Query.all()).blockingGet().number()).isEqualTo(3);
  }

  @Test
  void aCursorOfAnotherQueryOrMaker_isRefused() {
    String cursor = scores().read(RANKED).blockingGet().nextCursor().orElseThrow();
    int middle = cursor.length() / 2;
    String tampered =
        cursor.substring(0, middle)
            + (cursor.charAt(middle) == 'A' ? 'B' : 'A')
            + cursor.substring(middle + 1);
    assertRefused(scores().read(RANKED.after(tampered)), "options.cursor_forward");
    assertRefused(scores().read(RANKED.after("c1.x")), "options.cursor_forward");
    assertRefused(scores().read(RANKED.after("no cursor")), "options.cursor_forward");
    assertRefused(
        scores().read(Query.all().orderBy(POINTS.asc()).after(cursor)), "options.cursor_forward");
    assertRefused(
        people.read(Query.all().orderBy(Field.text("name").asc()).after(cursor)),
        "options.cursor_forward");
    assertRefused(scores().read(RANKED.before(tampered)), "options.cursor_backward");
    assertRefused(scores().read(RANKED.afterKey(24)), "options.cursor_forward");
    assertRefused(scores().readAll(RANKED.after(tampered)).toList(), "options.cursor_forward");
  }

  private static void assertRefused(Single<?> request, String path) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(request::blockingGet)
        .satisfies(refusal -> assertThat(refusal.path()).hasValue(path));
  }

  @Test
  void aRowNumber_countsTheRowsOfTheQuery() {
    Query even = Query.where(TEAM.eq("even")).orderBy(POINTS.desc(), ID.asc());
    assertThat(scores().rowNumber(6, even).blockingGet())
        .isEqualTo(NumberedRow.of(new Score(6, 0, "even"), 10));
    assertThat(scores().rowNumber(6, even.limit(1).offset(5)).blockingGet().number()).isEqualTo(10);
    assertThat(scores().rowNumber(5, even).blockingGet()).isNull();
    assertThat(scores().rowNumber(24, even).blockingGet()).isNull();
    assertThat(scores().rowNumber(6, Query.all()).blockingGet().number()).isEqualTo(6);
  }

  private static Entity<Author> authors() {
    return client.entity("public", "authors", Author.class);
  }

  @Test
  void relatedRows_fillTheirFields() {
    List<Author> rows =
        authors()
            .read(
                Query.all()
                    .preload(Preload.of("profiles"), Preload.of("tags"))
                    .preload(Preload.of("posts").columns("id")))
            .blockingGet()
            .rows();
    Tag red = new Tag(1, "red");
    assertThat(rows)
        .containsExactly(
            new Author(
                1,
                "Ann",
                new Profile("writes"),
                List.of(post(1), post(2), post(3)),
                List.of(red, new Tag(2, "blue"))),
            new Author(2, "Bob", new Profile("reads"), List.of(post(4)), List.of(red)),
            new Author(3, "Cid", null, List.of(), List.of()));
    Query withAuthor = Query.all().columns("id").preload(Preload.of("author"));
    Entity<Post> posts = client.entity("public", "posts", Post.class);
    assertThat(posts.read(4, withAuthor).blockingGet())
        .isEqualTo(new Post(4, null, null, new Author(2, "Bob", null, null, null), null));
    assertThat(posts.read(5, withAuthor).blockingGet()).isEqualTo(post(5));
    assertThat(posts.rowNumber(4, withAuthor).blockingGet().row().author()).isNotNull();
    assertThat(posts.readAll(withAuthor.limit(2)).filter(post -> post.author() != null).toList())
        .returns(4, found -> found.blockingGet().size());
  }

  private static Post post(long id) {
    return new Post(id, null, null, null, null);
  }

  @Test
  void aDottedPath_fillsFieldsWithinRelatedRows() {
    Author ann = authors().read(1, Query.all().preload(Preload.of("posts.comments"))).blockingGet();
    assertThat(ann.posts())
        .extracting(Post::title, Post::comments)
        .containsExactly(
            tuple("a", List.of(new Comment(1, "x"), new Comment(2, "y"))),
            tuple("b", List.of()),
            tuple("c", List.of()));
  }

  @Test
  void relatedRows_areLimitedForEachRow_sortedAndFiltered() {
    assertThat(
            authors()
                .read(
                    Query.all()
                        .preload(Preload.of("posts").columns("id").orderBy(LIKES.desc()).limit(2)))
                .blockingGet()
                .rows())
        .extracting(Author::posts)
        .containsExactly(List.of(post(2), post(3)), List.of(post(4)), List.of());
    Preload between =
        Preload.of("posts")
            .where(LIKES.gt(10))
            .where(LIKES.lt(40).or(Field.text("title").eq("nothing")))
            .omitColumns("title", "likes");
    assertThat(authors().read(Query.all().preload(between)).blockingGet().rows())
        .extracting(Author::posts)
        .containsExactly(List.of(post(2), post(3)), List.of(), List.of());
    assertRefused(
        authors()
            .read(Query.all().preload(Preload.of("tags"), Preload.of("posts").where(AGE.eq(1)))),
        "options.preload[1].filters[0].column");
  }

  @Test
  void aRelationToItsOwnEntity_isFollowedToFiveLevels() {
    Entity<Folder> folders = client.entity("public", "folders", Folder.class);
    Folder upwards =
        folders.read(7, Query.all().preload(Preload.of("parent").recursive())).blockingGet();
    List<String> names = new ArrayList<>();
    for (Folder folder = upwards; folder != null; folder = folder.parent()) {
      names.add(folder.name());
    }
    assertThat(names).containsExactly("l6", "l5", "l4", "l3", "l2", "l1");
    Folder downwards =
        folders.read(5, Query.all().preload(Preload.of("children").recursive())).blockingGet();
    assertThat(downwards)
        .isEqualTo(
            new Folder(
                5,
                "l4",
                null,
                List.of(new Folder(6, "l5", null, List.of(new Folder(7, "l6", null, List.of()))))));
  }

  @Test
  void aComputedColumn_fillsItsField_andItsParametersKeepTheirValue() {
    Entity<Item> items = client.entity("public", "items", Item.class);
    long big = 9_007_199_254_740_993L;
    BigDecimal more = new BigDecimal("12345678901234567890.00000000000000000002");
    Query query =
        Query.all()
            .computed("sum", Map.of("more", more))
            .computed("far", Map.of("more", Long.MAX_VALUE - big));
    Item item = items.read(big, query).blockingGet();
    assertThat(item.sum()).isEqualByComparingTo("12345678901234567890.00000000000000000003");
    assertThat(item.far()).isEqualTo(Long.MAX_VALUE);
    assertThat(items.readAll(query.limit(1)).map(row -> row.sum() != null).toList().blockingGet())
        .containsExactly(true, true);
    assertThat(items.rowNumber(2, query).blockingGet().row().far())
        .isEqualTo(Long.MAX_VALUE - big + 2);
    assertThat(items.read(2).blockingGet().sum()).isNull();
    assertRefused(
        items.read(Query.all().computed("sum", Map.of("more", "a lot"))),
        "options.computed_columns[0].parameters.more");
  }

  private static final Query READS_MINE = Query.all().operator("reads", Map.of("text", "mine"));
  private static final Query IS_LONG = Query.all().operator("longer_than", Map.of("length", 3));

  @Test
  void aNamedOperator_isACondition() {
    Entity<JsonObject> drafts = client.entity("public", "drafts");
    drafts.create(draft(20, "mine")).ignoreElement().blockingAwait();
    drafts.create(draft(21, "me")).ignoreElement().blockingAwait();
    Query named = Query.where(ID.between(19L, 30L));
    assertThat(keys(drafts.read(named.operator("longer_than", Map.of("length", 2)))))
        .containsExactly(20L);
    assertThat(keys(drafts.read(named.operator("reads", Map.of("text", "me")))))
        .containsExactly(21L);
    assertThat(
            keys(
                drafts.read(
                    named
                        .operator("longer_than", Map.of("length", 2))
                        .operator("reads", Map.of("text", "me")))))
        .isEmpty();
    drafts.delete(20).andThen(drafts.delete(21)).blockingAwait();
  }

  private static JsonObject draft(long id, String text) {
    JsonObject draft = new JsonObject();
    draft.addProperty("id", id);
    draft.addProperty("text", text);
    return draft;
  }

  private static List<Long> keys(Single<Page<JsonObject>> page) {
    return page.blockingGet().rows().stream().map(row -> row.get("id").getAsLong()).toList();
  }

  @Test
  void aNamedOperatorMadeOfAFilter_isAPrecondition() {
    Entity<JsonObject> drafts = client.entity("public", "drafts");
    drafts.create(draft(30, "mine")).ignoreElement().blockingAwait();
    drafts.update(30, Patch.of("text", "yours"), READS_MINE).ignoreElement().blockingAwait();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> drafts.delete(30, READS_MINE).blockingAwait());
    assertRefused(
        drafts.update(30, Patch.of("text", "mine"), IS_LONG), "options.custom_operators[0].name");
    assertRefused(
        drafts.delete(30, IS_LONG).toSingleDefault(true), "options.custom_operators[0].name");
    assertThat(drafts.read(30).blockingGet().get("text").getAsString()).isEqualTo("yours");
    drafts.delete(30).blockingAwait();
  }

  @Test
  void aNamedOperatorMadeOfAFilter_selectsChanges() throws Exception {
    Entity<JsonObject> drafts = client.entity("public", "drafts");
    CountDownLatch live = new CountDownLatch(1);
    TestSubscriber<Change<JsonObject>> changes = drafts.changes(READS_MINE, live::countDown).test();
    assertThat(live.await(10, TimeUnit.SECONDS)).isTrue();
    drafts.create(draft(40, "yours")).ignoreElement().blockingAwait();
    drafts.create(draft(41, "mine")).ignoreElement().blockingAwait();
    drafts.delete(40).andThen(drafts.delete(41)).blockingAwait();
    changes.awaitCount(2);
    changes.cancel();
    assertThat(changes.values())
        .containsExactly(
            Change.of(ChangeOperation.CREATE, draft(41, "mine")),
            Change.of(ChangeOperation.DELETE, draft(41, "mine")));
    assertRefused(drafts.changes(IS_LONG).firstOrError(), "options.custom_operators[0].name");
  }

  @Test
  void theDescription_tellsRelations() {
    EntityMeta meta = authors().meta().blockingGet();
    assertThat(meta.relations())
        .extracting(
            RelationMeta::name,
            relation -> relation.kind().orElseThrow(),
            relation -> relation.schema().orElseThrow(),
            relation -> relation.entity().orElseThrow(),
            RelationMeta::columns,
            RelationMeta::targetColumns,
            RelationMeta::isRecursive)
        .containsExactlyInAnyOrder(
            tuple("profiles", HAS_ONE, "public", "profiles", ID_ONLY, AUTHOR_ID, false),
            tuple("posts", HAS_MANY, "public", "posts", ID_ONLY, AUTHOR_ID, false),
            tuple("tags", MANY_TO_MANY, "public", "tags", ID_ONLY, ID_ONLY, false));
    assertThat(client.entity("public", "folders").meta().blockingGet().relations())
        .extracting(
            RelationMeta::name,
            relation -> relation.kind().orElseThrow(),
            RelationMeta::isRecursive)
        .containsExactlyInAnyOrder(
            tuple("parent", BELONGS_TO, true), tuple("children", HAS_MANY, true));
  }

  private static final List<String> ID_ONLY = List.of("id");
  private static final List<String> AUTHOR_ID = List.of("author_id");

  @Test
  void theDescription_tellsComputedColumnsAndNamedOperators() {
    assertThat(client.entity("public", "items").meta().blockingGet().computedColumns())
        .extracting(
            ComputedColumnMeta::name,
            column -> column.jsonType().orElseThrow(),
            column -> parameters(column.parameters()))
        .containsExactly(
            tuple("far", "integer", "more integer true"),
            tuple("sum", "number", "more number true"));
    assertThat(client.entity("public", "drafts").meta().blockingGet().namedOperators())
        .extracting(
            NamedOperatorMeta::name,
            operator -> parameters(operator.parameters()),
            NamedOperatorMeta::isForSubscriptions)
        .containsExactly(
            tuple("longer_than", "length integer true", false),
            tuple("reads", "text string true", true));
  }

  private static String parameters(List<ParameterMeta> parameters) {
    return parameters.stream()
        .map(
            parameter ->
                parameter.name()
                    + " "
                    + parameter.jsonType().orElseThrow()
                    + " "
                    + parameter.isRequired())
        .collect(Collectors.joining(", "));
  }

  @Test
  void whatTheServerDoesNotKnow_isRefused() {
    for (Query query :
        List.of(
            Query.all().computed("no_such_column"),
            Query.all().operator("no_such_operator"),
            Query.all().orderBy(Field.text("no_such_column").asc()))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> people.read(query).blockingGet());
    }
  }

  @Test
  void aViewWithoutKey_isNotTakenForReadAfterItsFirstPage() {
    Entity<JsonObject> names = client.entity("public", "names");
    assertThat(names.readAll(Query.all()).count().blockingGet()).isEqualTo(5);
    assertThatExceptionOfType(UnreadableAnswerException.class)
        .isThrownBy(() -> names.readAll(Query.all().limit(2)).count().blockingGet());
  }
}
