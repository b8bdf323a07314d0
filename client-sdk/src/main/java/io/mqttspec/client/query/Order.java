package io.mqttspec.client.query;

import io.mqttspec.protocol.query.NullOrder;
import io.mqttspec.protocol.query.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column to sort by. NULLs come last in ascending and first in descending order unless said
 * otherwise. Rows that are equal in all columns of a query's order always come in the same order by
 * their key; whether upwards or downwards is the server's choice, unless the query sorts by the key
 * last.
 *
 * <p>Immutable.
 */
public final class Order {

  private final Sort sort;

  private Order(Sort sort) {
    this.sort = sort;
  }

  /**
   * From the least to the greatest.
   *
   * @param column the column
   * @return an order
   * @throws IllegalArgumentException if the name is empty
   */
  public static Order asc(String column) {
    return new Order(Sort.asc(Field.named(column)));
  }

  /**
   * From the greatest to the least.
   *
   * @param column the column
   * @return an order
   * @throws IllegalArgumentException if the name is empty
   */
  public static Order desc(String column) {
    return new Order(Sort.desc(Field.named(column)));
  }

  /**
   * The same with NULLs before all values.
   *
   * @return a new order
   */
  public Order nullsFirst() {
    return new Order(sort.withNulls(NullOrder.FIRST));
  }

  /**
   * The same with NULLs behind all values.
   *
   * @return a new order
   */
  public Order nullsLast() {
    return new Order(sort.withNulls(NullOrder.LAST));
  }

  /**
   * The order in the words of the protocol.
   *
   * @return a sort
   */
  public Sort toSort() {
    return sort;
  }

  /** The columns of a list, and these behind them. */
  static List<Sort> joined(List<Sort> sort, Order[] orders) {
    List<Sort> joined = new ArrayList<>(sort);
    for (Order order : orders) {
      joined.add(order.sort);
    }
    return joined;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Order && sort.equals(((Order) other).sort);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sort);
  }

  @Override
  public String toString() {
    return sort.toString();
  }
}
