package io.mqttspec.protocol.error;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Why a request was refused or failed. The wire names are those of docs/protocol.md 8.1. */
public enum ErrorCode {
  INVALID_MESSAGE("invalid_message"),
  INVALID_MESSAGE_TYPE("invalid_message_type"),
  INVALID_OPERATION("invalid_operation"),
  INVALID_SUBSCRIPTION_OPERATION("invalid_subscription_operation"),
  INVALID_SUBSCRIPTION("invalid_subscription"),
  MODEL_NOT_FOUND("model_not_found"),
  INVALID_MODEL("invalid_model"),
  AUTH_ERROR("auth_error"),
  UNAUTHORIZED("unauthorized"),
  HOOK_ERROR("hook_error"),
  READ_ERROR("read_error"),
  CREATE_ERROR("create_error"),
  UPDATE_ERROR("update_error"),
  DELETE_ERROR("delete_error"),
  META_ERROR("meta_error"),
  NOT_FOUND("not_found"),
  INVALID_OPTION("invalid_option"),
  INVALID_FILTER("invalid_filter"),
  INVALID_CURSOR("invalid_cursor"),
  INVALID_DATA("invalid_data"),
  CONSTRAINT_VIOLATION("constraint_violation"),
  CONFLICT("conflict"),
  DUPLICATE_ID("duplicate_id"),
  TOO_LARGE("too_large"),
  RATE_LIMITED("rate_limited"),
  TIMEOUT("timeout"),
  UNAVAILABLE("unavailable"),
  MUST_REFETCH("must_refetch"),
  INTERNAL_ERROR("internal_error");

  private static final Map<String, ErrorCode> BY_WIRE_NAME = new HashMap<>();

  static {
    for (ErrorCode code : values()) {
      BY_WIRE_NAME.put(code.wireName, code);
    }
  }

  private final String wireName;

  ErrorCode(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for this code in a message. */
  public String wireName() {
    return wireName;
  }

  /** The code with exactly this wire name, or empty if this version knows none such. */
  public static Optional<ErrorCode> of(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }
}
