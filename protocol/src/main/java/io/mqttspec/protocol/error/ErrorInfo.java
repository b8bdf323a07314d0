package io.mqttspec.protocol.error;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code error} part of a response: a code for programs, a sentence for developers, and
 * details.
 *
 * <p>Immutable, provided that nobody modifies the {@link #details()}.
 */
public final class ErrorInfo {

  private static final String PATH = "path";

  private final String codeName;
  private final String message;
  private final @Nullable JsonObject details;

  private ErrorInfo(String codeName, String message, @Nullable JsonObject details) {
    this.codeName = Objects.requireNonNull(codeName, "codeName");
    this.message = Objects.requireNonNull(message, "message");
    this.details = details;
  }

  /** An error without details. */
  public static ErrorInfo of(ErrorCode code, String message) {
    return new ErrorInfo(code.wireName(), message, null);
  }

  /**
   * An error as another implementation named it; the code may be one that this version does not
   * know.
   */
  public static ErrorInfo of(String codeName, String message) {
    return new ErrorInfo(codeName, message, null);
  }

  /**
   * The code, or {@link ErrorCode#INTERNAL_ERROR} where this version does not know {@link
   * #codeName()}.
   */
  public ErrorCode code() {
    return ErrorCode.of(codeName).orElse(ErrorCode.INTERNAL_ERROR);
  }

  /** The code as it stands in the message, also one that this version does not know. */
  public String codeName() {
    return codeName;
  }

  /** One sentence a developer can act on. */
  public String message() {
    return message;
  }

  /** More for programs, such as {@code path}; null if there is none. Not to be modified. */
  public @Nullable JsonObject details() {
    return details;
  }

  /**
   * The same error, with {@code details.path} naming the place in the request; other details stay.
   */
  public ErrorInfo withPath(String path) {
    JsonObject extended = new JsonObject();
    if (details != null) {
      for (Map.Entry<String, JsonElement> entry : details.entrySet()) {
        extended.add(entry.getKey(), entry.getValue());
      }
    }
    extended.addProperty(PATH, path);
    return new ErrorInfo(codeName, message, extended);
  }

  /** The same error with these details instead of its own. */
  public ErrorInfo withDetails(@Nullable JsonObject details) {
    return new ErrorInfo(codeName, message, details);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof ErrorInfo)) {
      return false;
    }
    ErrorInfo that = (ErrorInfo) other;
    return codeName.equals(that.codeName)
        && message.equals(that.message)
        && Objects.equals(details, that.details);
  }

  @Override
  public int hashCode() {
    return Objects.hash(codeName, message, details);
  }

  @Override
  public String toString() {
    return codeName + ": " + message + (details == null ? "" : " " + details);
  }
}
