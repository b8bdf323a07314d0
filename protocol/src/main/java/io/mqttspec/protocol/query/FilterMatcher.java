package io.mqttspec.protocol.query;

import java.util.List;

/**
 * Whether a row matches a filter: the one statement in memory of what filters mean
 * (docs/protocol.md 5). What the server asks a database must give the same answers.
 */
public final class FilterMatcher {

  private FilterMatcher() {}

  /**
   * Whether the filter is true for the row; unknown is not true. The filter must be for the row's
   * type.
   */
  public static boolean matches(CheckedFilter filter, Row row) {
    return evaluate(filter, row) == Truth.TRUE;
  }

  /**
   * What the filter says of the row, in SQL's logic of three values. The filter must be for the
   * row's type.
   */
  public static Truth evaluate(CheckedFilter filter, Row row) {
    return filter.accept(new Evaluation(row));
  }

  private static final class Evaluation implements CheckedFilter.Visitor<Truth> {

    private final Row row;

    Evaluation(Row row) {
      this.row = row;
    }

    @Override
    public Truth visitComparison(CheckedFilter.Comparison comparison) {
      Object value = row.value(comparison.column());
      CheckedFilter.Comparator comparator = comparison.comparator();
      if (value == null) {
        switch (comparator) {
          case DISTINCT:
            return Truth.TRUE;
          case NOT_DISTINCT:
            return Truth.FALSE;
          default:
            return Truth.UNKNOWN;
        }
      }
      int order = ColumnValues.compare(type(comparison.column()), value, comparison.value());
      switch (comparator) {
        case EQ:
        case NOT_DISTINCT:
          return Truth.of(order == 0);
        case NEQ:
        case DISTINCT:
          return Truth.of(order != 0);
        case GT:
          return Truth.of(order > 0);
        case GTE:
          return Truth.of(order >= 0);
        case LT:
          return Truth.of(order < 0);
        case LTE:
          return Truth.of(order <= 0);
      }
      throw new AssertionError(comparator);
    }

    @Override
    public Truth visitIn(CheckedFilter.In in) {
      Object value = row.value(in.column());
      if (value == null) {
        return Truth.UNKNOWN;
      }
      if (contains(in.values(), type(in.column()), value)) {
        return Truth.of(!in.negated());
      }
      return in.withNull() ? Truth.UNKNOWN : Truth.of(in.negated());
    }

    @Override
    public Truth visitLike(CheckedFilter.Like like) {
      Object value = row.value(like.column());
      if (value == null) {
        return Truth.UNKNOWN;
      }
      String text = ColumnValues.text(type(like.column()), value);
      return Truth.of(
          like.ignoreCase()
              ? like.pattern().matchesIgnoringCase(text)
              : like.pattern().matches(text));
    }

    @Override
    public Truth visitIsNull(CheckedFilter.IsNull isNull) {
      return Truth.of(row.isNull(isNull.column()) != isNull.negated());
    }

    @Override
    public Truth visitKnown(CheckedFilter.Known known) {
      return row.isNull(known.column()) ? Truth.UNKNOWN : Truth.of(known.truth());
    }

    @Override
    public Truth visitConstant(CheckedFilter.Constant constant) {
      return Truth.of(constant.truth());
    }

    @Override
    public Truth visitAnd(CheckedFilter.And and) {
      return first(and.filters(), Truth.FALSE, Truth.TRUE);
    }

    @Override
    public Truth visitOr(CheckedFilter.Or or) {
      return first(or.filters(), Truth.TRUE, Truth.FALSE);
    }

    @Override
    public Truth visitNot(CheckedFilter.Not not) {
      return not.filter().accept(this).not();
    }

    private ColumnType type(int column) {
      return row.type().column(column).type();
    }

    /**
     * The deciding truth if a filter has it; else unknown if one is unknown; else the remaining
     * one.
     */
    private Truth first(List<CheckedFilter> filters, Truth deciding, Truth remaining) {
      Truth result = remaining;
      for (int i = 0; i < filters.size(); i++) {
        Truth truth = filters.get(i).accept(this);
        if (truth == deciding) {
          return deciding;
        }
        if (truth == Truth.UNKNOWN) {
          result = Truth.UNKNOWN;
        }
      }
      return result;
    }

    private static boolean contains(List<Object> sorted, ColumnType type, Object value) {
      int low = 0;
      int high = sorted.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = ColumnValues.compare(type, sorted.get(middle), value);
        if (order == 0) {
          return true;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return false;
    }
  }
}
