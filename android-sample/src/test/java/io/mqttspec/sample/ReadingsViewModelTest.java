package io.mqttspec.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.ServerUnavailableException;
import io.mqttspec.client.exception.UnauthorizedException;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.message.ChangeOperation;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadingsViewModelTest {

  private static final Reading ONE = new Reading(1L, 3, new BigDecimal("16.0"));
  private static final Reading TWO = new Reading(2L, 3, new BigDecimal("17.5"));
  private static final Reading TWO_LATER = new Reading(2L, 3, new BigDecimal("18.0"));

  @Test
  void changes_areMerged_whateverIsKnownAlready() {
    ReadingsState state = ReadingsState.EMPTY.withRows(List.of(ONE, TWO));
    assertThat(state.readings()).containsExactly(TWO, ONE);
    state = state.with(Change.of(ChangeOperation.CREATE, TWO));
    assertThat(state.readings()).containsExactly(TWO, ONE);
    state = state.with(Change.of(ChangeOperation.UPDATE, TWO_LATER));
    assertThat(state.readings()).containsExactly(TWO_LATER, ONE);
    state = state.with(Change.of(ChangeOperation.DELETE, ONE));
    state = state.with(Change.of(ChangeOperation.DELETE, ONE));
    assertThat(state.readings()).containsExactly(TWO_LATER);
    assertThat(state.withRows(List.of()).readings()).isEmpty();
  }

  @Test
  void changesDuringAReading_areNotUndoneByItsRows() {
    ReadingsState state =
        ReadingsState.EMPTY.withRows(
            List.of(ONE, TWO),
            List.of(
                Change.of(ChangeOperation.UPDATE, TWO_LATER),
                Change.of(ChangeOperation.DELETE, ONE)));
    assertThat(state.readings()).containsExactly(TWO_LATER);
  }

  @Test
  void anError_isToldByItsKind() {
    ErrorInfo error = ErrorInfo.of(ErrorCode.UNAVAILABLE, "No.");
    assertThat(ReadingsViewModel.messageFor(new NotConnectedException("No.", null)))
        .contains("network");
    assertThat(
            ReadingsViewModel.messageFor(
                new ConnectionRefusedException("NOT_AUTHORIZED", null, true, null)))
        .contains("NOT_AUTHORIZED");
    assertThat(ReadingsViewModel.messageFor(new ServerUnavailableException(error, "1")))
        .contains("busy");
    assertThat(ReadingsViewModel.messageFor(new UnauthorizedException(error, "1")))
        .contains("may not");
    assertThat(ReadingsViewModel.messageFor(new ConstraintViolationException(error, "1")))
        .contains("already");
    assertThat(ReadingsViewModel.messageFor(new IllegalStateException())).contains("this app");
  }

  @Test
  void withoutAServer_theUserIsTold() {
    try (ReadingsViewModel model = new ReadingsViewModel(clientOfNobody(), 15.0)) {
      TestSubscriber<ReadingsState> states = model.states().test();
      model.add("warm");
      assertThat(last(states).message()).contains("warm");
      model.add("21,5");
      states.awaitCount(3);
      assertThat(last(states).message()).contains("network");
      assertThat(last(states).connection()).isEqualTo(ConnectionState.Status.DISCONNECTED);
      model.stop();
    }
  }

  private static ReadingsState last(TestSubscriber<ReadingsState> states) {
    return states.values().get(states.values().size() - 1);
  }

  private static MqttSpecClient clientOfNobody() {
    return MqttSpecClient.builder().clientId("test").deadline(1, TimeUnit.SECONDS).build();
  }
}
