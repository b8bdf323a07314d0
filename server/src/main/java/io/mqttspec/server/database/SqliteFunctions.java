package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.LikePattern;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * What SQL calls on a connection to SQLite: it gives the statements the meaning that the protocol's
 * matcher has in memory. Registered once for each connection, which is used by one thread at a
 * time.
 */
final class SqliteFunctions {

  static final String LIKES = "mqttspec_likes";
  static final String LIKES_ANY_CASE = "mqttspec_likes_any_case";
  static final String DECIMAL_TEXT = "mqttspec_decimal_text";
  static final String DECIMAL_COLLATION = "mqttspec_decimal";

  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private SqliteFunctions() {}

  static void register(SQLiteConnection connection) throws SQLException {
    int pure = Function.FLAG_DETERMINISTIC;
    Function.create(connection, LIKES, new Likes(false), 2, pure);
    Function.create(connection, LIKES_ANY_CASE, new Likes(true), 2, pure);
    Function.create(connection, DECIMAL_TEXT, new DecimalText(), 1, pure);
    Collation.create(connection, DECIMAL_COLLATION, new DecimalOrder());
  }

  /** The decimal that a text is, null where it is none. */
  static @Nullable BigDecimal decimal(String text) {
    return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
  }

  /** LIKE of a text and a pattern, NULL for NULL. */
  private static final class Likes extends Function {

    private final boolean ignoreCase;

    /** A statement calls with one pattern for all rows: parse it once, not once a row. */
    private @Nullable LikePattern last;

    Likes(boolean ignoreCase) {
      this.ignoreCase = ignoreCase;
    }

    @Override
    protected void xFunc() throws SQLException {
      String text = value_text(0);
      String wanted = value_text(1);
      if (text == null || wanted == null) {
        result();
        return;
      }
      LikePattern pattern = last;
      if (pattern == null || !pattern.pattern().equals(wanted)) {
        pattern = LikePattern.restore(wanted);
        last = pattern;
      }
      boolean likes = ignoreCase ? pattern.matchesIgnoringCase(text) : pattern.matches(text);
      result(likes ? 1 : 0);
    }
  }

  /** Canonical text of a decimal, NULL for what is none. */
  private static final class DecimalText extends Function {
    @Override
    protected void xFunc() throws SQLException {
      String text = value_text(0);
      BigDecimal value = text == null ? null : decimal(text);
      if (value == null) {
        result();
      } else {
        result(ColumnValues.text(ColumnType.decimal(), value));
      }
    }
  }

  /** Texts by the decimals that they are; those that are none come after all others. */
  private static final class DecimalOrder extends Collation {
    @Override
    protected int xCompare(String left, String right) {
      BigDecimal a = decimal(left);
      BigDecimal b = decimal(right);
      if (a != null && b != null) {
        return a.compareTo(b);
      }
      if (a == null && b == null) {
        return left.compareTo(right);
      }
      return a == null ? 1 : -1;
    }
  }
}
