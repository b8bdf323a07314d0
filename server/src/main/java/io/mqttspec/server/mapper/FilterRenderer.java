package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.server.database.ColumnExpression;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlText;
import java.util.List;

/**
 * Renders a checked filter as a SQL condition with the meaning that the protocol's matcher has in
 * memory, three-valued logic included.
 */
final class FilterRenderer implements CheckedFilter.Visitor<Void> {

  private final Dialect dialect;
  private final ColumnExpression[] columns;
  private final SqlText sql;

  /**
   * For one statement.
   *
   * @param columns those of the entity, in its order, as the statement names them
   */
  FilterRenderer(Dialect dialect, ColumnExpression[] columns, SqlText sql) {
    this.dialect = dialect;
    this.columns = columns;
    this.sql = sql;
  }

  @Override
  public Void visitComparison(CheckedFilter.Comparison comparison) {
    dialect.compare(sql, columns[comparison.column()], comparison.comparator(), comparison.value());
    return null;
  }

  @Override
  public Void visitIn(CheckedFilter.In in) {
    sql.append(in.negated() ? "not (" : "(");
    dialect.in(sql, columns[in.column()], in.values(), in.withNull());
    sql.append(")");
    return null;
  }

  @Override
  public Void visitLike(CheckedFilter.Like like) {
    dialect.like(sql, columns[like.column()], like.pattern(), like.ignoreCase());
    return null;
  }

  @Override
  public Void visitIsNull(CheckedFilter.IsNull isNull) {
    dialect.isNull(sql, columns[isNull.column()], isNull.negated());
    return null;
  }

  @Override
  public Void visitKnown(CheckedFilter.Known known) {
    String column = columns[known.column()].sql();
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
