package io.mqttspec.protocol.message;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonElement;
import io.mqttspec.protocol.query.JsonTrees;
import io.mqttspec.protocol.query.Options;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends to the server: docs/protocol.md 2.1.
 *
 * <p>Immutable, provided that nobody modifies the JSON it holds. Two requests are equal if all
 * their parts are; numbers in JSON are compared by their text.
 */
public final class Request {

  private final MessageType type;
  private final String id;
  private final @Nullable Operation operation;
  private final @Nullable String schema;
  private final @Nullable String entity;
  private final @Nullable JsonElement recordId;
  private final @Nullable JsonElement data;
  private final Options options;
  private final @Nullable String subscriptionId;

  private Request(Builder builder) {
    type = builder.type;
    id = builder.id;
    operation = builder.operation;
    schema = builder.schema;
    entity = builder.entity;
    recordId = builder.recordId;
    data = builder.data;
    options = builder.options;
    subscriptionId = builder.subscriptionId;
  }

  /**
   * A builder for a request of this type.
   *
   * @throws IllegalArgumentException if the type is not {@code REQUEST}, {@code SUBSCRIPTION} or
   *     {@code PING}
   */
  public static Builder builder(MessageType type) {
    return new Builder(type);
  }

  /** A builder that starts with all parts of this request. */
  public Builder toBuilder() {
    Builder builder = new Builder(type);
    builder.id = id;
    builder.operation = operation;
    builder.schema = schema;
    builder.entity = entity;
    builder.recordId = recordId;
    builder.data = data;
    builder.options = options;
    builder.subscriptionId = subscriptionId;
    return builder;
  }

  /** {@code REQUEST}, {@code SUBSCRIPTION} or {@code PING}. */
  public MessageType type() {
    return type;
  }

  /** The id that the answer repeats; empty only where a ping has none. */
  public String id() {
    return id;
  }

  /** What to do; null for a ping. */
  public @Nullable Operation operation() {
    return operation;
  }

  /** The schema of the entity; null for the server's default. */
  public @Nullable String schema() {
    return schema;
  }

  /** The name of the entity, null where none was given. */
  public @Nullable String entity() {
    return entity;
  }

  /**
   * The key of the row: a string, a number, or for a composite key an object; null if absent. Not
   * to be modified.
   */
  public @Nullable JsonElement recordId() {
    return recordId;
  }

  /** The data of the request, null if absent. Not to be modified. */
  public @Nullable JsonElement data() {
    return data;
  }

  /** The options, {@link Options#none()} if absent. */
  public Options options() {
    return options;
  }

  /** The subscription that is meant, or proposed; null if absent. */
  public @Nullable String subscriptionId() {
    return subscriptionId;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Request)) {
      return false;
    }
    Request that = (Request) other;
    return type == that.type
        && id.equals(that.id)
        && operation == that.operation
        && Objects.equals(schema, that.schema)
        && Objects.equals(entity, that.entity)
        && JsonTrees.equal(recordId, that.recordId)
        && JsonTrees.equal(data, that.data)
        && options.equals(that.options)
        && Objects.equals(subscriptionId, that.subscriptionId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        type,
        id,
        operation,
        schema,
        entity,
        JsonTrees.hash(recordId),
        JsonTrees.hash(data),
        options,
        subscriptionId);
  }

  /** Type, id, operation and entity: no data, so that it may go into a log. */
  @Override
  public String toString() {
    return "Request{type="
        + type
        + ", id="
        + id
        + ", operation="
        + operation
        + ", entity="
        + entity
        + "}";
  }

  /** Collects the parts of a {@link Request}. Not safe for use by several threads. */
  public static final class Builder {

    private final MessageType type;
    private String id = "";
    private @Nullable Operation operation;
    private @Nullable String schema;
    private @Nullable String entity;
    private @Nullable JsonElement recordId;
    private @Nullable JsonElement data;
    private Options options = Options.none();
    private @Nullable String subscriptionId;

    private Builder(MessageType type) {
      if (type != MessageType.REQUEST
          && type != MessageType.SUBSCRIPTION
          && type != MessageType.PING) {
        throw new IllegalArgumentException(
            "a client sends requests, subscriptions and pings, not " + type);
      }
      this.type = type;
    }

    /** Sets the id; the default is the empty string, which only a ping may keep when it is sent. */
    @CanIgnoreReturnValue
    public Builder id(String id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /** Sets what to do. */
    @CanIgnoreReturnValue
    public Builder operation(@Nullable Operation operation) {
      this.operation = operation;
      return this;
    }

    /** Sets the schema; null means the server's default. */
    @CanIgnoreReturnValue
    public Builder schema(@Nullable String schema) {
      this.schema = schema;
      return this;
    }

    /** Sets the name of the entity. */
    @CanIgnoreReturnValue
    public Builder entity(@Nullable String entity) {
      this.entity = entity;
      return this;
    }

    /** Sets the key of the row. */
    @CanIgnoreReturnValue
    public Builder recordId(@Nullable JsonElement recordId) {
      this.recordId = recordId;
      return this;
    }

    /** Sets the data. */
    @CanIgnoreReturnValue
    public Builder data(@Nullable JsonElement data) {
      this.data = data;
      return this;
    }

    /** Sets the options; the default is none. */
    @CanIgnoreReturnValue
    public Builder options(Options options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /** Sets the subscription that is meant or proposed. */
    @CanIgnoreReturnValue
    public Builder subscriptionId(@Nullable String subscriptionId) {
      this.subscriptionId = subscriptionId;
      return this;
    }

    /** The request with what has been set so far. */
    public Request build() {
      return new Request(this);
    }
  }
}
