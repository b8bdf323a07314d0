package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.server.database.ColumnExpression;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.Ordering;
import io.mqttspec.server.database.SqlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders the condition that a row comes after a place in an order: after it by the first column,
 * or level with it there and after it by the next, and so on.
 */
final class KeysetRenderer {

  /**
   * One part of the order and what the place has there.
   *
   * @param value canonical, null for NULL
   */
  record Part(ColumnExpression column, Ordering ordering, @Nullable Object value) {}

  private final Dialect dialect;
  private final SqlText sql;

  /** For one statement. */
  KeysetRenderer(Dialect dialect, SqlText sql) {
    this.dialect = dialect;
    this.sql = sql;
  }

  /** Writes the condition, which is never unknown where it matters: it must not be negated. */
  void after(List<Part> parts) {
    if (parts.size() > 1) {
      Part first = parts.get(0);
      if (first.value() != null && !first.column().column().nullable()) {
        // Says nothing new, but it is what every optimizer takes a range of an index from.
        compare(first, first.ordering().descending() ? Comparator.LTE : Comparator.GTE);
        sql.append(" and ");
      }
    }
    write(parts);
  }

  private void write(List<Part> parts) {
    if (parts.isEmpty()) {
      sql.append("1 = 0");
      return;
    }
    Part part = parts.get(0);
    List<Part> rest = parts.subList(1, parts.size());
    if (rest.isEmpty()) {
      beyond(part);
      return;
    }
    sql.append("(");
    beyond(part);
    sql.append(" or (");
    level(part);
    sql.append(" and ");
    write(rest);
    sql.append("))");
  }

  private void beyond(Part part) {
    boolean nullsFirst = part.ordering().nullsFirst();
    if (part.value() != null) {
      boolean orNull = part.column().column().nullable() && !nullsFirst;
      sql.append(orNull ? "(" : "");
      compare(part, part.ordering().descending() ? Comparator.LT : Comparator.GT);
      if (orNull) {
        sql.append(" or ");
        dialect.isNull(sql, part.column(), false);
        sql.append(")");
      }
    } else if (nullsFirst) {
      dialect.isNull(sql, part.column(), true);
    } else {
      sql.append("1 = 0");
    }
  }

  private void level(Part part) {
    if (part.value() == null) {
      dialect.isNull(sql, part.column(), false);
    } else {
      compare(part, Comparator.EQ);
    }
  }

  private void compare(Part part, Comparator comparator) {
    Object value = part.value();
    if (value == null) {
      throw new IllegalArgumentException("NULL is not compared");
    }
    if (part.ordering().asStored()) {
      dialect.compareAsStored(sql, part.column(), comparator, value);
    } else {
      dialect.compare(sql, part.column(), comparator, value);
    }
  }
}
