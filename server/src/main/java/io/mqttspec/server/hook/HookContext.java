package io.mqttspec.server.hook;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Logic;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.server.mapper.MapperSession;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a hook sees of one operation, and by which it acts on it. Lives for one operation; for the
 * thread that calls the hook.
 */
public final class HookContext {

  private final Client client;
  private final String requestId;
  private final String operation;
  private final String schema;
  private final String entity;
  private final @Nullable String relation;
  private final @Nullable ByteBuffer password;
  private final @Nullable MapperSession session;
  private @Nullable JsonElement recordId;
  private @Nullable Supplier<JsonObject> oldRow;
  private @Nullable Supplier<JsonObject> newRow;
  private Options options;
  private JsonObject data;
  private @Nullable Supplier<JsonElement> resultSource;
  private @Nullable JsonElement result;
  private final List<Filter> addedFilters;

  private HookContext(Builder builder) {
    this.client = builder.client;
    this.requestId = builder.requestId;
    this.operation = builder.operation;
    this.schema = builder.schema;
    this.entity = builder.entity;
    this.relation = builder.relation;
    this.recordId = builder.recordId;
    this.password = builder.password;
    this.session = builder.session;
    this.options = builder.options;
    this.data = builder.data;
    this.addedFilters = new ArrayList<>(builder.addedFilters);
  }

  /** Begins a context for a client's operation. */
  public static Builder builder(Client client, String operation) {
    return new Builder(client, operation);
  }

  public Client client() {
    return client;
  }

  /** The request's id, empty at the hooks of connections. */
  public String requestId() {
    return requestId;
  }

  /**
   * {@code read}, {@code preload}, {@code create}, {@code update}, {@code delete}, {@code meta},
   * {@code ping}, {@code subscribe}, {@code unsubscribe}, {@code connect} or {@code disconnect}. At
   * {@link HookPoint#BEFORE_READ} it tells what the row filter is needed for: {@code preload} for
   * related rows inside the rows of another read.
   */
  public String operation() {
    return operation;
  }

  /** Schema of the entity, empty where there is none. */
  public String schema() {
    return schema;
  }

  /** Name of the entity, empty where there is none. */
  public String entity() {
    return entity;
  }

  /**
   * At {@link HookPoint#BEFORE_READ} of a {@code preload} the path of relations that leads from the
   * rows that are read to those of this entity, such as {@code posts.comments}; else empty.
   */
  public Optional<String> relation() {
    return Optional.ofNullable(relation);
  }

  /**
   * The key of the row that is read or written, however the client names it: the value, or for a
   * composite key an object. Empty for a read of many rows, for a create up to its after-hooks, and
   * for subscriptions and connections. At {@link HookPoint#BEFORE_HANDLE} it is what the client
   * sent as {@code record_id}. Not to be modified.
   */
  public Optional<JsonElement> recordId() {
    return Optional.ofNullable(recordId);
  }

  /** Sets the key of a row that is now there. For the server. */
  public void recordId(JsonElement key) {
    recordId = key;
  }

  /**
   * The row before an update or delete, at the after-hooks of these: all columns, whatever the
   * client asked to see. A new copy each time.
   */
  public Optional<JsonObject> oldRow() {
    return Optional.ofNullable(oldRow).map(Supplier::get);
  }

  /**
   * The row as a create or update has left it, at the after-hooks of these: all columns, whatever
   * the client asked to see. A new copy each time.
   */
  public Optional<JsonObject> newRow() {
    return Optional.ofNullable(newRow).map(Supplier::get);
  }

  /** Sets where the images of a write come from if a hook asks for them. For the server. */
  public void rowsFrom(
      @Nullable Supplier<JsonObject> oldSource, @Nullable Supplier<JsonObject> newSource) {
    oldRow = oldSource;
    newRow = newSource;
  }

  /** Password of the CONNECT packet, at {@link HookPoint#BEFORE_CONNECT} only. */
  public Optional<ByteBuffer> password() {
    return Optional.ofNullable(password).map(ByteBuffer::asReadOnlyBuffer);
  }

  /** Options of the request. */
  public Options options() {
    return options;
  }

  /** Replaces the options, as if the client had sent these. */
  public void options(Options newOptions) {
    options = newOptions;
  }

  /**
   * The row that is to be created, or the changes of an update, by column name. To be changed in
   * place by before-hooks; checked against the table afterwards.
   */
  public JsonObject data() {
    return data;
  }

  /**
   * Adds a condition that holds whatever the client asks for: in {@link HookPoint#BEFORE_READ} it
   * becomes the client's row filter of this entity, for reads by id, totals, updates, deletes and
   * subscriptions, and for the new image of what it writes.
   *
   * @throws IllegalArgumentException for one that is joined by OR: each of them must hold
   */
  public void addFilter(Filter filter) {
    if (filter.logic() == Logic.OR) {
      throw new IllegalArgumentException(
          "every added filter must hold; put alternatives into one, by Filter.or(List.of(…))");
    }
    addedFilters.add(filter);
  }

  /**
   * Adds a condition on one column, as {@link #addFilter(Filter)}.
   *
   * @param value a string, number, boolean, {@code UUID} or JSON value, or for {@link Operator#IN}
   *     and its like a collection of them
   * @throws IllegalArgumentException for another value
   */
  public void addFilter(String column, Operator operator, Object value) {
    addFilter(Filter.of(column, operator, FilterValue.json(value)));
  }

  /** The conditions that hooks added. */
  public List<Filter> addedFilters() {
    return List.copyOf(addedFilters);
  }

  /** Sets where the result comes from if a hook asks for it. For the server. */
  public void resultFrom(Supplier<JsonElement> source) {
    resultSource = source;
  }

  /**
   * The answer's data, at after-hooks, with the columns that the client asked to see: a row, a list
   * of rows, or what the operation answers. To be changed in place, or replaced by {@link
   * #result(JsonElement)}.
   */
  public JsonElement result() {
    if (result == null) {
      result = resultSource == null ? JsonNull.INSTANCE : resultSource.get();
    }
    return result;
  }

  /** Replaces the answer's data. */
  public void result(JsonElement newResult) {
    result = newResult;
  }

  /** The result if a hook has looked at it, and so may have changed it. For the server. */
  public Optional<JsonElement> touchedResult() {
    return Optional.ofNullable(result);
  }

  /**
   * One of the application's MyBatis mappers, in the transaction of this operation.
   *
   * @throws IllegalStateException at hooks that have no transaction (connections, subscriptions)
   */
  public <M> M mapper(Class<M> type) {
    return session().mapper(type);
  }

  /**
   * The connection of this operation's transaction; not to be committed, rolled back or closed.
   *
   * @throws IllegalStateException at hooks that have no transaction (connections, subscriptions)
   */
  public Connection connection() {
    return session().connection();
  }

  /** Whether hooks have a transaction here. */
  boolean isInTransaction() {
    return session != null;
  }

  private MapperSession session() {
    if (session == null) {
      throw new IllegalStateException(operation + " has no transaction for SQL of hooks");
    }
    return session;
  }

  /**
   * Makes the exception that refuses the operation: {@code throw context.refuse(UNAUTHORIZED,
   * "Deleting needs the role admin.")}.
   */
  public HookRefusedException refuse(ErrorCode code, String message) {
    return new HookRefusedException(ErrorInfo.of(code, message));
  }

  /** Collects a context. For the server. */
  public static final class Builder {
    private final Client client;
    private final String operation;
    private String requestId = "";
    private String schema = "";
    private String entity = "";
    private @Nullable String relation;
    private @Nullable JsonElement recordId;
    private @Nullable ByteBuffer password;
    private @Nullable MapperSession session;
    private Options options = Options.none();
    private JsonObject data = new JsonObject();
    private List<Filter> addedFilters = List.of();

    private Builder(Client client, String operation) {
      this.client = client;
      this.operation = operation;
    }

    public Builder requestId(String value) {
      requestId = value;
      return this;
    }

    public Builder entity(String schemaName, String entityName) {
      schema = schemaName;
      entity = entityName;
      return this;
    }

    public Builder relation(String path) {
      relation = path;
      return this;
    }

    public Builder recordId(@Nullable JsonElement value) {
      recordId = value;
      return this;
    }

    public Builder password(@Nullable ByteBuffer value) {
      password = value;
      return this;
    }

    public Builder session(MapperSession value) {
      session = value;
      return this;
    }

    public Builder options(Options value) {
      options = value;
      return this;
    }

    public Builder data(JsonObject value) {
      data = value;
      return this;
    }

    public Builder addedFilters(List<Filter> value) {
      addedFilters = value;
      return this;
    }

    public HookContext build() {
      return new HookContext(this);
    }
  }
}
