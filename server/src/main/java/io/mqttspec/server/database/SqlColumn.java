package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column as the database has it.
 *
 * @param name exactly as stored there, unquoted
 * @param typeName type as the database names it
 * @param type type in the protocol's terms
 * @param nullable whether NULL may be stored
 * @param hasDefault whether an insert may leave it out though it is not nullable
 * @param generated whether the database makes its value (identity or generated column)
 * @param exact whether the database's own {@code =} on the column is the protocol's
 * @param collation by whose character set the dialect writes values; null where it does not ask
 * @param labels of an enum, in the order of their positions; empty for other types
 */
public record SqlColumn(
    String name,
    String typeName,
    ColumnType type,
    boolean nullable,
    boolean hasDefault,
    boolean generated,
    boolean exact,
    @Nullable String collation,
    List<String> labels) {

  private static final Pattern LABEL = Pattern.compile("'((?:[^']|'')*)'");

  /** A column whose collation makes no difference. */
  public SqlColumn(
      String name,
      String typeName,
      ColumnType type,
      boolean nullable,
      boolean hasDefault,
      boolean generated) {
    this(name, typeName, type, nullable, hasDefault, generated, true, null, labels(type, typeName));
  }

  /** The same column with another type in the protocol's terms. */
  public SqlColumn as(ColumnType other) {
    return new SqlColumn(
        name, typeName, other, nullable, hasDefault, generated, exact, collation, labels);
  }

  /** The labels of an enum whose type is named by them. */
  static List<String> labels(ColumnType type, String typeName) {
    if (type.kind() != ColumnType.Kind.ENUM) {
      return List.of();
    }
    return LABEL
        .matcher(typeName)
        .results()
        .map(label -> label.group(1).replace("''", "'"))
        .toList();
  }

  /** The same column without NULL. */
  SqlColumn notNull() {
    return new SqlColumn(
        name, typeName, type, false, hasDefault, generated, exact, collation, labels);
  }
}
