package io.mqttspec.protocol.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.Literal.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the filters of a request against the columns of an entity: what is left has only columns
 * that exist, operators that their types allow and values that they can have.
 */
public final class FilterChecker {

  private static final int NO_INDEX = -1;
  private static final int NAME_IN_MESSAGE = 64;

  private final RowType rowType;
  private final FilterLimits limits;
  private final String path;
  private int nodes;

  private FilterChecker(RowType rowType, FilterLimits limits, String path) {
    this.rowType = rowType;
    this.limits = limits;
    this.path = path;
  }

  /**
   * Checks a list of filters and joins them: a filter and the OR filters right after it form a
   * group, groups are ANDed.
   *
   * @param path the place of the list in the request, such as {@code options.filters}
   * @return one filter for all of them; {@link CheckedFilter#all()} for an empty list
   * @throws ProtocolException with {@code invalid_filter} and the place of what is wrong, such as
   *     {@code options.filters[2].value}
   */
  public static CheckedFilter check(
      List<? extends Filter> filters, RowType rowType, FilterLimits limits, String path) {
    return new FilterChecker(rowType, limits, path).groups(filters);
  }

  private CheckedFilter groups(List<? extends Filter> filters) {
    List<CheckedFilter> groups = new ArrayList<>(filters.size());
    List<CheckedFilter> group = new ArrayList<>(1);
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      if (filter.logic() == Logic.AND && !group.isEmpty()) {
        groups.add(CheckedFilter.or(group));
        group.clear();
      }
      group.add(filter.accept(new Check(path, i)));
    }
    if (!group.isEmpty()) {
      groups.add(CheckedFilter.or(group));
    }
    return CheckedFilter.and(groups);
  }

  /**
   * The check of one filter, which knows its place; the text of the place is made only when it is
   * needed.
   */
  private final class Check implements Filter.Visitor<CheckedFilter> {

    private final String list;
    private final int index;

    Check(String list, int index) {
      this.list = list;
      this.index = index;
    }

    @Override
    public CheckedFilter visitAnd(Filter.And and) {
      count();
      return CheckedFilter.and(branches(and.filters(), "and"));
    }

    @Override
    public CheckedFilter visitOr(Filter.Or or) {
      count();
      return CheckedFilter.or(branches(or.filters(), "or"));
    }

    @Override
    public CheckedFilter visitNot(Filter.Not not) {
      count();
      return new CheckedFilter.Not(not.filter().accept(new Check(place() + ".not", NO_INDEX)));
    }

    private List<CheckedFilter> branches(List<Filter> filters, String key) {
      String branch = place() + "." + key;
      List<CheckedFilter> checked = new ArrayList<>(filters.size());
      for (int i = 0; i < filters.size(); i++) {
        checked.add(filters.get(i).accept(new Check(branch, i)));
      }
      return checked;
    }

    @Override
    public CheckedFilter visitCondition(Filter.Condition condition) {
      count();
      int column = rowType.indexOf(condition.column());
      if (column < 0) {
        throw refused("column", "no column is named " + shortened(condition.column()));
      }
      ColumnType type = rowType.column(column).type();
      Operator operator = condition.operator();
      if (!type.allows(operator)) {
        throw refused(
            "operator", operator.wireName() + " cannot be used on a column of type " + type);
      }
      try {
        return checked(column, type, operator, condition.value());
      } catch (UnfitValueException unfit) {
        throw refused("value" + unfit.place(), unfit.sentence());
      }
    }

    private void count() {
      if (++nodes > limits.filters()) {
        throw ProtocolException.at(
            ErrorCode.INVALID_FILTER, path, "at most " + limits.filters() + " filters are allowed");
      }
    }

    private String place() {
      return index == NO_INDEX ? list : list + "[" + index + "]";
    }

    private ProtocolException refused(String field, String message) {
      return ProtocolException.at(ErrorCode.INVALID_FILTER, place() + "." + field, message);
    }
  }

  private CheckedFilter checked(
      int column, ColumnType type, Operator operator, @Nullable JsonElement value)
      throws UnfitValueException {
    if (operator.isNullTest()) {
      return nullTest(column, type, operator, value);
    }
    if (value == null) {
      throw new UnfitValueException(operator.wireName() + " needs a value");
    }
    switch (operator) {
      case EQ:
        return value.isJsonNull()
            ? new CheckedFilter.IsNull(column, false)
            : comparison(column, type, Comparator.EQ, value);
      case NEQ:
        return value.isJsonNull()
            ? new CheckedFilter.IsNull(column, true)
            : comparison(column, type, Comparator.NEQ, value);
      case IS_DISTINCT:
        return value.isJsonNull()
            ? new CheckedFilter.IsNull(column, true)
            : comparison(column, type, Comparator.DISTINCT, value);
      case IS_NOT_DISTINCT:
        return value.isJsonNull()
            ? new CheckedFilter.IsNull(column, false)
            : comparison(column, type, Comparator.NOT_DISTINCT, value);
      case GT:
        return comparison(column, type, Comparator.GT, value);
      case GTE:
        return comparison(column, type, Comparator.GTE, value);
      case LT:
        return comparison(column, type, Comparator.LT, value);
      case LTE:
        return comparison(column, type, Comparator.LTE, value);
      case BETWEEN:
        return range(column, type, Comparator.GT, Comparator.LT, value);
      case BETWEEN_INCLUSIVE:
        return range(column, type, Comparator.GTE, Comparator.LTE, value);
      case IN:
        return in(column, type, value, false);
      case NOT_IN:
        return in(column, type, value, true);
      default:
        return like(column, operator, value);
    }
  }

  private static CheckedFilter nullTest(
      int column, ColumnType type, Operator operator, @Nullable JsonElement value)
      throws UnfitValueException {
    boolean isTrue =
        value != null
            && value.isJsonPrimitive()
            && value.getAsJsonPrimitive().isBoolean()
            && value.getAsBoolean();
    if (value != null && !value.isJsonNull() && !isTrue) {
      throw new UnfitValueException(operator.wireName() + " takes no value");
    }
    boolean negated = operator == Operator.IS_NOT_NULL || operator == Operator.NOT_EMPTY;
    CheckedFilter isNull = new CheckedFilter.IsNull(column, negated);
    boolean emptyText =
        (operator == Operator.EMPTY || operator == Operator.NOT_EMPTY) && hasEmptyText(type);
    if (!emptyText) {
      return isNull;
    }
    return negated
        ? CheckedFilter.and(isNull, new CheckedFilter.Comparison(column, Comparator.NEQ, ""))
        : CheckedFilter.or(
            Arrays.asList(isNull, new CheckedFilter.Comparison(column, Comparator.EQ, "")));
  }

  private static boolean hasEmptyText(ColumnType type) {
    switch (type.kind()) {
      case TEXT:
      case CHAR:
      case ENUM:
        return true;
      default:
        return false;
    }
  }

  private static CheckedFilter comparison(
      int column, ColumnType type, Comparator comparator, JsonElement value)
      throws UnfitValueException {
    return comparison(column, comparator, literal(type, value));
  }

  /**
   * A comparison with what may not be a value of the column: then it is decided, or one with the
   * value below.
   */
  private static CheckedFilter comparison(int column, Comparator comparator, Literal literal) {
    Place place = literal.place();
    if (place == Place.EXACT) {
      return new CheckedFilter.Comparison(column, comparator, literal.value());
    }
    switch (comparator) {
      case EQ:
        return new CheckedFilter.Known(column, false);
      case NEQ:
        return new CheckedFilter.Known(column, true);
      case DISTINCT:
        return new CheckedFilter.Constant(true);
      case NOT_DISTINCT:
        return new CheckedFilter.Constant(false);
      default:
        break;
    }
    boolean greater = comparator == Comparator.GT || comparator == Comparator.GTE;
    switch (place) {
      case BELOW:
        return new CheckedFilter.Known(column, greater);
      case ABOVE:
        return new CheckedFilter.Known(column, !greater);
      case BETWEEN:
        return new CheckedFilter.Comparison(
            column, greater ? Comparator.GT : Comparator.LTE, literal.value());
      default:
        return new CheckedFilter.Comparison(column, comparator, literal.value());
    }
  }

  private static CheckedFilter range(
      int column, ColumnType type, Comparator low, Comparator high, JsonElement value)
      throws UnfitValueException {
    if (!value.isJsonArray() || value.getAsJsonArray().size() != 2) {
      throw new UnfitValueException("an array of exactly two values is wanted here");
    }
    JsonArray bounds = value.getAsJsonArray();
    return CheckedFilter.and(
        comparison(column, low, element(type, bounds, 0)),
        comparison(column, high, element(type, bounds, 1)));
  }

  private CheckedFilter in(int column, ColumnType type, JsonElement value, boolean negated)
      throws UnfitValueException {
    if (!value.isJsonArray()) {
      return value.isJsonNull()
          ? new CheckedFilter.In(column, Collections.emptyList(), true, negated)
          : comparison(column, type, negated ? Comparator.NEQ : Comparator.EQ, value);
    }
    JsonArray list = value.getAsJsonArray();
    if (list.size() == 0) {
      return new CheckedFilter.Constant(negated);
    }
    if (list.size() > limits.valuesPerList()) {
      throw new UnfitValueException(
          "a list has at most " + limits.valuesPerList() + " values, not " + list.size());
    }
    boolean withNull = false;
    List<Object> values = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).isJsonNull()) {
        withNull = true;
      } else {
        Literal literal = element(type, list, i);
        if (literal.place() == Place.EXACT) {
          values.add(literal.value());
        }
      }
    }
    if (values.isEmpty() && !withNull) {
      return new CheckedFilter.Known(column, negated);
    }
    return new CheckedFilter.In(column, sortedDistinct(values, type), withNull, negated);
  }

  private static List<Object> sortedDistinct(List<Object> values, ColumnType type) {
    Collections.sort(values, (left, right) -> ColumnValues.compare(type, left, right));
    List<Object> distinct = new ArrayList<>(values.size());
    for (Object value : values) {
      if (distinct.isEmpty()
          || ColumnValues.compare(type, distinct.get(distinct.size() - 1), value) != 0) {
        distinct.add(value);
      }
    }
    return Collections.unmodifiableList(distinct);
  }

  private static CheckedFilter like(int column, Operator operator, JsonElement value)
      throws UnfitValueException {
    String text = Literal.text(value);
    try {
      switch (operator) {
        case LIKE:
          return new CheckedFilter.Like(column, LikePattern.parse(text), false);
        case ILIKE:
          return new CheckedFilter.Like(column, LikePattern.parse(text), true);
        case CONTAINS:
          return new CheckedFilter.Like(column, LikePattern.contains(text), true);
        case STARTSWITH:
          return new CheckedFilter.Like(column, LikePattern.startsWith(text), true);
        case ENDSWITH:
          return new CheckedFilter.Like(column, LikePattern.endsWith(text), true);
        default:
          throw new AssertionError(operator);
      }
    } catch (IllegalArgumentException badPattern) {
      throw new UnfitValueException(String.valueOf(badPattern.getMessage()));
    }
  }

  private static Literal literal(ColumnType type, JsonElement value) throws UnfitValueException {
    if (value.isJsonNull()) {
      throw new UnfitValueException("null cannot be compared: use is_null or is_not_null");
    }
    return Literal.read(type, value);
  }

  private static Literal element(ColumnType type, JsonArray list, int index)
      throws UnfitValueException {
    try {
      return literal(type, list.get(index));
    } catch (UnfitValueException unfit) {
      throw unfit.inElement(index);
    }
  }

  private static String shortened(String name) {
    if (name.length() <= NAME_IN_MESSAGE) {
      return name;
    }
    int end =
        Character.isHighSurrogate(name.charAt(NAME_IN_MESSAGE - 1))
            ? NAME_IN_MESSAGE - 1
            : NAME_IN_MESSAGE;
    return name.substring(0, end) + "...";
  }
}
