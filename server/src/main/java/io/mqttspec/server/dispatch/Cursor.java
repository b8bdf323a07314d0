package io.mqttspec.server.dispatch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a page begins or ends, as a client names it. */
sealed interface Cursor {

  /**
   * A place in an order, whether or not a row is there.
   *
   * @param values a canonical value for each part of the order, null for NULL
   */
  record Place(List<@Nullable Object> values) implements Cursor {}

  /**
   * The place of the row that has this key.
   *
   * @param parts canonical values
   */
  @SuppressWarnings("ArrayRecordComponent") // a key is an array everywhere, and none is compared
  record Key(Object[] parts) implements Cursor {}
}
