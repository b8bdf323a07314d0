package io.mqttspec.demo.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Function;

/** Reads the two files that come with the demo. */
public final class CsvFiles {

  private CsvFiles() {}

  /** All airports, in the order of the file. */
  public static List<Airport> airports() {
    return rows(
        "airports.csv",
        row ->
            new Airport(
                row.getField("iata"),
                row.getField("name"),
                row.getField("city"),
                row.getField("state"),
                row.getField("country"),
                new BigDecimal(row.getField("latitude")),
                new BigDecimal(row.getField("longitude"))));
  }

  /** All hours of the year, in the order of the file, which is that of time. */
  public static List<WeatherHour> weather() {
    return rows(
        "seattle-weather-hourly-normals.csv",
        row ->
            new WeatherHour(
                LocalDateTime.parse(row.getField("date")),
                new BigDecimal(row.getField("pressure")),
                new BigDecimal(row.getField("temperature")),
                new BigDecimal(row.getField("wind"))));
  }

  private static <T> List<T> rows(String file, Function<NamedCsvRecord, T> toRow) {
    try (InputStream bytes = CsvFiles.class.getResourceAsStream(file)) {
      if (bytes == null) {
        throw new FileNotFoundException(file);
      }
      try (CsvReader<NamedCsvRecord> csv =
          CsvReader.builder()
              .ofNamedCsvRecord(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
        return csv.stream().map(toRow).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's file " + file + " can't be read", e);
    }
  }
}
