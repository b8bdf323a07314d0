package io.mqttspec.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mqttspec.client.exception.ConnectionFailedException;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.DeadlineExceededException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.NotFoundException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.ServerUnavailableException;
import io.mqttspec.client.exception.UnauthorizedException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NoticeTest {

  private static final ErrorInfo NO = ErrorInfo.of(ErrorCode.HOOK_ERROR, "No.");
  private static final ErrorInfo LATER = ErrorInfo.of(ErrorCode.UNAVAILABLE, "Later.");

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments(new NotConnectedException("No.", null), Notice.Kind.NOT_SENT),
        arguments(new ConnectionLostException("No.", null), Notice.Kind.OUTCOME_UNKNOWN),
        arguments(new DeadlineExceededException("it", 1), Notice.Kind.OUTCOME_UNKNOWN),
        arguments(new ConstraintViolationException(NO, "1"), Notice.Kind.CONSTRAINT),
        arguments(new NotFoundException(NO, "1"), Notice.Kind.GONE),
        arguments(new UnauthorizedException(NO, "1"), Notice.Kind.FORBIDDEN),
        arguments(new InvalidRequestException(NO, "1"), Notice.Kind.INVALID),
        arguments(new ServerUnavailableException(LATER, "1"), Notice.Kind.BUSY),
        arguments(new RefusedException(NO, "1"), Notice.Kind.REFUSED),
        arguments(new UnreadableAnswerException("No.", null), Notice.Kind.REFUSED),
        arguments(new IllegalArgumentException("No."), Notice.Kind.APP_MISTAKE));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aFailedRequest_isToldByWhatTheUserCanDo(Throwable error, Notice.Kind kind) {
    assertThat(Notice.ofRequest(error).kind()).isEqualTo(kind);
  }

  static Stream<Arguments> connections() {
    return Stream.of(
        arguments(new ConnectionRefusedException("BANNED", null, true, null), "NOT_LET_IN BANNED"),
        arguments(
            new ConnectionRefusedException("BANNED", "Go away.", true, null),
            "NOT_LET_IN Go away."),
        arguments(new ConnectionFailedException("No.", null), "NOT_REACHED "),
        arguments(new ConnectionLostException("No.", null), "LOST "));
  }

  @ParameterizedTest
  @MethodSource("connections")
  void whyThereIsNoConnection_isTold(Throwable cause, String told) {
    assertThat(Notice.ofConnection(cause)).hasToString(told);
  }
}
