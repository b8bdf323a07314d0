package io.mqttspec.client.internal.entity;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.EntityMeta;
import io.mqttspec.client.entity.NumberedRow;
import io.mqttspec.client.entity.Page;
import io.mqttspec.client.entity.Patch;
import io.mqttspec.client.exception.NotFoundException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.client.internal.json.Json;
import io.mqttspec.client.internal.notification.ChangeStreams;
import io.mqttspec.client.internal.notification.StreamSignal;
import io.mqttspec.client.internal.request.RequestSender;
import io.mqttspec.client.internal.response.RowReader;
import io.mqttspec.client.query.Query;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.message.Response;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Sort;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An entity on the other side of the link.
 *
 * @param <T> the class of a row
 */
public final class RemoteEntity<T> implements Entity<T> {

  private final RequestSender sender;
  private final ChangeStreams streams;
  private final Scheduler scheduler;
  private final Gson gson;
  private final RowReader<T> reader;
  private final String schema;
  private final String entity;

  /**
   * Creates an entity.
   *
   * @param sender sends its requests
   * @param streams makes its subscriptions
   * @param scheduler where outcomes go
   * @param gson writes and reads rows
   * @param schema its schema
   * @param entity its name
   * @param type the class of a row
   */
  public RemoteEntity(
      RequestSender sender,
      ChangeStreams streams,
      Scheduler scheduler,
      Gson gson,
      String schema,
      String entity,
      Class<T> type) {
    this.sender = sender;
    this.streams = streams;
    this.scheduler = scheduler;
    this.gson = gson;
    this.reader = new RowReader<>(gson, type);
    this.schema = schema;
    this.entity = entity;
  }

  @Override
  public Maybe<T> read(Object key) {
    return read(key, Query.all());
  }

  @Override
  public Maybe<T> read(Object key, Query query) {
    Options options = withoutPage(query).sort(Collections.<Sort>emptyList()).total(true).build();
    return send(request(Operation.READ).recordId(key(key)).options(options).build())
        .map(response -> reader.row(response.data()))
        .toMaybe()
        .onErrorComplete(NotFoundException.class::isInstance);
  }

  private static Options.Builder withoutPage(Query query) {
    return query.toOptions().toBuilder()
        .limit(null)
        .offset(null)
        .cursorForward(null)
        .cursorBackward(null);
  }

  @Override
  public Single<Page<T>> read(Query query) {
    return read(query.toOptions());
  }

  private Single<Page<T>> read(Options options) {
    return send(request(Operation.READ).options(options).build()).map(this::page);
  }

  private Page<T> page(Response response) {
    Page.Builder<T> page = Page.builder(reader.rows(response.data()));
    JsonObject metadata = response.metadata();
    number(metadata, "total", page::total);
    number(metadata, "limit", page::limit);
    number(metadata, "offset", page::offset);
    text(metadata, "next_cursor", page::nextCursor);
    text(metadata, "prev_cursor", page::prevCursor);
    return page.build();
  }

  private static void number(JsonObject metadata, String name, LongConsumer set) {
    JsonElement value = metadata.get(name);
    if (value != null && value.isJsonPrimitive()) {
      set.accept(value.getAsLong());
    }
  }

  private static void text(JsonObject metadata, String name, Consumer<String> set) {
    JsonElement value = metadata.get(name);
    if (value != null && value.isJsonPrimitive()) {
      set.accept(value.getAsString());
    }
  }

  @Override
  public Flowable<Page<T>> pages(Query query) {
    return walk(query).subscribeOn(scheduler, true);
  }

  @Override
  public Flowable<T> readAll(Query query) {
    // Requests go to the scheduler as well, since a waiting page is handed on where they arrive.
    return walk(query).concatMapIterable(Page::rows, 1).subscribeOn(scheduler, true);
  }

  private Flowable<Page<T>> walk(Query query) {
    return PageWalk.of(query.toOptions(), this::read);
  }

  @Override
  public Maybe<NumberedRow<T>> rowNumber(Object key, Query query) {
    Options options = withoutPage(query).fetchRowNumber(key(key)).build();
    return send(request(Operation.READ).options(options).build())
        .map(this::numberedRow)
        .toMaybe()
        .onErrorComplete(NotFoundException.class::isInstance);
  }

  private NumberedRow<T> numberedRow(Response response) {
    JsonElement number = response.metadata().get("row_number");
    if (number == null || !number.isJsonPrimitive()) {
      throw new UnreadableAnswerException("The number of the row was expected.", null);
    }
    return NumberedRow.of(reader.row(response.data()), number.getAsLong());
  }

  @Override
  public Single<T> create(T row) {
    return send(request(Operation.CREATE).data(data(row)).build())
        .map(response -> reader.row(response.data()));
  }

  @Override
  public Single<List<T>> createAll(List<T> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("There are no rows to create.");
    }
    JsonArray data = new JsonArray(rows.size());
    for (T row : rows) {
      data.add(data(row));
    }
    return send(request(Operation.CREATE).data(data).build())
        .map(response -> reader.rows(response.data()));
  }

  @Override
  public Single<T> update(Object key, Patch patch) {
    return update(key, patch, Query.all());
  }

  @Override
  public Single<T> update(Object key, Patch patch, Query precondition) {
    JsonObject data = new JsonObject();
    for (Map.Entry<String, @Nullable Object> entry : patch.values().entrySet()) {
      Object value = entry.getValue();
      data.add(
          entry.getKey(),
          value == null
              ? JsonNull.INSTANCE
              : Json.write(gson, value, "The value of " + entry.getKey()));
    }
    Options options = conditions(precondition);
    return send(request(Operation.UPDATE).recordId(key(key)).data(data).options(options).build())
        .map(response -> reader.row(response.data()));
  }

  @Override
  public Completable delete(Object key) {
    return delete(key, Query.all());
  }

  @Override
  public Completable delete(Object key, Query precondition) {
    Options options = conditions(precondition);
    return send(request(Operation.DELETE).recordId(key(key)).options(options).build())
        .ignoreElement();
  }

  private static Options conditions(Query precondition) {
    Options options = precondition.toOptions();
    if (!options.equals(conditions(options).build())) {
      throw new IllegalArgumentException(
          "A precondition is a query with conditions only, not " + precondition + ".");
    }
    return options;
  }

  private static Options.Builder conditions(Options options) {
    return Options.builder().filters(options.filters()).namedOperators(options.namedOperators());
  }

  @Override
  public Single<EntityMeta> meta() {
    return send(request(Operation.META).build())
        .map(
            response -> {
              if (!response.data().isJsonObject()) {
                throw new UnreadableAnswerException("A description was expected.", null);
              }
              return EntityMeta.of(response.data().getAsJsonObject());
            });
  }

  @Override
  public Flowable<Change<T>> changes() {
    return changes(Query.all());
  }

  @Override
  public Flowable<Change<T>> changes(Query query) {
    return changes(query, () -> {});
  }

  @Override
  public Flowable<Change<T>> changes(Query query, Runnable onLive) {
    Objects.requireNonNull(onLive, "onLive");
    Options options = query.toOptions();
    Options conditionsAndColumns =
        conditions(options)
            .columns(options.columns())
            .omitColumns(options.omitColumns())
            .total(options.total())
            .build();
    if (!options.equals(conditionsAndColumns)) {
      throw new IllegalArgumentException(
          "Changes come as they happen, and as the rows are stored: only conditions and columns have"
              + " a meaning for them.");
    }
    Request subscribe =
        Request.builder(MessageType.SUBSCRIPTION)
            .operation(Operation.SUBSCRIBE)
            .schema(schema)
            .entity(entity)
            .options(options)
            .build();
    return streams
        .open(subscribe)
        .observeOn(scheduler, true)
        .doOnNext(
            signal -> {
              if (!signal.notification().isPresent()) {
                onLive.run();
              }
            })
        .mapOptional(StreamSignal::notification)
        .map(this::change);
  }

  private Change<T> change(Notification notification) {
    return Change.of(notification.operation(), reader.row(notification.data()));
  }

  private Request.Builder request(Operation operation) {
    return Request.builder(MessageType.REQUEST).operation(operation).schema(schema).entity(entity);
  }

  private Single<Response> send(Request request) {
    return sender.send(request).observeOn(scheduler);
  }

  private JsonElement key(Object key) {
    if (key instanceof Query) {
      throw new IllegalArgumentException("A query is no key: declare it as a Query.");
    }
    return Json.writeKey(gson, key);
  }

  private JsonElement data(T row) {
    Objects.requireNonNull(row, "row");
    JsonElement json = Json.write(gson, row, "A row");
    if (!json.isJsonObject()) {
      throw new IllegalArgumentException("A row becomes a JSON object, not " + json + ".");
    }
    return json;
  }

  @Override
  public String toString() {
    return "Entity " + schema + "." + entity;
  }
}
