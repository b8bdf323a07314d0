package io.mqttspec.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ReadingsStateTest {

  @Test
  void onlyTheLatest_areKept() {
    ReadingsState state = ReadingsState.EMPTY;
    for (long id = 2; id <= ReadingsState.CAPACITY + 1; id++) {
      state = state.with(new Reading(id, 1, BigDecimal.TEN));
    }
    assertThat(state.readings()).hasSize(ReadingsState.CAPACITY);
    assertThat(state.with(new Reading(1L, 1, BigDecimal.TEN)).readings())
        .hasSize(ReadingsState.CAPACITY)
        .last()
        .matches(reading -> reading.id() == 2);
    assertThat(state.with(new Reading(1_000L, 1, BigDecimal.TEN)).readings())
        .hasSize(ReadingsState.CAPACITY)
        .first()
        .matches(reading -> reading.id() == 1_000);
  }
}
