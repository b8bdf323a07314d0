package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.Transaction;
import io.mqttspec.server.database.Transactions.Purpose;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.mapper.ComputedValue;
import io.mqttspec.server.mapper.MapperSession;
import io.mqttspec.server.mapper.Selection;
import io.mqttspec.server.reply.JsonFragment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads one row by its key or with its number, or many by filters (docs/protocol.md 3.1, 3.2). */
final class ReadHandler implements RequestHandler {

  private final Steps steps;
  private final RowFilters rowFilters;
  private final Pages pages;
  private final Preloads preloads;
  private final NamedCalls namedCalls;

  ReadHandler(Steps steps) {
    this.steps = steps;
    this.rowFilters = new RowFilters(steps.hooks());
    this.pages = new Pages(steps.config().limits(), steps.cursors());
    this.preloads = new Preloads(steps, rowFilters);
    this.namedCalls = new NamedCalls(steps.entities());
  }

  @Override
  public CompletionStage<?> handle(RequestContext context) {
    Request request = context.request();
    Entity entity = steps.entities().get(request.schema(), request.entity());
    CheckedOptions.refuseReserved(request.options());
    Optional<Object[]> key = Keys.find(entity, request.recordId(), request.data(), "data");
    boolean oneStatement =
        request.options().preloads().isEmpty()
            && (key.isPresent() || !Pages.needsSnapshot(entity, request.options()));
    JsonFragment body;
    try (Transaction transaction =
        steps
            .transactions()
            .begin(oneStatement ? Purpose.STATEMENT : Purpose.SNAPSHOT, context.deadline())) {
      MapperSession session = steps.mappers().open(transaction);
      HookContext hookContext =
          context
              .hookContext("read")
              .entity(entity.name().schema(), entity.name().entity())
              .session(session)
              .recordId(key.map(parts -> Keys.json(entity, parts)).orElse(null))
              .build();
      CheckedRead read = check(entity, context, hookContext, session, key.isPresent());
      if (key.isPresent()) {
        body = readOne(session, read, hookContext, key.get());
      } else if (hookContext.options().fetchRowNumber() != null) {
        body = readNumbered(session, read, hookContext);
      } else {
        body = readMany(session, read, hookContext);
      }
      context.deadline().check();
      // Nothing of ours, but perhaps what a hook has written.
      transaction.commit();
    } catch (RuntimeException e) {
      throw steps.errors().translate(e, ErrorCode.READ_ERROR);
    }
    steps.replies().succeed(context.destination(), request.id(), body);
    return DONE;
  }

  private CheckedRead check(
      Entity entity,
      RequestContext context,
      HookContext hookContext,
      MapperSession session,
      boolean byKey) {
    CheckedFilter rowFilter = rowFilters.of(entity, hookContext);
    Options options = hookContext.options();
    Pages.check(entity, options, byKey);
    CheckedFilter own =
        FilterChecker.check(
            options.filters(),
            entity.rowType(),
            steps.config().limits().filters(),
            "options.filters");
    NamedCalls.Conditions named = namedCalls.conditions(entity, options);
    List<ComputedValue> computed = namedCalls.computed(entity, options);
    return new CheckedRead(
        entity,
        rowFilter,
        CheckedFilter.and(rowFilter, own, named.filter()),
        named.conditions(),
        CheckedOptions.columns(entity, options).with(entity.columns().size(), computed.size()),
        computed,
        preloads.check(entity, options.preloads(), context, session));
  }

  private JsonFragment readOne(
      MapperSession session, CheckedRead read, HookContext hookContext, Object[] key) {
    CheckedFilter filter = CheckedFilter.and(Keys.filter(read.entity(), key), read.filter());
    List<Row> rows = session.find(read.entity(), read.with(Selection.of(filter, 1)));
    if (rows.isEmpty()) {
      throw ProtocolException.of(ErrorCode.NOT_FOUND, "There is no such row.");
    }
    ShownRows shown = show(session, rows, read);
    afterRead(hookContext, shown);
    return steps
        .replies()
        .body(
            json -> {
              json.name("data");
              write(json, hookContext, shown);
              json.name("metadata").beginObject();
              json.name("total").value(1);
              json.name("count").value(1);
              json.endObject();
            });
  }

  private JsonFragment readNumbered(
      MapperSession session, CheckedRead read, HookContext hookContext) {
    Pages.NumberedRow numbered = pages.number(session, read, hookContext.options());
    ShownRows shown = show(session, List.of(numbered.row()), read);
    afterRead(hookContext, shown);
    return steps
        .replies()
        .body(
            json -> {
              json.name("data");
              write(json, hookContext, shown);
              json.name("metadata").beginObject();
              if (numbered.total().isPresent()) {
                json.name("total").value(numbered.total().get());
              }
              json.name("count").value(1);
              json.name("row_number").value(numbered.number());
              json.endObject();
            });
  }

  private JsonFragment readMany(MapperSession session, CheckedRead read, HookContext hookContext) {
    Pages.Page page = pages.read(session, read, hookContext.options());
    List<Row> rows = page.rows();
    ShownRows shown = show(session, rows, read);
    hookContext.resultFrom(shown::tree);
    afterRead(hookContext);
    Optional<JsonElement> touched = hookContext.touchedResult();
    return steps
        .replies()
        .body(
            json -> {
              json.name("data");
              if (touched.isPresent()) {
                JsonFragment.write(json, touched.get());
              } else {
                shown.write(json);
              }
              json.name("metadata").beginObject();
              if (page.total().isPresent()) {
                json.name("total").value(page.total().get());
              }
              json.name("count")
                  .value(
                      touched
                          .filter(JsonElement::isJsonArray)
                          .map(array -> array.getAsJsonArray().size())
                          .orElse(rows.size()));
              json.name("limit").value(page.limit());
              json.name("offset").value(page.offset());
              if (page.next().isPresent()) {
                json.name("next_cursor").value(page.next().get());
              }
              if (page.previous().isPresent()) {
                json.name("prev_cursor").value(page.previous().get());
              }
              json.endObject();
            });
  }

  private ShownRows show(MapperSession session, List<Row> rows, CheckedRead read) {
    return new RelatedRows(session, steps.config().limits().preloadRows())
        .into(rows, read.columns(), read.preloads());
  }

  /** Writes the one row of an answer as hooks have left it. */
  private static void write(JsonWriter json, HookContext hookContext, ShownRows shown)
      throws IOException {
    Optional<JsonElement> touched = hookContext.touchedResult();
    if (touched.isPresent()) {
      JsonFragment.write(json, touched.get());
    } else {
      shown.write(json, 0);
    }
  }

  private void afterRead(HookContext hookContext, ShownRows one) {
    hookContext.resultFrom(() -> one.tree(0));
    afterRead(hookContext);
  }

  private void afterRead(HookContext hookContext) {
    if (steps.hooks().has(HookPoint.AFTER_READ)) {
      steps.hooks().run(HookPoint.AFTER_READ, hookContext);
    }
  }
}
