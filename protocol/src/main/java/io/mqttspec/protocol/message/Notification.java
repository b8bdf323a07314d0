package io.mqttspec.protocol.message;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.JsonTrees;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells a subscriber about one changed row: docs/protocol.md 7.2.
 *
 * <p>Immutable, provided that nobody modifies the JSON it holds. Numbers in JSON are compared by
 * their text.
 */
public final class Notification {

  private final ChangeOperation operation;
  private final String subscriptionId;
  private final String schema;
  private final String entity;
  private final JsonObject data;
  private final JsonObject metadata;
  private final @Nullable String timestamp;

  private Notification(Builder builder) {
    operation = builder.operation;
    subscriptionId = builder.subscriptionId;
    schema = builder.schema;
    entity = builder.entity;
    data = builder.data;
    metadata = builder.metadata;
    timestamp = builder.timestamp;
  }

  /** A builder for a notification of this change to this subscription. */
  public static Builder builder(ChangeOperation operation, String subscriptionId) {
    return new Builder(operation, subscriptionId);
  }

  /** A builder that starts with all parts of this notification. */
  public Builder toBuilder() {
    return builder(operation, subscriptionId)
        .schema(schema)
        .entity(entity)
        .data(data)
        .metadata(metadata)
        .timestamp(timestamp);
  }

  /** What happened to the row. */
  public ChangeOperation operation() {
    return operation;
  }

  /** The subscription that the row matched. */
  public String subscriptionId() {
    return subscriptionId;
  }

  /** The schema of the entity. */
  public String schema() {
    return schema;
  }

  /** The entity that the row belongs to. */
  public String entity() {
    return entity;
  }

  /** The visible row: as it is now, for a delete as it was. Not to be modified. */
  public JsonObject data() {
    return data;
  }

  /** What is to be said about the event; empty where nothing is. Not to be modified. */
  public JsonObject metadata() {
    return metadata;
  }

  /** When the server sent it, in RFC 3339 and UTC; null where it was not said. */
  public @Nullable String timestamp() {
    return timestamp;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Notification)) {
      return false;
    }
    Notification that = (Notification) other;
    return operation == that.operation
        && subscriptionId.equals(that.subscriptionId)
        && schema.equals(that.schema)
        && entity.equals(that.entity)
        && JsonTrees.equal(data, that.data)
        && JsonTrees.equal(metadata, that.metadata)
        && Objects.equals(timestamp, that.timestamp);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        operation,
        subscriptionId,
        schema,
        entity,
        JsonTrees.hash(data),
        JsonTrees.hash(metadata),
        timestamp);
  }

  /** Operation, subscription and entity: no data, so that it may go into a log. */
  @Override
  public String toString() {
    return "Notification{operation="
        + operation
        + ", subscriptionId="
        + subscriptionId
        + ", entity="
        + entity
        + "}";
  }

  /** Collects the parts of a {@link Notification}. Not safe for use by several threads. */
  public static final class Builder {

    private final ChangeOperation operation;
    private final String subscriptionId;
    private String schema = "";
    private String entity = "";
    private JsonObject data = new JsonObject();
    private JsonObject metadata = new JsonObject();
    private @Nullable String timestamp;

    private Builder(ChangeOperation operation, String subscriptionId) {
      this.operation = Objects.requireNonNull(operation, "operation");
      this.subscriptionId = Objects.requireNonNull(subscriptionId, "subscriptionId");
    }

    /** Sets the schema of the entity; the default is empty. */
    @CanIgnoreReturnValue
    public Builder schema(String schema) {
      this.schema = Objects.requireNonNull(schema, "schema");
      return this;
    }

    /** Sets the entity; the default is empty. */
    @CanIgnoreReturnValue
    public Builder entity(String entity) {
      this.entity = Objects.requireNonNull(entity, "entity");
      return this;
    }

    /** Sets the row; the default is an empty object. */
    @CanIgnoreReturnValue
    public Builder data(JsonObject data) {
      this.data = Objects.requireNonNull(data, "data");
      return this;
    }

    /** Sets the metadata; the default is empty. */
    @CanIgnoreReturnValue
    public Builder metadata(JsonObject metadata) {
      this.metadata = Objects.requireNonNull(metadata, "metadata");
      return this;
    }

    /** Sets the time of sending, in RFC 3339 and UTC. */
    @CanIgnoreReturnValue
    public Builder timestamp(@Nullable String timestamp) {
      this.timestamp = timestamp;
      return this;
    }

    /** The notification with what has been set so far. */
    public Notification build() {
      return new Notification(this);
    }
  }
}
