package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement's text with the values to bind, in the order of its placeholders. */
final class SqlStatement {

  /** Turns the current row of a result into an object. */
  interface RowReader {
    Object read(ResultSet row) throws SQLException;
  }

  /** A value and the type of the column that it belongs to. */
  record Bind(ColumnType type, @Nullable Object value) {}

  private static final RowReader NO_ROWS =
      row -> {
        throw new IllegalStateException("this statement gives no rows");
      };

  private final StringBuilder text = new StringBuilder(160);
  private final List<Bind> binds = new ArrayList<>();
  private final RowReader reader;
  private @Nullable Object generatedKey;

  SqlStatement(RowReader reader) {
    this.reader = reader;
  }

  SqlStatement() {
    this(NO_ROWS);
  }

  SqlStatement append(String sql) {
    text.append(sql);
    return this;
  }

  /** Remembers the value of a placeholder whose text is, or is about to be, appended. */
  SqlStatement bind(ColumnType type, @Nullable Object value) {
    binds.add(new Bind(type, value));
    return this;
  }

  String text() {
    return text.toString();
  }

  List<Bind> binds() {
    return binds;
  }

  RowReader reader() {
    return reader;
  }

  /** Keeps the key that the database made, read by the statement's reader. */
  void generatedKey(Object key) {
    generatedKey = key;
  }

  /** The key that the database made, null where it made none. */
  @Nullable Object generatedKey() {
    return generatedKey;
  }
}
