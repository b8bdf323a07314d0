package io.mqttspec.server.hook;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.database.Transactions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registered hooks. Immutable, for any thread. */
public final class Hooks {

  private static final Logger log = LoggerFactory.getLogger(Hooks.class);

  private final Map<HookPoint, List<Hook>> hooks = new EnumMap<>(HookPoint.class);

  public Hooks(Map<HookPoint, List<Hook>> hooks) {
    hooks.forEach((point, list) -> this.hooks.put(point, List.copyOf(list)));
  }

  /** Whether any hook is registered there. */
  public boolean has(HookPoint point) {
    return hooks.containsKey(point);
  }

  /**
   * Calls the hooks of a point in the order of their registration, up to the first that throws.
   *
   * @throws HookRefusedException with the code and message of the hook that refused
   * @throws ProtocolException {@code hook_error} when a hook threw anything else
   */
  public void run(HookPoint point, HookContext context) {
    List<Hook> registered = hooks.getOrDefault(point, List.of());
    log.debug("{} has {} hooks", point, registered.size());
    if (!registered.isEmpty() && !context.isInTransaction()) {
      // They may take their time, and connections of their own.
      Transactions.letGo();
    }
    for (Hook hook : registered) {
      try {
        hook.call(context);
      } catch (HookRefusedException e) {
        throw e;
      } catch (Throwable e) {
        log.error("A hook at {} failed", point, e);
        throw ProtocolException.of(
            ErrorCode.HOOK_ERROR, "A hook of this server failed; its log tells why.");
      }
    }
  }
}
