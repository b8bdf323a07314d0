package io.mqttspec.server.bench;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The least that one can do: JDBC, and the answer's JSON put together by hand. */
final class JdbcWay implements Way {

  private final HikariDataSource pool = Products.create();
  private final Gson gson = new Gson();

  @Override
  public byte[] answer(byte[] request) {
    JsonObject json =
        gson.fromJson(new String(request, StandardCharsets.UTF_8), JsonObject.class);
    StringBuilder answer = new StringBuilder(256);
    answer
        .append("{\"id\":\"")
        .append(json.get("id").getAsString())
        .append("\",\"type\":\"response\",\"success\":true,\"data\":");
    try (Connection connection = pool.getConnection()) {
      if (json.has("record_id")) {
        byKey(connection, json.get("record_id").getAsLong(), answer);
      } else {
        JsonObject options = json.getAsJsonObject("options");
        page(
            connection,
            options.getAsJsonArray("filters").get(0).getAsJsonObject().get("value").getAsLong(),
            options.get("limit").getAsInt(),
            answer);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    answer
        .append(",\"timestamp\":\"")
        .append(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .append("\"}");
    return answer.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void byKey(Connection connection, long id, StringBuilder answer)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id, name, price, stock from products where id = ? limit 1")) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("no row " + id);
        }
        row(row, answer);
      }
    }
    answer.append(",\"metadata\":{\"total\":1,\"count\":1}");
  }

  private static void page(Connection connection, long after, int limit, StringBuilder answer)
      throws SQLException {
    int count = 0;
    answer.append('[');
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id, name, price, stock from products where id > ? order by id limit ?")) {
      statement.setLong(1, after);
      statement.setInt(2, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (count++ > 0) {
            answer.append(',');
          }
          row(rows, answer);
        }
      }
    }
    answer
        .append("],\"metadata\":{\"count\":")
        .append(count)
        .append(",\"limit\":")
        .append(limit)
        .append(",\"offset\":0}");
  }

  private static void row(ResultSet row, StringBuilder answer) throws SQLException {
    answer.append("{\"id\":").append(row.getLong(1)).append(",\"name\":");
    quoted(row.getString(2), answer);
    answer.append(",\"price\":").append(row.getBigDecimal(3).toPlainString());
    int stock = row.getInt(4);
    answer.append(",\"stock\":").append(row.wasNull() ? "null" : Integer.toString(stock));
    answer.append('}');
  }

  private static void quoted(String text, StringBuilder answer) {
    answer.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        answer.append('\\').append(c);
      } else if (c < ' ') {
        answer.append(String.format("\\u%04x", (int) c));
      } else {
        answer.append(c);
      }
    }
    answer.append('"');
  }

  @Override
  public void close() {
    pool.close();
  }
}
