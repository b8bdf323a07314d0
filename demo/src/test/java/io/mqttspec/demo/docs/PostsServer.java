package io.mqttspec.demo.docs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.HasMany;
import io.mqttspec.server.entity.NamedOperator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server of authors, posts and comments that the documents show requests to. */
final class PostsServer implements AutoCloseable {

  // region posts
  record Comment(long id, String text) {}

  record Post(
      long id,
      @Nullable Long authorId,
      String title,
      int score,
      @HasMany(target = "comments", targetColumns = "post_id") @Nullable List<Comment> comments) {}

  // endregion

  private final HikariDataSource dataSource;
  private final MqttSpecServer server;

  private PostsServer(HikariDataSource dataSource, MqttSpecServer server) {
    this.dataSource = dataSource;
    this.server = server;
  }

  static PostsServer start(String database) throws SQLException {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl("jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1");
    HikariDataSource dataSource = new HikariDataSource(pool);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop all objects");
      statement.execute("create table authors (id bigint primary key, name varchar(100) not null)");
      statement.execute(
          "create table posts (id bigint primary key, author_id bigint references authors,"
              + " title varchar(200) not null, score int not null)");
      statement.execute(
          "create table comments (id bigint primary key, post_id bigint not null,"
              + " text varchar(200) not null, hidden boolean not null)");
      statement.execute("insert into authors values (1, 'Ada'), (2, 'Bob'), (3, 'Cem')");
      statement.execute(
          "insert into posts values (1, 1, 'Notes', 7), (2, 1, 'Looms', 9), (3, 1, 'Cards', 2),"
              + " (4, 2, 'Tides', 9), (5, 2, 'Wind and weather', 5)");
      statement.execute(
          "insert into comments values (1, 1, 'First', false), (2, 1, 'Spam', true),"
              + " (3, 2, 'Neat', false)");
    }
    // region registration
    MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(dataSource)
            .registerTable("public.authors")
            .register("public.posts", Post.class)
            .registerTable("public.comments")
            .computedColumn(
                "public.posts",
                ComputedColumn.builder("title_length", ColumnType.integer(32))
                    .sql("char_length({title})"))
            .namedOperator(
                "public.posts",
                NamedOperator.builder("longer_than")
                    .parameter("length", ColumnType.integer(32))
                    .sql("char_length({title}) > #{length}"))
            .namedOperator(
                "public.posts",
                NamedOperator.builder("popular")
                    .parameter("score", ColumnType.integer(32))
                    .filter(values -> Filter.of("score", Operator.GTE, values.get("score"))))
            .port(0)
            .build();
    // endregion
    server.start();
    return new PostsServer(dataSource, server);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    dataSource.close();
  }
}
