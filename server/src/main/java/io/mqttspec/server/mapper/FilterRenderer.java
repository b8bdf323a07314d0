package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import java.util.List;

/**
 * Renders a checked filter as a SQL condition with the meaning that the protocol's matcher has in
 * memory, three-valued logic included.
 */
final class FilterRenderer implements CheckedFilter.Visitor<Void> {

  private final Dialect dialect;
  private final Entity entity;
  private final SqlStatement sql;

  FilterRenderer(Dialect dialect, Entity entity, SqlStatement sql) {
    this.dialect = dialect;
    this.entity = entity;
    this.sql = sql;
  }

  private EntityColumn column(int index) {
    return entity.columns().get(index);
  }

  private String quoted(EntityColumn column) {
    return dialect.quote(column.sqlName());
  }

  @Override
  public Void visitComparison(CheckedFilter.Comparison comparison) {
    EntityColumn column = column(comparison.column());
    ColumnType type = column.type();
    String operator = operator(comparison.comparator());
    boolean ordered =
        switch (comparison.comparator()) {
          case GT, GTE, LT, LTE -> true;
          case EQ, NEQ, DISTINCT, NOT_DISTINCT -> false;
        };
    String left;
    String right = dialect.placeholder(type);
    if (ordered) {
      left = dialect.orderOperand(type, quoted(column));
      right = dialect.orderValue(type, right);
    } else {
      left = dialect.equalityOperand(type, column.sqlType(), quoted(column));
    }
    sql.append(left).append(operator).append(right).bind(type, comparison.value());
    return null;
  }

  private static String operator(Comparator comparator) {
    return switch (comparator) {
      case EQ -> " = ";
      case NEQ -> " <> ";
      case GT -> " > ";
      case GTE -> " >= ";
      case LT -> " < ";
      case LTE -> " <= ";
      case DISTINCT -> " is distinct from ";
      case NOT_DISTINCT -> " is not distinct from ";
    };
  }

  @Override
  public Void visitIn(CheckedFilter.In in) {
    EntityColumn column = column(in.column());
    String operand = dialect.equalityOperand(column.type(), column.sqlType(), quoted(column));
    sql.append(in.negated() ? "not (" : "(").append(operand).append(" in (");
    String separator = "";
    for (Object value : in.values()) {
      sql.append(separator).append(dialect.placeholder(column.type())).bind(column.type(), value);
      separator = ", ";
    }
    if (in.withNull()) {
      sql.append(separator).append("null");
    }
    sql.append("))");
    return null;
  }

  @Override
  public Void visitLike(CheckedFilter.Like like) {
    EntityColumn column = column(like.column());
    String text = dialect.textOperand(column.type(), quoted(column));
    sql.append(dialect.like(text, "?", like.ignoreCase()))
        .bind(ColumnType.text(), like.pattern().pattern());
    return null;
  }

  @Override
  public Void visitIsNull(CheckedFilter.IsNull isNull) {
    sql.append(quoted(column(isNull.column())))
        .append(isNull.negated() ? " is not null" : " is null");
    return null;
  }

  @Override
  public Void visitKnown(CheckedFilter.Known known) {
    String column = quoted(column(known.column()));
    sql.append("case when " + column + " is not null then ")
        .append(known.truth() ? "1 = 1" : "1 = 0")
        .append(" end");
    return null;
  }

  @Override
  public Void visitConstant(CheckedFilter.Constant constant) {
    sql.append(constant.truth() ? "1 = 1" : "1 = 0");
    return null;
  }

  @Override
  public Void visitAnd(CheckedFilter.And and) {
    join(and.filters(), " and ", "1 = 1");
    return null;
  }

  @Override
  public Void visitOr(CheckedFilter.Or or) {
    join(or.filters(), " or ", "1 = 0");
    return null;
  }

  private void join(List<CheckedFilter> filters, String operator, String ofNone) {
    if (filters.isEmpty()) {
      sql.append(ofNone);
      return;
    }
    sql.append("(");
    String separator = "";
    for (CheckedFilter filter : filters) {
      sql.append(separator);
      filter.accept(this);
      separator = operator;
    }
    sql.append(")");
  }

  @Override
  public Void visitNot(CheckedFilter.Not not) {
    sql.append("not (");
    not.filter().accept(this);
    sql.append(")");
    return null;
  }
}
