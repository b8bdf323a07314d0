package io.mqttspec.server.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The relations that foreign keys and annotations tell, and the names that they get. */
class RelationsTest {

  private static final String[] TABLES = {
    "create table users (id int primary key, name varchar(20))",
    "create table profiles (id int primary key, user_id int unique, bio varchar(20),"
        + " foreign key (user_id) references users (id))",
    "create table posts (id int primary key, author_id int, editor_id int, title varchar(20),"
        + " constraint posts_author foreign key (author_id) references users (id),"
        + " constraint posts_editor foreign key (editor_id) references users (id))",
    "create table tags (id int primary key, name varchar(20))",
    "create table post_tags (post_id int, tag_id int, primary key (post_id, tag_id),"
        + " foreign key (post_id) references posts (id),"
        + " foreign key (tag_id) references tags (id))",
    "create table friends (id int primary key, one_id int, other_id int, unique (one_id, other_id),"
        + " constraint friends_one foreign key (one_id) references users (id),"
        + " constraint friends_other foreign key (other_id) references users (id))",
    "create table categories (id int primary key, parent_id int,"
        + " foreign key (parent_id) references categories (id))",
    "create table places (country varchar(2), code varchar(9), primary key (country, code))",
    "create table visits (id int primary key, code varchar(9), country varchar(2), users int,"
        + " foreign key (country, code) references places (country, code),"
        + " foreign key (users) references users (id))"
  };

  private static final String[] ENTITIES = {
    "users", "profiles", "posts", "tags", "categories", "places", "visits"
  };

  @ParameterizedTest
  @EnumSource(
      value = DatabaseKind.class,
      names = {"H2"})
  void foreignKeys_tellRelations(DatabaseKind kind) throws SQLException {
    try (TestDatabase database = TestDatabase.empty(kind)) {
      database.execute(TABLES);

      assertThat(read(database, Map.of(), ENTITIES))
          .containsExactly(
              "users.posts_by_author has_many posts [id]=[author_id]",
              "users.posts_by_editor has_many posts [id]=[editor_id]",
              "users.profiles has_one profiles [id]=[user_id]",
              "users.users_through_friends_by_one many_to_many users [id]=[id]"
                  + " friends[other_id][one_id] recursive",
              "users.users_through_friends_by_other many_to_many users [id]=[id]"
                  + " friends[one_id][other_id] recursive",
              "users.visits has_many visits [id]=[users]",
              "profiles.user belongs_to users [user_id]=[id]",
              "posts.author belongs_to users [author_id]=[id]",
              "posts.editor belongs_to users [editor_id]=[id]",
              "posts.tags many_to_many tags [id]=[id] post_tags[post_id][tag_id]",
              "tags.posts many_to_many posts [id]=[id] post_tags[tag_id][post_id]",
              "categories.children has_many categories [id]=[parent_id] recursive",
              "categories.parent belongs_to categories [parent_id]=[id] recursive",
              "places.visits has_many visits [country, code]=[country, code]",
              "visits.places belongs_to places [country, code]=[country, code]",
              "visits.users_by_users belongs_to users [users]=[id]");
    }
  }

  @BelongsTo(name = "writer", target = "users", columns = "author_id")
  @BelongsTo(target = "users", columns = "editor_id")
  record Post(Integer id, Integer authorId, Integer editorId, String title) {}

  @Table("users")
  static final class Person {
    Integer id;

    @HasMany(target = "posts", targetColumns = "author_id")
    List<Post> written;

    @HasOne(target = "public.profiles", targetColumns = "user_id")
    Object profile;

    @ManyToMany(
        name = "friends",
        target = "users",
        through = "friends",
        throughColumns = "one_id",
        throughTargetColumns = "other_id")
    List<Person> others;
  }

  record Profile(Integer id, @Column("user_id") @BelongsTo(target = "users") Integer owner) {}

  @Test
  void annotations_winOverForeignKeys() throws SQLException {
    try (TestDatabase database = TestDatabase.empty()) {
      database.execute(TABLES);

      assertThat(
              read(
                  database,
                  Map.of("users", Person.class, "posts", Post.class, "profiles", Profile.class),
                  "users",
                  "posts",
                  "profiles"))
          .containsExactly(
              "users.friends many_to_many users [id]=[id] friends[one_id][other_id] recursive",
              "users.posts has_many posts [id]=[editor_id]",
              "users.profile has_one profiles [id]=[user_id]",
              "users.users many_to_many users [id]=[id] friends[other_id][one_id] recursive",
              "users.written has_many posts [id]=[author_id]",
              "posts.editor belongs_to users [editor_id]=[id]",
              "posts.writer belongs_to users [author_id]=[id]",
              "profiles.user belongs_to users [user_id]=[id]");
    }
  }

  /** The column that refers can't be seen: neither can where it leads. */
  record Hiding(Integer id, @Hidden Integer authorId, @Hidden Integer editorId, String title) {}

  @Test
  void hiddenColumns_leadNowhere() throws SQLException {
    try (TestDatabase database = TestDatabase.empty()) {
      database.execute(TABLES);

      assertThat(read(database, Map.of("posts", Hiding.class), "users", "posts"))
          .noneMatch(relation -> relation.contains("posts"));
    }
  }

  @HasMany(target = "nowhere", targetColumns = "id")
  record UnknownTarget(Integer id) {}

  @HasMany(target = "posts", targetColumns = "owner_id")
  record UnknownColumn(Integer id) {}

  @HasMany(
      target = "visits",
      targetColumns = {"country", "code"})
  record TooManyColumns(Integer id) {}

  @HasMany(target = "posts", targetColumns = "title")
  record OtherTypes(Integer id) {}

  @HasMany(name = "name", target = "posts", targetColumns = "author_id")
  record NameOfAColumn(Integer id, String name) {}

  @HasMany(name = "a.b", target = "posts", targetColumns = "author_id")
  record NameWithADot(Integer id) {}

  @HasMany(name = "posts", target = "posts", targetColumns = "author_id")
  @HasMany(name = "posts", target = "posts", targetColumns = "editor_id")
  record SameNames(Integer id) {}

  @ManyToMany(
      target = "tags",
      through = "no_table",
      throughColumns = "a",
      throughTargetColumns = "b")
  record UnknownJunction(Integer id) {}

  @ManyToMany(
      target = "tags",
      through = "post_tags",
      throughColumns = "user_id",
      throughTargetColumns = "tag_id")
  record UnknownJunctionColumn(Integer id) {}

  record ColumnsOnAnAttribute(@BelongsTo(target = "users", columns = "id") Integer id) {}

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(UnknownTarget.class, "no entity has this name"),
        Arguments.of(UnknownColumn.class, "public.posts has no column owner_id"),
        Arguments.of(TooManyColumns.class, "not as many columns on one side"),
        Arguments.of(OtherTypes.class, "types that can't be compared"),
        Arguments.of(NameOfAColumn.class, "name is a column already"),
        Arguments.of(NameWithADot.class, "is no name for a relation"),
        Arguments.of(SameNames.class, "another relation is named posts"),
        Arguments.of(UnknownJunction.class, "no table or view public.no_table"),
        Arguments.of(UnknownJunctionColumn.class, "has no column user_id"),
        Arguments.of(ColumnsOnAnAttribute.class, "put it on the class instead"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongAnnotation_isRefused(Class<?> type, String message) throws SQLException {
    try (TestDatabase database = TestDatabase.empty()) {
      database.execute(TABLES);

      assertThatThrownBy(
              () -> read(database, Map.of("users", type), "users", "posts", "tags", "visits"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(message);
    }
  }

  /** The relations of some entities, written down. */
  private static List<String> read(
      TestDatabase database, Map<String, Class<?>> classes, String... names) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      Dialect dialect = Dialect.of(connection);
      TableReader tables = new TableReader(connection, dialect);
      Map<Entity, Optional<EntityClass>> entities = new LinkedHashMap<>();
      for (String name : names) {
        Optional<EntityClass> type = Optional.ofNullable(classes.get(name)).map(EntityClass::of);
        entities.put(tables.read(EntityName.parse(name, "public"), type.orElse(null)), type);
      }
      return new RelationReader(connection, dialect, tables, "public")
          .read(entities).stream().map(RelationsTest::text).toList();
    }
  }

  private static String text(Relation relation) {
    return relation.source().name().entity()
        + "."
        + relation.name()
        + " "
        + relation.kind().wireName()
        + " "
        + relation.target().name().entity()
        + " "
        + names(relation.source(), relation.columns())
        + "="
        + names(relation.target(), relation.targetColumns())
        + relation.junction().map(RelationsTest::text).orElse("")
        + (relation.recursive() ? " recursive" : "");
  }

  private static String text(Relation.Junction junction) {
    return (" "
            + junction.sqlTable()
            + junction.sourceColumns().stream().map(column -> column.name()).toList()
            + junction.targetColumns().stream().map(column -> column.name()).toList())
        .toLowerCase(Locale.ROOT);
  }

  private static List<String> names(Entity entity, List<Integer> columns) {
    return columns.stream().map(column -> entity.columns().get(column).name()).toList();
  }
}
