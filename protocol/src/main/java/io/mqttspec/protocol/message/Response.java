package io.mqttspec.protocol.message;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.query.JsonTrees;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's answer to one request: docs/protocol.md 2.2. It has an error if and only if it is no
 * success.
 *
 * <p>Immutable, provided that nobody modifies the JSON it holds. Numbers in JSON are compared by
 * their text.
 */
public final class Response {

  private final MessageType type;
  private final String id;
  private final JsonElement data;
  private final @Nullable ErrorInfo error;
  private final JsonObject metadata;
  private final @Nullable String timestamp;

  private Response(Builder builder) {
    type = builder.type;
    id = builder.id;
    data = builder.data;
    error = builder.error;
    metadata = builder.metadata;
    timestamp = builder.timestamp;
  }

  /**
   * A builder for an answer of this type, a success unless an error is set.
   *
   * @throws IllegalArgumentException if the type is neither {@code RESPONSE} nor {@code PONG}
   */
  public static Builder builder(MessageType type) {
    return new Builder(type);
  }

  /** A builder for a successful answer to the request with this id. */
  public static Builder success(String id, JsonElement data) {
    return builder(MessageType.RESPONSE).id(id).data(data);
  }

  /**
   * A builder for the answer to a request that failed or was refused; {@code id} is empty where
   * none could be read.
   */
  public static Builder failure(String id, ErrorInfo error) {
    return builder(MessageType.RESPONSE).id(id).error(error);
  }

  /** A builder that starts with all parts of this response. */
  public Builder toBuilder() {
    return builder(type).id(id).data(data).error(error).metadata(metadata).timestamp(timestamp);
  }

  /** {@code RESPONSE} or {@code PONG}. */
  public MessageType type() {
    return type;
  }

  /** The id of the request; empty where none could be read, or where a ping had none. */
  public String id() {
    return id;
  }

  /** Whether the request did what it asked for; if not, there is an {@link #error()}. */
  public boolean success() {
    return error == null;
  }

  /** The result, {@code JsonNull} where there is none. Not to be modified. */
  public JsonElement data() {
    return data;
  }

  /** Why the request failed; null for a success. */
  public @Nullable ErrorInfo error() {
    return error;
  }

  /**
   * What is to be said about the result, such as {@code total}; empty where nothing is. Not to be
   * modified.
   */
  public JsonObject metadata() {
    return metadata;
  }

  /** When the server answered, in RFC 3339 and UTC; null where it was not said. */
  public @Nullable String timestamp() {
    return timestamp;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Response)) {
      return false;
    }
    Response that = (Response) other;
    return type == that.type
        && id.equals(that.id)
        && JsonTrees.equal(data, that.data)
        && Objects.equals(error, that.error)
        && JsonTrees.equal(metadata, that.metadata)
        && Objects.equals(timestamp, that.timestamp);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, id, JsonTrees.hash(data), error, JsonTrees.hash(metadata), timestamp);
  }

  /** Type, id and error: no data, so that it may go into a log. */
  @Override
  public String toString() {
    return "Response{type=" + type + ", id=" + id + ", error=" + error + "}";
  }

  /** Collects the parts of a {@link Response}. Not safe for use by several threads. */
  public static final class Builder {

    private final MessageType type;
    private String id = "";
    private JsonElement data = JsonNull.INSTANCE;
    private @Nullable ErrorInfo error;
    private JsonObject metadata = new JsonObject();
    private @Nullable String timestamp;

    private Builder(MessageType type) {
      if (type != MessageType.RESPONSE && type != MessageType.PONG) {
        throw new IllegalArgumentException(
            "a server answers with responses and pongs, not " + type);
      }
      this.type = type;
    }

    /** Sets the id of the request that is answered; the default is the empty string. */
    @CanIgnoreReturnValue
    public Builder id(String id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /** Sets the result; {@code JsonNull}, the default, means none. */
    @CanIgnoreReturnValue
    public Builder data(JsonElement data) {
      this.data = Objects.requireNonNull(data, "data");
      return this;
    }

    /** Sets the error, which makes the answer a failure; null, the default, makes it a success. */
    @CanIgnoreReturnValue
    public Builder error(@Nullable ErrorInfo error) {
      this.error = error;
      return this;
    }

    /** Sets the metadata; the default is empty. */
    @CanIgnoreReturnValue
    public Builder metadata(JsonObject metadata) {
      this.metadata = Objects.requireNonNull(metadata, "metadata");
      return this;
    }

    /** Sets the time of the answer, in RFC 3339 and UTC. */
    @CanIgnoreReturnValue
    public Builder timestamp(@Nullable String timestamp) {
      this.timestamp = timestamp;
      return this;
    }

    /** The response with what has been set so far. */
    public Response build() {
      return new Response(this);
    }
  }
}
