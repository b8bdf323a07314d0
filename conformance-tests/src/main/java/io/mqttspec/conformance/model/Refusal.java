package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;

/** A request that is answered by an error, and has no effect. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final transient ObjectNode details;

  private Refusal(String code, String message, ObjectNode details) {
    super(message, null, false, false);
    this.code = code;
    this.details = details;
  }

  /** A refusal without details. */
  public static Refusal of(String code, String message) {
    return new Refusal(code, message, Json.object());
  }

  /** A refusal for what stands at a place of the request. */
  public static Refusal at(String path, String code, String message) {
    return new Refusal(code, message, Json.object("path", path));
  }

  /** A refusal with details. */
  public static Refusal with(ObjectNode details, String code, String message) {
    return new Refusal(code, message, details);
  }

  public String code() {
    return code;
  }

  public ObjectNode details() {
    return details;
  }
}
