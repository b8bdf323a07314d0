package io.mqttspec.demo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvFilesTest {

  @Test
  void weather_isReadWhole_inTheOrderOfTime() {
    List<WeatherHour> hours = CsvFiles.weather();

    assertThat(hours).hasSize(8_759);
    assertThat(hours)
        .filteredOn(hour -> hour.temperature().compareTo(new BigDecimal("15")) > 0)
        .hasSize(2_172);
    assertThat(hours).extracting(WeatherHour::date).isSorted().doesNotHaveDuplicates();
    assertThat(hours.get(0))
        .isEqualTo(
            new WeatherHour(
                LocalDateTime.parse("2010-01-01T01:00:00"),
                new BigDecimal("1016.6"),
                new BigDecimal("4.0"),
                new BigDecimal("3.8")));
  }

  @Test
  void airports_areReadWhole_withQuotesAndCommasInTheirNames() {
    List<Airport> airports = CsvFiles.airports();

    assertThat(airports).hasSize(3_376);
    assertThat(airports).extracting(Airport::iata).doesNotHaveDuplicates();
    assertThat(airports)
        .contains(
            new Airport(
                "DBN",
                "W. H. \"Bud\" Barron",
                "Dublin",
                "GA",
                "USA",
                new BigDecimal("32.56445806"),
                new BigDecimal("-82.98525556")))
        .extracting(Airport::city)
        .contains("Westport, NY");
  }
}
