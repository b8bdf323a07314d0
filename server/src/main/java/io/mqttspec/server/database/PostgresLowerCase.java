package io.mqttspec.server.database;

import io.mqttspec.protocol.query.LowerCase;
import io.mqttspec.server.config.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The SQL with which a PostgreSQL lower-cases text as {@link LowerCase} does, whatever the
 * collation of the text.
 */
final class PostgresLowerCase {

  private static final int BUILTIN_COLLATIONS_SINCE = 17;

  /** Beyond this plane's end no letter has a lower case. */
  private static final int END_OF_LETTERS = 0x20000;

  private static final String EACH_LETTER =
      "select letter, lower(letter collate \"und-x-icu\")"
          + " from unnest(string_to_array(?, ' ')) as letter";

  private final String before;
  private final String after;

  private PostgresLowerCase(String before, String after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Finds the way of this PostgreSQL.
   *
   * @throws ConfigurationException where it has none
   */
  static PostgresLowerCase of(Connection connection) throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() >= BUILTIN_COLLATIONS_SINCE) {
      return new PostgresLowerCase("lower(", " collate \"pg_c_utf8\")");
    }
    return ofIcu(connection);
  }

  /** A text in lower case. */
  String of(String text) {
    return before + text + after;
  }

  /**
   * Before version 17 only ICU has a mapping that is the same everywhere. Its own rules for İ, of
   * which it makes two characters, and for Σ, which depends on the letters around it, are kept out;
   * so are the letters that came into Unicode after this ICU.
   */
  private static PostgresLowerCase ofIcu(Connection connection) throws SQLException {
    StringBuilder letters = new StringBuilder();
    for (int letter = 0; letter < END_OF_LETTERS; letter++) {
      if (LowerCase.lowerCase(letter) != letter) {
        letters.appendCodePoint(letter).append(' ');
      }
    }
    StringBuilder from = new StringBuilder();
    StringBuilder to = new StringBuilder();
    try (PreparedStatement statement = connection.prepareStatement(EACH_LETTER)) {
      statement.setString(1, letters.toString());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String letter = rows.getString(1);
          String lower = LowerCase.lowerCase(letter);
          if (letter.equals("İ") || letter.equals("Σ") || !rows.getString(2).equals(lower)) {
            from.append(letter);
            to.append(lower);
          }
        }
      }
    } catch (SQLException e) {
      throw new ConfigurationException(
          "this PostgreSQL is built without ICU, which the server needs before version 17: "
              + e.getMessage(),
          e);
    }
    return new PostgresLowerCase(
        "lower(translate(", ", '" + from + "', '" + to + "') collate \"und-x-icu\")");
  }
}
