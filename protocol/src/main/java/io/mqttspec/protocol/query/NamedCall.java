package io.mqttspec.protocol.query;

import com.google.gson.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A computed column or a named operator that a request uses: the name under which the server has
 * registered it, and values for its parameters. It never holds SQL: docs/protocol.md 4.7.
 *
 * <p>Immutable, provided that nobody modifies the {@link #parameters()}; numbers in them are
 * compared by their text.
 */
public final class NamedCall {

  private final String name;
  private final JsonObject parameters;

  private NamedCall(String name, JsonObject parameters) {
    this.name = Objects.requireNonNull(name, "name");
    this.parameters = Objects.requireNonNull(parameters, "parameters");
  }

  /** What is registered under this name, with these values by parameter. */
  public static NamedCall of(String name, JsonObject parameters) {
    return new NamedCall(name, parameters);
  }

  /** What is registered under this name, without parameters. */
  public static NamedCall of(String name) {
    return new NamedCall(name, new JsonObject());
  }

  /** The name, which need not be registered. */
  public String name() {
    return name;
  }

  /** The values by parameter, which need not fit; empty if there are none. Not to be modified. */
  public JsonObject parameters() {
    return parameters;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof NamedCall)) {
      return false;
    }
    NamedCall that = (NamedCall) other;
    return name.equals(that.name) && JsonTrees.equal(parameters, that.parameters);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, JsonTrees.hash(parameters));
  }

  @Override
  public String toString() {
    return name + parameters;
  }
}
