package io.mqttspec.client.exception;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import java.util.Optional;

/**
 * The server has answered, and said no. A refused write has changed nothing.
 *
 * <p>Codes that a caller can act on have a subclass each; the others, such as {@code hook_error} or
 * {@code internal_error}, come as this class.
 */
public class RefusedException extends MqttSpecException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorInfo error;
  private final String requestId;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public RefusedException(ErrorInfo error, String requestId) {
    super(text(error, requestId), null);
    this.error = error;
    this.requestId = requestId;
  }

  private static String text(ErrorInfo error, String requestId) {
    String place = detail(error, "path").map(path -> path + ", ").orElse("");
    return error.codeName() + ": " + error.message() + " (" + place + "request " + requestId + ")";
  }

  /**
   * The code, as a constant.
   *
   * @return the code; {@link ErrorCode#INTERNAL_ERROR} stands for a code this SDK does not know,
   *     see {@link #codeName()}
   */
  public final ErrorCode errorCode() {
    return error.code();
  }

  /**
   * The code as the server wrote it.
   *
   * @return the text, such as {@code not_found}
   */
  public final String codeName() {
    return error.codeName();
  }

  /**
   * What the server adds to the code.
   *
   * @return the details, not to be modified; empty where there are none
   */
  public final Optional<JsonObject> details() {
    return Optional.ofNullable(error.details());
  }

  /**
   * The place in the request that the refusal is about.
   *
   * @return a path such as {@code options.filters[2].value}; empty where the server names none
   */
  public final Optional<String> path() {
    return details("path");
  }

  /**
   * The request that was refused.
   *
   * @return its id, as it also stands in the server's log
   */
  public final String requestId() {
    return requestId;
  }

  /**
   * Whether the same request may succeed when it is sent again unchanged, a little later. Such a
   * refusal never follows an effect.
   *
   * @return true if it may
   */
  public final boolean isRetryable() {
    switch (errorCode()) {
      case UNAVAILABLE:
      case RATE_LIMITED:
      case TIMEOUT:
        return true;
      case INTERNAL_ERROR:
        return codeName().equals(ErrorCode.INTERNAL_ERROR.wireName()) || detailsSayRetry();
      default:
        return detailsSayRetry();
    }
  }

  private boolean detailsSayRetry() {
    return details("retry").filter("true"::equals).isPresent();
  }

  final Optional<String> details(String name) {
    return detail(error, name);
  }

  private static Optional<String> detail(ErrorInfo error, String name) {
    JsonObject details = error.details();
    JsonElement value = details == null ? null : details.get(name);
    return value == null || !value.isJsonPrimitive()
        ? Optional.empty()
        : Optional.of(value.getAsString());
  }
}
