package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.FilterLimits;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of an entity that a client may reach: what the hooks at {@link HookPoint#BEFORE_READ}
 * add, whatever the operation. Kept apart from the client's own filters, which can only narrow it.
 */
final class RowFilters {

  private static final Logger log = LoggerFactory.getLogger(RowFilters.class);

  private static final Set<String> WRITES = Set.of("create", "update", "delete");

  private static final FilterLimits OF_HOOKS = FilterLimits.of(1_000, 100_000);

  private final Hooks hooks;

  RowFilters(Hooks hooks) {
    this.hooks = hooks;
  }

  /**
   * Asks the hooks.
   *
   * @param context at which they add filters
   * @throws ProtocolException when one refuses, or adds a filter that can't be
   */
  CheckedFilter of(Entity entity, HookContext context) {
    if (hooks.has(HookPoint.BEFORE_READ)) {
      List<Filter> asked = context.options().filters();
      hooks.run(HookPoint.BEFORE_READ, context);
      if (WRITES.contains(context.operation()) && !context.options().filters().equals(asked)) {
        // Of a write they are mere preconditions, which say nothing of the row it leaves.
        log.error(
            "A hook at BEFORE_READ changed the filters in the options of a {}, where they guard"
                + " nothing: it must use addFilter",
            context.operation());
        throw hookError();
      }
    }
    // Hooks of other points may have added some, too.
    return check(entity, context.addedFilters());
  }

  /**
   * Checks what hooks have added.
   *
   * @throws ProtocolException when it can't be
   */
  static CheckedFilter check(Entity entity, List<Filter> filters) {
    if (filters.isEmpty()) {
      return CheckedFilter.all();
    }
    try {
      return FilterChecker.check(filters, entity.rowType(), OF_HOOKS, "filters");
    } catch (ProtocolException e) {
      // The client has not sent it and can't mend it.
      log.error("A hook added a filter to {} that can't be: {}", entity, e.error());
      throw hookError();
    }
  }

  private static ProtocolException hookError() {
    return ProtocolException.of(
        ErrorCode.HOOK_ERROR, "A hook of this server failed; its log tells why.");
  }
}
