package io.mqttspec.demo.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.NumberedRow;
import io.mqttspec.client.entity.Page;
import io.mqttspec.client.entity.Patch;
import io.mqttspec.client.exception.ConflictException;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Preload;
import io.mqttspec.client.query.Query;
import io.mqttspec.demo.docs.PostsServer.Comment;
import io.mqttspec.demo.docs.PostsServer.Post;
import io.reactivex.rxjava3.core.Flowable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of docs/guide.md that asks for more than rows, running. */
class QueryGuideTest {

  // region author
  record Author(long id, String name, List<Post> posts) {}

  // endregion

  // region measured
  record Measured(long id, String title, int titleLength) {}

  // endregion

  private PostsServer server;
  private MqttSpecClient client;
  private Entity<Post> posts;

  @BeforeEach
  void start() throws Exception {
    server = PostsServer.start("query_guide");
    client = MqttSpecClient.builder().host("localhost").port(server.port()).clientId("q").build();
    client.connect().blockingAwait();
    posts = client.entity("public", "posts", Post.class);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void relatedRows() {
    // region preload
    Entity<Author> authors = client.entity("public", "authors", Author.class);
    Query withPosts =
        Query.all()
            .preload(
                Preload.of("posts").orderBy(Field.number("score").desc()).limit(2),
                Preload.of("posts.comments").where(Field.bool("hidden").eq(false)));
    List<Author> page = authors.read(withPosts).blockingGet().rows();
    // endregion
    assertThat(page)
        .containsExactly(
            new Author(
                1,
                "Ada",
                List.of(
                    new Post(2, 1L, "Looms", 9, List.of(new Comment(3, "Neat"))),
                    new Post(1, 1L, "Notes", 7, List.of(new Comment(1, "First"))))),
            new Author(
                2,
                "Bob",
                List.of(
                    new Post(4, 2L, "Tides", 9, List.of()),
                    new Post(5, 2L, "Wind and weather", 5, List.of()))),
            new Author(3, "Cem", List.of()));
  }

  @Test
  void pagesByCursor() {
    // region cursor
    Query best = Query.all().orderBy(Field.number("score").desc()).limit(2);
    Page<Post> first = posts.read(best).blockingGet();
    Page<Post> second =
        posts.read(best.withoutTotal().after(first.nextCursor().orElseThrow())).blockingGet();
    // endregion
    assertThat(first.rows()).extracting(Post::id).containsExactly(4L, 2L);
    assertThat(second.rows()).extracting(Post::id).containsExactly(1L, 5L);
    assertThat(second.total()).isEmpty();

    // region read-all
    Flowable<Post> all =
        posts.readAll(Query.all().orderBy(Field.number("score").desc()).limit(500));
    // endregion
    assertThat(all.toList().blockingGet()).extracting(Post::id).containsExactly(4L, 2L, 1L, 5L, 3L);
  }

  @Test
  void placeOfARow() {
    // region row-number
    NumberedRow<Post> notes =
        posts.rowNumber(1, Query.all().orderBy(Field.number("score").desc())).blockingGet();
    // endregion
    assertThat(notes.number()).isEqualTo(3);
    assertThat(notes.row().title()).isEqualTo("Notes");
  }

  @Test
  void namedSql() {
    // region named
    List<Measured> titles =
        client
            .entity("public", "posts", Measured.class)
            .read(
                Query.all()
                    .operator("longer_than", Map.of("length", 5))
                    .operator("popular", Map.of("score", 3))
                    .computed("title_length"))
            .blockingGet()
            .rows();
    // endregion
    assertThat(titles).containsExactly(new Measured(5, "Wind and weather", 16));
  }

  @Test
  void precondition() {
    // region precondition
    Field<Integer> score = Field.number("score");
    Post seen = posts.read(1).blockingGet();
    Post voted =
        posts
            .update(1, Patch.of(score, seen.score() + 1), Query.where(score.eq(seen.score())))
            .blockingGet();
    // endregion
    assertThat(voted.score()).isEqualTo(8);
    assertThatThrownBy(
            () ->
                posts
                    .update(1, Patch.of(score, 9), Query.where(score.eq(seen.score())))
                    .blockingGet())
        .isInstanceOf(ConflictException.class);
  }
}
