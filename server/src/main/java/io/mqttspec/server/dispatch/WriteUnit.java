package io.mqttspec.server.dispatch;

import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.FilterMatcher;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.change.ChangeLog;
import io.mqttspec.server.database.CommitOutcomeUnknownException;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Transaction;
import io.mqttspec.server.database.Transactions.Purpose;
import io.mqttspec.server.entity.Change;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.mapper.MapperSession;
import io.mqttspec.server.reply.JsonFragment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One or more writes as one unit of work. In this order: begin; for each write its before-hooks,
 * the old image under lock, the statement, the re-read row, its after-hooks; the serialised answer;
 * the numbers of its changes; commit; the answer goes out; the events go out. Whatever fails before
 * the commit rolls all of it back.
 */
final class WriteUnit {

  private static final Logger log = LoggerFactory.getLogger(WriteUnit.class);

  private final Steps steps;
  private final RowFilters rowFilters;
  private final NamedCalls namedCalls;

  WriteUnit(Steps steps) {
    this.steps = steps;
    this.rowFilters = new RowFilters(steps.hooks());
    this.namedCalls = new NamedCalls(steps.entities());
  }

  /**
   * What one write did.
   *
   * @param change the row before and after
   * @param statement whether a statement was run; an update of no column runs none and is no event
   * @param columns what the answer shows of the row
   * @param hookContext where after-hooks may have changed its result
   */
  record Written(Change change, boolean statement, ColumnSet columns, HookContext hookContext) {}

  /**
   * Carries writes out, answers, and releases their changes.
   *
   * @param answer writes the answer's second half from what was done, before the commit
   * @param keysOnly writes a shorter one, for a client that does not take a packet of that size
   * @param failure code of an error that means nothing in particular
   */
  void execute(
      RequestContext context,
      List<? extends Write> writes,
      Function<List<Written>, JsonFragment> answer,
      Function<List<Written>, JsonFragment> keysOnly,
      ErrorCode failure) {
    log.debug("{} writes as one unit", writes.size());
    if (steps.changes().backlog() > steps.config().limits().requestsInFlight()) {
      throw new ProtocolException(
          DatabaseErrors.retry(
              ErrorInfo.of(
                  ErrorCode.UNAVAILABLE,
                  "Events wait to be sent; the server takes no writes until they are.")));
    }
    List<Written> written = new ArrayList<>(writes.size());
    JsonFragment body;
    ChangeLog.Ticket ticket = null;
    boolean committed = false;
    Entity entity = writes.isEmpty() ? null : writes.get(0).entity();
    try (Transaction transaction = steps.transactions().begin(Purpose.WRITE, context.deadline())) {
      MapperSession session = steps.mappers().open(transaction);
      for (Write write : writes) {
        entity = write.entity();
        written.add(write(context, session, write));
      }
      body = answer.apply(written);
      ticket =
          steps
              .changes()
              .open(changes(written), context.client().identity(), context.request().id());
      context.deadline().check();
      transaction.commit();
      committed = true;
    } catch (CommitOutcomeUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      Entity failed = entity;
      throw failed == null
          ? steps.errors().translate(e, failure)
          : steps.errors().translate(e, failure, failed.sqlTable(), failed::namesOf);
    } finally {
      // A ticket that stays open would hold back the events of everybody, for ever.
      if (ticket != null && !committed) {
        ticket.rolledBack();
      }
    }
    try {
      steps
          .replies()
          .succeedWrite(
              context.destination(), context.request().id(), body, () -> keysOnly.apply(written));
    } catch (RuntimeException e) {
      // It is done: whatever happens now, it must not be answered as if it were not.
      log.error("A committed write can't be answered", e);
    } finally {
      ticket.committed();
    }
  }

  private static List<Change> changes(List<Written> written) {
    List<Change> changes = new ArrayList<>(written.size());
    for (Written one : written) {
      if (one.statement()) {
        changes.add(one.change());
      }
    }
    return changes;
  }

  private Written write(RequestContext context, MapperSession session, Write write) {
    Keys.requireKey(write.entity());
    if (write instanceof Write.Create create) {
      return create(context, session, create);
    }
    if (write instanceof Write.Update update) {
      return update(context, session, update);
    }
    return delete(context, session, (Write.Delete) write);
  }

  private Written create(RequestContext context, MapperSession session, Write.Create write) {
    Entity entity = write.entity();
    HookContext hookContext = hookContext(context, session, write, "create", write.data());
    run(HookPoint.BEFORE_CREATE, hookContext);
    CheckedFilter rowFilter = rowFilters.of(entity, hookContext);
    CheckedOptions.refuseNamedOperators(hookContext.options());
    RowData data =
        RowData.ofCreate(steps.mappers().dialect(), entity, hookContext.data(), write.path());
    Object[] key = session.insert(entity, data.columns(), data.values());
    hookContext.recordId(Keys.json(entity, key));
    Row row = reread(session, entity, key);
    refuseOutside(rowFilter, row);
    return after(HookPoint.AFTER_CREATE, hookContext, Change.create(entity, row), true);
  }

  private Written update(RequestContext context, MapperSession session, Write.Update write) {
    Entity entity = write.entity();
    HookContext hookContext = hookContext(context, session, write, "update", write.data());
    hookContext.recordId(Keys.json(entity, write.key()));
    run(HookPoint.BEFORE_UPDATE, hookContext);
    CheckedFilter rowFilter = rowFilters.of(entity, hookContext);
    RowData data =
        RowData.ofUpdate(steps.mappers().dialect(), entity, hookContext.data(), write.path());
    Row old = lock(session, hookContext, entity, write.key(), rowFilter);
    Row row = old;
    boolean statement = data.columns().size() > 0;
    if (statement) {
      requireOne(session.update(entity, write.key(), data.columns(), data.values()), entity);
      row = reread(session, entity, write.key());
      refuseOutside(rowFilter, row);
    }
    return after(HookPoint.AFTER_UPDATE, hookContext, Change.update(entity, old, row), statement);
  }

  private Written delete(RequestContext context, MapperSession session, Write.Delete write) {
    Entity entity = write.entity();
    HookContext hookContext = hookContext(context, session, write, "delete", new JsonObject());
    hookContext.recordId(Keys.json(entity, write.key()));
    run(HookPoint.BEFORE_DELETE, hookContext);
    CheckedFilter rowFilter = rowFilters.of(entity, hookContext);
    Row old = lock(session, hookContext, entity, write.key(), rowFilter);
    requireOne(session.delete(entity, write.key()), entity);
    return after(HookPoint.AFTER_DELETE, hookContext, Change.delete(entity, old), true);
  }

  private static HookContext hookContext(
      RequestContext context,
      MapperSession session,
      Write write,
      String operation,
      JsonObject data) {
    return context
        .hookContext(operation)
        .entity(write.entity().name().schema(), write.entity().name().entity())
        .session(session)
        .data(data)
        .build();
  }

  private void run(HookPoint point, HookContext hookContext) {
    steps.hooks().run(point, hookContext);
  }

  private Written after(
      HookPoint point, HookContext hookContext, Change change, boolean statement) {
    ColumnSet columns = CheckedOptions.columns(change.entity(), hookContext.options());
    hookContext.resultFrom(() -> RowJson.tree(change.image(), columns));
    hookContext.rowsFrom(image(change, change.oldRow()), image(change, change.newRow()));
    run(point, hookContext);
    return new Written(change, statement, columns, hookContext);
  }

  private static @Nullable Supplier<JsonObject> image(Change change, @Nullable Row row) {
    return row == null ? null : () -> RowJson.tree(row, change.entity().allColumns());
  }

  /** Reads and locks the old image; the client must be allowed to see it. */
  private Row lock(
      MapperSession session,
      HookContext hookContext,
      Entity entity,
      Object[] key,
      CheckedFilter rowFilter) {
    CheckedFilter preconditions =
        FilterChecker.check(
            hookContext.options().filters(),
            entity.rowType(),
            steps.config().limits().filters(),
            "options.filters");
    CheckedFilter named = namedCalls.filter(entity, hookContext.options());
    Row old =
        session
            .lock(entity, key)
            .filter(row -> FilterMatcher.matches(rowFilter, row))
            .orElseThrow(() -> ProtocolException.of(ErrorCode.NOT_FOUND, "There is no such row."));
    if (!FilterMatcher.matches(CheckedFilter.and(preconditions, named), old)) {
      throw ProtocolException.at(
          ErrorCode.CONFLICT,
          "options.filters",
          "The row is there, but the conditions of this write do not hold for it.");
    }
    return old;
  }

  private static Row reread(MapperSession session, Entity entity, Object[] key) {
    return session
        .lock(entity, key)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a row of " + entity + " is gone right after it was written"));
  }

  /** What a client writes must stay among the rows that it may reach. */
  private static void refuseOutside(CheckedFilter rowFilter, Row row) {
    if (!FilterMatcher.matches(rowFilter, row)) {
      throw ProtocolException.of(
          ErrorCode.UNAUTHORIZED, "This client may not write a row with these values.");
    }
  }

  private static void requireOne(int rows, Entity entity) {
    if (rows != 1) {
      log.error("A statement for one row of {} touched {}", entity, rows);
      throw new IllegalStateException("a statement for one row touched " + rows);
    }
  }
}
