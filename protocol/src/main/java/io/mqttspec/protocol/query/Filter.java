package io.mqttspec.protocol.query;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A filter as a client writes it, not yet held against any columns: docs/protocol.md 5.1 and 5.8.
 *
 * <p>It is one of {@link Condition}, {@link And}, {@link Or} and {@link Not}. Immutable, provided
 * that nobody modifies the JSON values; numbers in them are compared by their text.
 */
public abstract class Filter {

  private final Logic logic;

  Filter(Logic logic) {
    this.logic = logic;
  }

  /**
   * A condition on a column; {@code value} is null where the filter has none, JSON null where it is
   * NULL.
   */
  public static Condition of(String column, Operator operator, @Nullable JsonElement value) {
    return new Condition(column, operator, value, Logic.AND);
  }

  /**
   * All of these.
   *
   * @throws IllegalArgumentException if the list is empty, or one of its filters is joined by OR
   */
  public static And and(List<? extends Filter> filters) {
    return new And(branches(filters), Logic.AND);
  }

  /**
   * At least one of these.
   *
   * @throws IllegalArgumentException if the list is empty, or one of its filters is joined by OR
   */
  public static Or or(List<? extends Filter> filters) {
    return new Or(branches(filters), Logic.AND);
  }

  /**
   * The opposite of a filter, in the logic of three values: unknown stays unknown.
   *
   * @throws IllegalArgumentException if the filter is joined by OR
   */
  public static Not not(Filter filter) {
    return new Not(branches(Collections.singletonList(filter)).get(0), Logic.AND);
  }

  /**
   * How this filter is joined to the one before it in its list; without effect on the first one.
   */
  public final Logic logic() {
    return logic;
  }

  /** The same filter, joined by OR to the one before it in its list. */
  public abstract Filter or();

  /** Calls the method of the visitor that is meant for this kind of filter. */
  public abstract <R> R accept(Visitor<R> visitor);

  private static List<Filter> branches(List<? extends Filter> filters) {
    if (filters.isEmpty()) {
      throw new IllegalArgumentException("a filter tree needs at least one branch");
    }
    List<Filter> branches = Collections.unmodifiableList(new ArrayList<>(filters));
    for (Filter filter : branches) {
      if (filter.logic == Logic.OR) {
        throw new IllegalArgumentException(
            "inside a tree the tree itself joins: no logic_operator there");
      }
    }
    return branches;
  }

  private static String suffix(Logic logic) {
    return logic == Logic.OR ? " (or)" : "";
  }

  /** One method for each kind of filter. */
  public interface Visitor<R> {

    /** Called for a condition. */
    R visitCondition(Condition condition);

    /** Called for a filter of which all branches must hold. */
    R visitAnd(And and);

    /** Called for a filter of which one branch must hold. */
    R visitOr(Or or);

    /** Called for a negation. */
    R visitNot(Not not);
  }

  /** A column, an operator, a value. */
  public static final class Condition extends Filter {

    private final String column;
    private final Operator operator;
    private final @Nullable JsonElement value;

    private Condition(String column, Operator operator, @Nullable JsonElement value, Logic logic) {
      super(logic);
      this.column = Objects.requireNonNull(column, "column");
      this.operator = Objects.requireNonNull(operator, "operator");
      this.value = value;
    }

    /** The name of the column, which need not exist. */
    public String column() {
      return column;
    }

    /** How the column is compared. */
    public Operator operator() {
      return operator;
    }

    /**
     * What it is compared with: null where the filter has no value, JSON null where it is NULL. Not
     * to be modified.
     */
    public @Nullable JsonElement value() {
      return value;
    }

    @Override
    public Condition or() {
      return new Condition(column, operator, value, Logic.OR);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitCondition(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (!(other instanceof Condition)) {
        return false;
      }
      Condition that = (Condition) other;
      return logic() == that.logic()
          && column.equals(that.column)
          && operator == that.operator
          && JsonTrees.equal(value, that.value);
    }

    @Override
    public int hashCode() {
      return Objects.hash(logic(), column, operator, JsonTrees.hash(value));
    }

    @Override
    public String toString() {
      return column
          + " "
          + operator.wireName()
          + (value == null ? "" : " " + value)
          + suffix(logic());
    }
  }

  /** All branches must hold. */
  public static final class And extends Filter {

    private final List<Filter> filters;

    private And(List<Filter> filters, Logic logic) {
      super(logic);
      this.filters = filters;
    }

    /** The branches, at least one, unmodifiable. */
    public List<Filter> filters() {
      return filters;
    }

    @Override
    public And or() {
      return new And(filters, Logic.OR);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitAnd(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof And
          && logic() == ((And) other).logic()
          && filters.equals(((And) other).filters);
    }

    @Override
    public int hashCode() {
      return Objects.hash(logic(), filters);
    }

    @Override
    public String toString() {
      return "and" + filters + suffix(logic());
    }
  }

  /** At least one branch must hold. */
  public static final class Or extends Filter {

    private final List<Filter> filters;

    private Or(List<Filter> filters, Logic logic) {
      super(logic);
      this.filters = filters;
    }

    /** The branches, at least one, unmodifiable. */
    public List<Filter> filters() {
      return filters;
    }

    @Override
    public Or or() {
      return new Or(filters, Logic.OR);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitOr(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Or
          && logic() == ((Or) other).logic()
          && filters.equals(((Or) other).filters);
    }

    @Override
    public int hashCode() {
      return Objects.hash(logic(), filters);
    }

    @Override
    public String toString() {
      return "or" + filters + suffix(logic());
    }
  }

  /** The branch must be false; where it is unknown, so is this. */
  public static final class Not extends Filter {

    private final Filter filter;

    private Not(Filter filter, Logic logic) {
      super(logic);
      this.filter = filter;
    }

    /** The branch that is negated. */
    public Filter filter() {
      return filter;
    }

    @Override
    public Not or() {
      return new Not(filter, Logic.OR);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitNot(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Not
          && logic() == ((Not) other).logic()
          && filter.equals(((Not) other).filter);
    }

    @Override
    public int hashCode() {
      return Objects.hash(logic(), filter);
    }

    @Override
    public String toString() {
      return "not(" + filter + ")" + suffix(logic());
    }
  }
}
