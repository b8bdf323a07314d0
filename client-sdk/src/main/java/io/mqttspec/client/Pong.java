package io.mqttspec.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server's answer to a ping. */
public final class Pong {

  private final JsonObject data;
  private final @Nullable String timestamp;
  private final long roundTripNanos;

  private Pong(JsonObject data, @Nullable String timestamp, long roundTripNanos) {
    this.data = data;
    this.timestamp = timestamp;
    this.roundTripNanos = roundTripNanos;
  }

  static Pong of(JsonElement data, @Nullable String timestamp, long roundTripNanos) {
    return new Pong(
        data.isJsonObject() ? data.getAsJsonObject() : new JsonObject(), timestamp, roundTripNanos);
  }

  /**
   * The extensions of the protocol that the server has.
   *
   * @return their names; empty where it tells none
   */
  public Set<String> extensions() {
    Set<String> names = new LinkedHashSet<>();
    JsonElement list = data.get("extensions");
    for (JsonElement name :
        list != null && list.isJsonArray() ? list.getAsJsonArray() : new JsonArray()) {
      names.add(name.getAsString());
    }
    return Collections.unmodifiableSet(names);
  }

  /**
   * What the server tells of itself: versions, extensions, limits.
   *
   * @return the JSON, not to be modified; an empty object where it tells nothing
   */
  public JsonObject data() {
    return data;
  }

  /**
   * The server's time.
   *
   * @return in RFC 3339, UTC; empty where it does not tell
   */
  public Optional<String> timestamp() {
    return Optional.ofNullable(timestamp);
  }

  /**
   * How long the ping took, there and back.
   *
   * @param unit the unit wanted
   * @return the time, cut to whole units
   */
  public long roundTrip(TimeUnit unit) {
    return unit.convert(roundTripNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Pong)) {
      return false;
    }
    Pong that = (Pong) other;
    return data.equals(that.data)
        && Objects.equals(timestamp, that.timestamp)
        && roundTripNanos == that.roundTripNanos;
  }

  @Override
  public int hashCode() {
    return Objects.hash(data, timestamp, roundTripNanos);
  }

  @Override
  public String toString() {
    return "Pong " + data;
  }
}
