package io.mqttspec.protocol.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A filter that has been held against the columns of a {@link RowType}, in the few forms that are
 * left when aliases, groups and values that a column cannot have are gone. Made by {@link
 * FilterChecker}.
 *
 * <p>Columns are indexes into that row type; every value is canonical for its column's type, as
 * told in {@link Row}. Immutable. Equal if the forms and values are; a decimal equals one of the
 * same scale only.
 */
public abstract class CheckedFilter {

  CheckedFilter() {}

  /** The filter that every row matches: an {@link And} of nothing. */
  public static CheckedFilter all() {
    return And.ALL;
  }

  /** A filter that matches no row. */
  public static CheckedFilter none() {
    return new Constant(false);
  }

  /**
   * A filter that matches the rows with a value.
   *
   * @param column index of the column
   * @param value a canonical value of the column's type
   */
  public static CheckedFilter equalTo(int column, Object value) {
    return new Comparison(column, Comparator.EQ, value);
  }

  /**
   * All of these, with nested ANDs made one; with none, {@link #all()}. They must be for the same
   * row type.
   */
  public static CheckedFilter and(CheckedFilter... filters) {
    return and(Arrays.asList(filters));
  }

  /**
   * All of these, with nested ANDs made one; with none, {@link #all()}. They must be for the same
   * row type.
   */
  public static CheckedFilter and(List<CheckedFilter> filters) {
    List<CheckedFilter> flat = new ArrayList<>(filters.size());
    for (CheckedFilter filter : filters) {
      if (filter instanceof And) {
        flat.addAll(((And) filter).filters);
      } else {
        flat.add(filter);
      }
    }
    if (flat.isEmpty()) {
      return And.ALL;
    }
    return flat.size() == 1 ? flat.get(0) : new And(Collections.unmodifiableList(flat));
  }

  /** At least one of these, which must not be none. */
  static CheckedFilter or(List<CheckedFilter> filters) {
    return filters.size() == 1
        ? filters.get(0)
        : new Or(Collections.unmodifiableList(new ArrayList<>(filters)));
  }

  /** Calls the method of the visitor that is meant for this form. */
  public abstract <R> R accept(Visitor<R> visitor);

  /** How a {@link Comparison} compares. */
  public enum Comparator {
    EQ,
    NEQ,
    GT,
    GTE,
    LT,
    LTE,
    /** As {@code NEQ}, but true where the column is NULL. */
    DISTINCT,
    /** As {@code EQ}, but false where the column is NULL. */
    NOT_DISTINCT
  }

  /** One method for each form. */
  public interface Visitor<R> {

    /** Called for a comparison with a value. */
    R visitComparison(Comparison comparison);

    /** Called for membership in a list. */
    R visitIn(In in);

    /** Called for a test of the text. */
    R visitLike(Like like);

    /** Called for a test for NULL. */
    R visitIsNull(IsNull isNull);

    /** Called for what is decided for all values, but unknown for NULL. */
    R visitKnown(Known known);

    /** Called for what is decided for all rows. */
    R visitConstant(Constant constant);

    /** Called where all must hold. */
    R visitAnd(And and);

    /** Called where one must hold. */
    R visitOr(Or or);

    /** Called for a negation. */
    R visitNot(Not not);
  }

  /** A column compared with a value. Unknown for NULL, unless it is one of the two DISTINCTs. */
  public static final class Comparison extends CheckedFilter {

    private final int column;
    private final Comparator comparator;
    private final Object value;

    Comparison(int column, Comparator comparator, Object value) {
      this.column = column;
      this.comparator = comparator;
      this.value = value;
    }

    /** The index of the column. */
    public int column() {
      return column;
    }

    /** How they are compared. */
    public Comparator comparator() {
      return comparator;
    }

    /**
     * A canonical value of the column's type; never null, since a comparison with NULL becomes
     * {@link IsNull}.
     */
    public Object value() {
      return value;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitComparison(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Comparison
          && column == ((Comparison) other).column
          && comparator == ((Comparison) other).comparator
          && Objects.deepEquals(value, ((Comparison) other).value);
    }

    @Override
    public int hashCode() {
      return Objects.hash(column, comparator, Arrays.deepHashCode(new Object[] {value}));
    }

    @Override
    public String toString() {
      return "#" + column + " " + comparator + " " + Arrays.deepToString(new Object[] {value});
    }
  }

  /** Whether the column's value is in a list. Unknown for NULL. */
  public static final class In extends CheckedFilter {

    private final int column;
    private final List<Object> values;
    private final boolean withNull;
    private final boolean negated;

    /** Takes the values sorted as the column's type compares, without repetitions. */
    In(int column, List<Object> values, boolean withNull, boolean negated) {
      this.column = column;
      this.values = values;
      this.withNull = withNull;
      this.negated = negated;
    }

    /** The index of the column. */
    public int column() {
      return column;
    }

    /**
     * The canonical values without NULL, in ascending order, each once; empty only where NULL is
     * the one value in the list, so that every row is unknown. Unmodifiable.
     */
    public List<Object> values() {
      return values;
    }

    /** Whether NULL is in the list, so that a value not found in it is unknown. */
    public boolean withNull() {
      return withNull;
    }

    /** Whether it is {@code not_in}. */
    public boolean negated() {
      return negated;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitIn(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof In
          && column == ((In) other).column
          && withNull == ((In) other).withNull
          && negated == ((In) other).negated
          && Arrays.deepEquals(values.toArray(), ((In) other).values.toArray());
    }

    @Override
    public int hashCode() {
      return Objects.hash(column, withNull, negated, Arrays.deepHashCode(values.toArray()));
    }

    @Override
    public String toString() {
      return "#"
          + column
          + (negated ? " NOT IN " : " IN ")
          + Arrays.deepToString(values.toArray())
          + (withNull ? " or NULL" : "");
    }
  }

  /** Whether the canonical text of the column's value fits a pattern. Unknown for NULL. */
  public static final class Like extends CheckedFilter {

    private final int column;
    private final LikePattern pattern;
    private final boolean ignoreCase;

    Like(int column, LikePattern pattern, boolean ignoreCase) {
      this.column = column;
      this.pattern = pattern;
      this.ignoreCase = ignoreCase;
    }

    /** The index of the column. */
    public int column() {
      return column;
    }

    /** The pattern. */
    public LikePattern pattern() {
      return pattern;
    }

    /** Whether case is ignored, as {@link LowerCase} has it. */
    public boolean ignoreCase() {
      return ignoreCase;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitLike(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Like
          && column == ((Like) other).column
          && ignoreCase == ((Like) other).ignoreCase
          && pattern.equals(((Like) other).pattern);
    }

    @Override
    public int hashCode() {
      return Objects.hash(column, pattern, ignoreCase);
    }

    @Override
    public String toString() {
      return "#" + column + (ignoreCase ? " ILIKE " : " LIKE ") + pattern;
    }
  }

  /** Whether the column is NULL. Never unknown. */
  public static final class IsNull extends CheckedFilter {

    private final int column;
    private final boolean negated;

    IsNull(int column, boolean negated) {
      this.column = column;
      this.negated = negated;
    }

    /** The index of the column. */
    public int column() {
      return column;
    }

    /** Whether it asks for a value instead of NULL. */
    public boolean negated() {
      return negated;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitIsNull(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof IsNull
          && column == ((IsNull) other).column
          && negated == ((IsNull) other).negated;
    }

    @Override
    public int hashCode() {
      return Objects.hash(column, negated);
    }

    @Override
    public String toString() {
      return "#" + column + (negated ? " IS NOT NULL" : " IS NULL");
    }
  }

  /**
   * Decided for every value of the column, unknown for NULL: what is left of a comparison with a
   * value that the column cannot have, such as an integer with 2.5.
   */
  public static final class Known extends CheckedFilter {

    private final int column;
    private final boolean truth;

    Known(int column, boolean truth) {
      this.column = column;
      this.truth = truth;
    }

    /** The index of the column. */
    public int column() {
      return column;
    }

    /** What holds for every value but NULL. */
    public boolean truth() {
      return truth;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitKnown(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Known
          && column == ((Known) other).column
          && truth == ((Known) other).truth;
    }

    @Override
    public int hashCode() {
      return Objects.hash(column, truth);
    }

    @Override
    public String toString() {
      return "#" + column + " IS NULL ? UNKNOWN : " + truth;
    }
  }

  /** Decided for every row, NULL or not: what is left of {@code in []}. */
  public static final class Constant extends CheckedFilter {

    private final boolean truth;

    Constant(boolean truth) {
      this.truth = truth;
    }

    /** What holds for every row. */
    public boolean truth() {
      return truth;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitConstant(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Constant && truth == ((Constant) other).truth;
    }

    @Override
    public int hashCode() {
      return Boolean.hashCode(truth);
    }

    @Override
    public String toString() {
      return String.valueOf(truth);
    }
  }

  /** All of them must hold; true if there are none. */
  public static final class And extends CheckedFilter {

    private static final And ALL = new And(Collections.<CheckedFilter>emptyList());

    private final List<CheckedFilter> filters;

    And(List<CheckedFilter> filters) {
      this.filters = filters;
    }

    /** What must hold. Unmodifiable, may be empty. */
    public List<CheckedFilter> filters() {
      return filters;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitAnd(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof And && filters.equals(((And) other).filters);
    }

    @Override
    public int hashCode() {
      return 31 + filters.hashCode();
    }

    @Override
    public String toString() {
      return "AND" + filters;
    }
  }

  /** One of them must hold. */
  public static final class Or extends CheckedFilter {

    private final List<CheckedFilter> filters;

    Or(List<CheckedFilter> filters) {
      this.filters = filters;
    }

    /** Of what one must hold. Unmodifiable, at least two. */
    public List<CheckedFilter> filters() {
      return filters;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitOr(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Or && filters.equals(((Or) other).filters);
    }

    @Override
    public int hashCode() {
      return 37 + filters.hashCode();
    }

    @Override
    public String toString() {
      return "OR" + filters;
    }
  }

  /** It must be false; where it is unknown, so is this. */
  public static final class Not extends CheckedFilter {

    private final CheckedFilter filter;

    Not(CheckedFilter filter) {
      this.filter = filter;
    }

    /** What must be false. */
    public CheckedFilter filter() {
      return filter;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitNot(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Not && filter.equals(((Not) other).filter);
    }

    @Override
    public int hashCode() {
      return 41 + filter.hashCode();
    }

    @Override
    public String toString() {
      return "NOT(" + filter + ")";
    }
  }
}
