package io.mqttspec.client.internal.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.client.exception.ConflictException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.NotFoundException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.ServerUnavailableException;
import io.mqttspec.client.exception.UnauthorizedException;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

  private static Class<? extends RefusedException> expected(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> NotFoundException.class;
      case CONFLICT, DUPLICATE_ID -> ConflictException.class;
      case CONSTRAINT_VIOLATION -> ConstraintViolationException.class;
      case UNAUTHORIZED, AUTH_ERROR -> UnauthorizedException.class;
      case UNAVAILABLE, RATE_LIMITED, TIMEOUT -> ServerUnavailableException.class;
      case MODEL_NOT_FOUND, TOO_LARGE -> InvalidRequestException.class;
      default ->
          code.wireName().startsWith("invalid_")
              ? InvalidRequestException.class
              : RefusedException.class;
    };
  }

  @ParameterizedTest
  @EnumSource
  void eachCode_hasItsType(ErrorCode code) {
    RefusedException refusal = Refusals.of(ErrorInfo.of(code, "No."), "r-1");
    assertThat(refusal).isExactlyInstanceOf(expected(code));
    assertThat(refusal.errorCode()).isEqualTo(code);
    assertThat(refusal.codeName()).isEqualTo(code.wireName());
    assertThat(refusal.requestId()).isEqualTo("r-1");
    assertThat(refusal.isRetryable())
        .isEqualTo(
            switch (code) {
              case UNAVAILABLE, RATE_LIMITED, TIMEOUT, INTERNAL_ERROR -> true;
              default -> false;
            });
    assertThat(refusal).hasMessageContaining("No.").hasMessageContaining("r-1");
  }

  @Test
  void aCodeOfALaterVersion_keepsItsName_andIsNotRetried() {
    RefusedException refusal = Refusals.of(ErrorInfo.of("quota_spent", "No."), "r-1");
    assertThat(refusal.codeName()).isEqualTo("quota_spent");
    assertThat(refusal.isRetryable()).isFalse();
    assertThat(refusal.path()).isEmpty();
    assertThat(refusal.details()).isEmpty();
  }

  @Test
  void aDeadlock_mayBeTriedAgain() {
    JsonObject details = new JsonObject();
    details.addProperty("retry", true);
    RefusedException refusal =
        Refusals.of(ErrorInfo.of(ErrorCode.CONFLICT, "No.").withDetails(details), "r-1");
    assertThat(refusal).isInstanceOf(ConflictException.class);
    assertThat(refusal.isRetryable()).isTrue();
  }
}
