package io.mqttspec.server.change;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.server.entity.Change;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.subscription.CommittedChange;
import io.mqttspec.server.subscription.Notifier;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each changed row its number and releases changes in that order. A number is drawn while the
 * write still holds its row locks, so that of two writes to one row the one that commits first has
 * the lower number. For any thread.
 */
public final class ChangeLog {

  private static final Logger log = LoggerFactory.getLogger(ChangeLog.class);

  private final Notifier notifier;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Ticket> open = new ArrayDeque<>();

  @GuardedBy("lock")
  private long lastNumber;

  /** Highest number that no earlier write is still open below. */
  @GuardedBy("lock")
  private long horizon;

  /**
   * An empty log.
   *
   * <p>Numbers begin with the time in microseconds, so that those of a later server are above those
   * of an earlier one, which a client that outlived it has seen; in JSON they stay below 2^53 until
   * the year 2255.
   *
   * @param clock where the first number comes from
   */
  public ChangeLog(Notifier notifier, Clock clock) {
    this.notifier = notifier;
    this.lastNumber = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    this.horizon = lastNumber;
  }

  /** The numbers of one write, from just before its commit until its outcome is known. */
  public final class Ticket {
    private final List<CommittedChange> changes;
    private final long last;
    private boolean settled;
    private boolean committed;

    private Ticket(List<CommittedChange> changes, long last) {
      this.changes = changes;
      this.last = last;
    }

    /** The write is committed and answered: its changes may go out. */
    public void committed() {
      settle(this, true);
    }

    /** The write was rolled back, or was never begun to be committed. */
    public void rolledBack() {
      settle(this, false);
    }
  }

  /** Units of work whose changes are not yet told; a server that falls behind must not write on. */
  public int backlog() {
    return notifier.backlog();
  }

  /**
   * Draws the numbers of a write; to be called last before its commit. The ticket must be settled
   * whatever happens: until then it holds back all later changes.
   */
  public Ticket open(List<Change> changes, Identity writer, String requestId) {
    List<CommittedChange> numbered = new ArrayList<>(changes.size());
    Ticket ticket;
    synchronized (lock) {
      for (Change change : changes) {
        numbered.add(new CommittedChange(change, ++lastNumber, writer, requestId));
      }
      ticket = new Ticket(numbered, lastNumber);
      open.addLast(ticket);
    }
    log.debug("{} changes up to number {}", numbered.size(), ticket.last);
    return ticket;
  }

  private void settle(Ticket ticket, boolean committed) {
    synchronized (lock) {
      if (ticket.settled) {
        return;
      }
      ticket.settled = true;
      ticket.committed = committed;
      while (!open.isEmpty() && open.peekFirst().settled) {
        Ticket first = open.removeFirst();
        if (first.committed) {
          horizon = first.last;
          notifier.publish(first.changes);
        }
      }
    }
  }

  /**
   * Runs a task between two changes: those up to the number that it is given have gone out, later
   * ones have not. It runs on the notifier's thread and must not wait.
   */
  public void between(LongConsumer task) {
    synchronized (lock) {
      long number = horizon;
      notifier.execute(() -> task.accept(number));
    }
  }
}
