package io.mqttspec.server.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.protocol.query.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL that is being written, with the values to bind in the order of its placeholders. Its text is
 * made of registered identifiers, of placeholders and of SQL of ours; values are bound and nothing
 * else. For one thread.
 */
public final class SqlText {

  /** A value and the type of the column that it belongs to. */
  public record Bind(ColumnType type, @Nullable Object value) {}

  private final StringBuilder text = new StringBuilder(160);
  private final List<Bind> binds = new ArrayList<>();

  @CanIgnoreReturnValue
  public SqlText append(String sql) {
    text.append(sql);
    return this;
  }

  /** Remembers the value of a placeholder whose text is, or is about to be, appended. */
  @CanIgnoreReturnValue
  public SqlText bind(ColumnType type, @Nullable Object value) {
    binds.add(new Bind(type, value));
    return this;
  }

  /** The text so far. */
  public String text() {
    return text.toString();
  }

  /** The values so far, one for each placeholder of the text. */
  public List<Bind> binds() {
    return binds;
  }
}
